"""What to type for an extra: it is right where the program was installed from."""

import sys
from pathlib import Path

import pytest

from providers import installation

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("prefix", "from_checkout", "said"),
    [
        (ROOT / ".venv", True, '.venv/bin/pip install -e ".[elevenlabs]"'),
        (Path("/usr"), True, 'pip install -e ".[elevenlabs]"'),
        (Path("/usr"), False, 'pip install "longtake[elevenlabs]"'),
    ],
)
def test_an_extra_is_installed_as_the_program_was(
    monkeypatch: pytest.MonkeyPatch, prefix: Path, from_checkout: bool, said: str
) -> None:
    monkeypatch.setattr(sys, "prefix", str(prefix))
    monkeypatch.setattr(installation, "_is_checkout", lambda: from_checkout)
    assert installation.install_of("elevenlabs") == said
