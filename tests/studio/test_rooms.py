"""The rooms of the front door: what is asked of films is apart from the command line that asks it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def linted(house: Path) -> str:
    """What the import contracts say of a house whose front door stands in a folder of its own."""
    lint = Path(sys.executable).parent / "lint-imports"
    ran = subprocess.run(
        [lint, "--no-logo", "--no-cache"],
        cwd=house, capture_output=True, text=True, env=os.environ | {"PYTHONPATH": f"{house}:{ROOT}"},
    )  # fmt: skip
    return ran.stdout


@pytest.mark.parametrize(
    ("page", "line"),
    [
        ("service/field_names.py", "from studio.cli.printing.console import say"),
        ("service/field_names.py", "import typer"),
        ("service/film/gate.py", "def late():\n    from rich.text import Text"),
        ("client/executions.py", "import rich"),
        ("web/problems.py", "from studio.cli.printing.console import say"),
        ("service/field_names.py", "from studio.web.access.roles import ROLES"),
        ("client/executions.py", "from studio.service.field_names import Called"),
    ],
)
def test_a_room_that_knows_a_terminal_or_the_door_before_it_is_found(
    page: str, line: str, tmp_path: Path
) -> None:
    shutil.copytree(ROOT / "studio", tmp_path / "studio", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / "studio" / page).open("a") as file:
        file.write(f"\n{line}\n")
    said = linted(tmp_path)
    module = f"studio.{page.removesuffix('.py').replace('/', '.')}"
    assert "BROKEN" in said
    assert f"{module} -> " in said
