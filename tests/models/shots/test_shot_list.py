"""Shots: how they are numbered when nobody did, and how a person revises one."""

import pytest
from pydantic import ValidationError

from models.brief import Brief
from models.errors import BadInput
from models.film.decisions import read_decision
from models.shots.shot_list import Shot

DRAWN = Shot(
    shot_id="shot_001",
    shot_number=1,
    enhanced_prompt="A red door in wet sand.",
    action="She opens the door.",
    start_frame_prompt="The door is closed.",
    dialogue="Nobody had opened it for years.",
)


def test_new_words_change_what_is_heard_and_nothing_that_is_seen() -> None:
    revised = DRAWN.revised(dialogue="It was never locked.")
    assert revised == DRAWN.model_copy(update={"dialogue": "It was never locked."})


def test_empty_words_make_a_shot_silent() -> None:
    assert DRAWN.revised(dialogue="").dialogue == ""
    assert DRAWN.revised(note="at night").dialogue == DRAWN.dialogue


def test_a_prompt_and_words_together_change_both_and_the_old_first_frame_goes() -> None:
    revised = DRAWN.revised(prompt="A blue door.", dialogue="Blue now.")
    assert (revised.enhanced_prompt, revised.dialogue) == ("A blue door.", "Blue now.")
    assert revised.start_frame_prompt == ""


def test_a_revision_may_change_the_words_alone() -> None:
    assert read_decision("revise", {"shot": 1, "dialogue": " Blue now. "}).dialogue == "Blue now."
    assert read_decision("revise", {"shot": 1, "dialogue": ""}).dialogue == ""
    assert read_decision("revise", {"shot": 1, "note": "at night"}).dialogue is None


@pytest.mark.parametrize(
    ("payload", "sentence"),
    [
        ({"shot": 1, "dialogue": None}, "give it a prompt, a note, a dialogue or lines"),
        ({"shot": 1, "dialogue": 3}, "dialogue must be text of at most 4000 characters, not 3"),
        ({"shot": 1, "dialogue": "x" * 4001}, "dialogue must be text of at most 4000 characters"),
    ],
)
def test_words_that_cannot_be_said_are_refused(payload: dict[str, object], sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        read_decision("revise", payload)


def test_a_decision_about_words_survives_the_way_to_the_film() -> None:
    decision = read_decision("revise", {"shot": 1, "dialogue": ""})
    sent = decision.model_dump(mode="json", exclude_defaults=True, exclude={"kind"})
    assert read_decision("revise", sent) == decision


def test_shots_without_numbers_are_numbered_by_their_place() -> None:
    entries = [{"enhanced_prompt": "a"}, {"shot_id": "end", "enhanced_prompt": "b"}, {"enhanced_prompt": "c"}]
    brief = Brief.model_validate({"shots": entries})
    assert [(shot.shot_id, shot.shot_number) for shot in brief.shots] == [
        ("shot_001", 1), ("end", 2), ("shot_003", 3),
    ]  # fmt: skip
    assert all("shot_number" not in entry for entry in entries), "what was given is left as it was"


def test_a_number_that_was_given_is_kept() -> None:
    brief = Brief.model_validate(
        {
            "shots": [
                {"shot_id": "shot_007", "enhanced_prompt": "a"},
                {"shot_number": 9, "enhanced_prompt": "b"},
            ]
        }
    )
    assert [(shot.shot_id, shot.shot_number) for shot in brief.shots] == [("shot_007", 7), ("shot_009", 9)]


def test_a_null_is_a_field_left_out_but_never_hides_a_typo() -> None:
    fields = dict.fromkeys(set(Shot.model_fields) - {"enhanced_prompt", "shot_number"})
    assert Shot.model_validate({**fields, "shot_number": 1, "enhanced_prompt": "a"}) == Shot(
        shot_id="shot_001", shot_number=1, enhanced_prompt="a"
    )
    with pytest.raises(ValidationError, match="dialog"):
        Shot.model_validate({"shot_number": 1, "enhanced_prompt": "a", "dialog": None})


@pytest.mark.parametrize(
    ("written", "meant"),
    [("Establishing shot", "extreme-wide"), ("extreme long shot", "extreme-wide"), ("POV", "medium"),
     ("Close Up", "close-up"), ("insert", "extreme-close-up"), ("Over-the-Shoulder", "medium")],
)  # fmt: skip
def test_the_names_that_people_have_for_shots_are_known(written: str, meant: str) -> None:
    assert Shot(shot_id="a1", shot_number=1, enhanced_prompt="x", shot_type=written).shot_type == meant
