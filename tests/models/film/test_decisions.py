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
