"""Lips in an estimate: those that can be moved, by what is known before a picture is there."""

from decimal import Decimal
from pathlib import Path

import pytest

from activities.casting.lips import FLAT
from models.brief import Brief
from models.film.start import FilmRequest
from models.shots.lines import Line
from models.shots.shot_list import Shot
from studio.service.estimates.estimate import Estimate
from studio.service.estimates.home_estimate import estimate

LINE = (Line(subject="Emma", text="Where were you?"),)


def shot(prompt: str, lines: tuple[Line, ...] = LINE, **fields: object) -> Shot:
    return Shot.model_validate(
        {
            "shot_id": "shot_001",
            "shot_number": 1,
            "enhanced_prompt": prompt,
            "duration": 4,
            "characters": ("Emma",),
            "lines": lines,
            **fields,
        }
    )


SEEN = shot("Emma at a table")
ALONE = (
    shot("Emma in profile at a table"),
    shot("Emma at a table", (Line(subject="", text="It rained."),)),
    shot("Emma on a quay", shot_type="extreme-wide"),
    shot("Emma at a table", camera_angle="overhead"),
    shot("Emma and Jonah at a table", characters=("Emma", "Jonah")),
    shot("Emma at a table", lip_sync=False),
    shot("The sea at dawn", (), characters=()),
)


def estimated(monkeypatch: pytest.MonkeyPatch, home: Path, *shots: Shot, **casting: str) -> Estimate:
    monkeypatch.setenv("LONGTAKE_HOME", str(home))
    monkeypatch.setenv("FAL_KEY", "a-key")
    numbered = tuple(
        one.model_copy(update={"shot_id": f"shot_{number:03}", "shot_number": number})
        for number, one in enumerate(shots, start=1)
    )
    brief = Brief(shots=numbered, lip_sync=True, casting=casting)
    return estimate(FilmRequest(brief=brief))


def lips(found: Estimate) -> tuple[int, Decimal]:
    """How many shots have their lips moved, and for how much."""
    return next(((step.count, step.usd) for step in found.steps if step.step == "lips"), (0, Decimal(0)))


def test_lips_that_stay_alone_are_neither_counted_nor_paid(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = lips(estimated(monkeypatch, tmp_path, SEEN, video="kling"))
    assert one[0] == 1
    assert one[1] > 0
    many = estimated(monkeypatch, tmp_path, SEEN, *ALONE, video="kling")
    assert lips(many) == one
    told = [note for note in many.notes if "left alone" in note]
    assert len(told) == 5, "one that is silent or not to be moved needs no word"
    assert lips(estimated(monkeypatch, tmp_path, *ALONE, video="kling")) == (0, Decimal(0))


def test_an_estimate_says_that_nobody_is_paid_to_move_what_is_drawn_flat(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = estimated(monkeypatch, tmp_path, SEEN)
    assert lips(found) == (0, Decimal(0))
    assert FLAT in found.notes
    assert FLAT not in estimated(monkeypatch, tmp_path, SEEN, lips="sync-lipsync").notes
