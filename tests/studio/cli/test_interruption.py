"""Ctrl-C at any moment: a sentence, exit code 130, and nothing that is left behind."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

MAKE = ("make", "A cat finds a hat", "--seconds", "9")

WHEN_IMPORTED = """
class Impatient:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Impatient())
"""

WHILE_THE_ENGINE_STARTS = """
import studio.service.session

def slow(settings):
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(30)

studio.service.session.find_engine = slow
"""


def interrupted(tmp_path: Path, moment: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command, which gets Ctrl-C at a moment."""
    code = "import os, runpy, signal, sys, time\n" + moment
    code += "runpy.run_module('studio', run_name='__main__')\n"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TEMPORAL_")}
    paths = {"PYTHONPATH": str(Path(__file__).parents[3]), "LONGTAKE_HOME": str(tmp_path / "home")}
    folder = tmp_path / "desk"
    folder.mkdir()
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        env=kept | paths,
        cwd=folder,
    )


@pytest.mark.parametrize(
    "module",
    ["logging", "typer", "pydantic_core", "models.brief", "studio.cli.film_run", "temporalio.client"],
)
def test_ctrl_c_while_the_command_is_being_loaded_is_a_sentence(tmp_path: Path, module: str) -> None:
    ended = interrupted(tmp_path, WHEN_IMPORTED.format(module=module), *MAKE)
    assert (ended.returncode, ended.stdout) == (130, "")
    assert ended.stderr.strip().splitlines()[-1] == "Interrupted: nothing was begun."
    assert "Traceback" not in ended.stderr
    assert list((tmp_path / "desk").iterdir()) == []


def test_ctrl_c_while_the_engine_starts_leaves_no_folder(tmp_path: Path) -> None:
    ended = interrupted(tmp_path, WHILE_THE_ENGINE_STARTS, *MAKE)
    assert (ended.returncode, ended.stdout) == (130, "")
    assert ended.stderr.strip().splitlines()[-1] == "Interrupted."
    assert "Traceback" not in ended.stderr
    assert list((tmp_path / "desk").iterdir()) == []


@pytest.mark.parametrize(
    "moment", [WHEN_IMPORTED.format(module="temporalio.client"), WHILE_THE_ENGINE_STARTS]
)
def test_with_json_ctrl_c_is_one_object_on_stdout(tmp_path: Path, moment: str) -> None:
    ended = interrupted(tmp_path, moment, *MAKE, "--json")
    assert ended.returncode == 130
    assert json.loads(ended.stdout)["exit_code"] == 130


def test_where_ctrl_c_is_ignored_it_stays_ignored(tmp_path: Path) -> None:
    ignored = "signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
    ended = interrupted(tmp_path, ignored + WHEN_IMPORTED.format(module="typer"), "--version")
    assert (ended.returncode, ended.stderr) == (0, "")
