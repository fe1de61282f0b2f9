"""What people tell a film of its bible: read leniently, and refused in one sentence."""

from typing import Any

import pytest

from models.errors import BadInput
from models.film.decisions import DecisionKind, read_decision, read_gate_decision

PICTURE = {"sha256": "a" * 64, "suffix": ".png", "size": 3}


@pytest.mark.parametrize(
    ("kind", "payload", "sentence"),
    [
        ("revise_subject", {}, "must name it"),
        ("revise_subject", {"subject": "Emma"}, "must say what to change"),
        ("revise_subject", {"subject": "Emma", "trigger": "two words"}, "use one word"),
        ("revise_subject", {"subject": "Emma", "into": "Tom", "voice": "joe"}, "not both at once"),
        ("revise_subject", {"subject": "Emma", "picture": "emma.png"}, "picture must be a stored file"),
        ("revise_subject", {"subject": "Emma", "picture": {"sha256": "x"}}, "picture must be a stored file"),
        ("revise_subject", {"subject": "E" * 201, "voice": "joe"}, "subject must be text of at most 200"),
        ("revise_subject", {"subject": "Emma", "description": 7}, "description must be text"),
        ("approve_bible", {"board": "one"}, "board must be the board's number"),
        ("redraw", {"shots": 3}, "shots must be a list"),
    ],
)
def test_what_cannot_be_read_of_a_bible_is_said_in_one_sentence(
    kind: DecisionKind, payload: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(BadInput, match=sentence):
        read_decision(kind, payload)


def test_what_a_revision_gives_its_subject_is_what_it_says() -> None:
    decision = read_decision("revise_subject", {"subject": "Emma", "picture": PICTURE, "voice": " joe "})
    assert {*decision.of_subject} == {"references", "voice"}
    assert decision.voice == "joe"
    again = read_gate_decision({"decision": "revise_subject", "subject": "Emma", "into": "Tom", "by": "ann"})
    assert (again.kind, again.into, again.of_subject) == ("revise_subject", "Tom", {})
    assert read_decision("redraw", None).shots == ()


@pytest.mark.parametrize(
    ("payload", "sentence"),
    [
        ({"decision": "move", "shot": 2}, "where the shot goes"),
        ({"decision": "move", "shot": 2, "before": 1, "after": 3}, "one of them"),
        ({"decision": "insert", "after": 2}, "brings one shot"),
        ({"decision": "insert", "after": 2, "prompt": "a door", "shot": "shot_004"}, "brings one shot"),
        (
            {"decision": "insert", "after": 2, "entry": {"shot_type": "wide"}},
            "entry.enhanced_prompt is missing",
        ),
        (
            {"decision": "insert", "after": 2, "entry": {"shot_id": "x", "enhanced_prompt": "x"}},
            "leave it out",
        ),
        ({"decision": "insert", "after": 2, "entry": "a door"}, "entry must be a shot"),
        ({"decision": "drop"}, "which shot"),
        ({"decision": "merge", "shot": 2}, "with which shot"),
        ({"decision": "split", "shot": 1, "at": 0}, "number of a line"),
        ({"decision": "revise", "shot": 3, "size": "huge"}, "size must be one of"),
        ({"decision": "revise", "shot": 3, "fields": {"sise": "wide"}}, "did you mean 'size'"),
        ({"decision": "revise", "shot": 3, "fields": "wide"}, "fields must be an object"),
        ({"decision": "revise", "shot": 3, "seconds": 90}, "seconds must be at most 60"),
        ({"decision": "drop", "shot": 3, "size": "wide"}, "drop does not"),
    ],
)
def test_what_cannot_be_read_of_an_edit_is_said_in_one_sentence(
    payload: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(BadInput, match=sentence):
        read_gate_decision(payload)


def test_a_decision_that_is_sent_on_is_read_as_it_was() -> None:
    for payload in (
        {
            "decision": "revise",
            "shot": 3,
            "size": "CU",
            "hour": "sunset",
            "weather": "",
            "colours": "red",
            "place": "",
        },
        {"decision": "insert", "before": 2, "entry": {"enhanced_prompt": "a door", "lines": ["Here."]}},
        {"decision": "split", "shot": 1, "at": 2, "prompt": "a key", "first": "a lock", "board": 3},
        {"decision": "undo", "reel": 2, "by": "ann"},
    ):
        read = read_gate_decision(payload)
        sent = read.model_dump(mode="json", exclude_defaults=True, exclude={"kind"})
        assert read_gate_decision({"decision": read.kind, **sent}) == read
