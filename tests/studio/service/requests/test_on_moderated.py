"""What happens to what a vendor refuses: settled when a film is asked for, and kept by its retakes."""

from pathlib import Path

import pytest

from models.errors import BadInput
from models.film.run_options import RunOptions
from studio.cli.asked.flag_values import Flags
from studio.cli.asked.request import read_asked


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LONGTAKE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("OPENROUTER_API_KEY", "not-a-secret")


@pytest.mark.parametrize(
    ("flags", "choice"),
    [
        ({}, "ask"),
        ({"model": "balanced"}, "ladder"),
        ({"model": "balanced", "on_moderated": "ask"}, "ask"),
        ({"on_moderated": "ladder"}, "ladder"),
    ],
)
def test_it_is_tried_otherwise_where_a_model_writes_unless_somebody_says_which(
    flags: dict[str, str], choice: str
) -> None:
    assert read_asked(Flags(prompt="A door", **flags)).request.options.on_moderated == choice


def test_another_word_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(BadInput, match=r"--on-moderated.*'ask' or 'ladder'"):
        read_asked(Flags(prompt="A door", on_moderated="evade"))


def test_a_film_from_before_there_was_a_choice_says_nothing_of_it() -> None:
    assert RunOptions().on_moderated is None
    assert "on_moderated" not in RunOptions().model_dump()
