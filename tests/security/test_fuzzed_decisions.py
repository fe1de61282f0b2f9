"""What a film is told, by whoever can reach its workflow: a decision that holds, or one sentence."""

from typing import Any, get_args

from hypothesis import example, given
from hypothesis import strategies as st

from models.errors import BadInput
from models.film.decisions import Decision, DecisionKind, read_decision, read_gate_decision
from models.shots.lines import Line
from models.shots.shot_list import Shot, find_shot
from models.subjects.bible import Bible, bible_of
from models.subjects.changes import changed_by
from models.subjects.changes import objection as subject_objection
from models.subjects.subject import Subject
from tests.kit.fuzz import assert_sentence, fuzzed, taken, values
from workflows.gates.gate import Gate

FIELDS = (
    "by",
    "note",
    "board",
    "shot",
    "prompt",
    "dialogue",
    "lines",
    "line",
    "text",
    "usd",
    "decision",
    "no_limit",
    "mode",
    "profile",
    "shots",
    "action",
    *("subject", "description", "picture", "voice", "trigger", "into"),
)
USUAL: dict[str, Any] = {"by": "ann", "note": "at night", "board": 1, "shot": 3, "prompt": "x", "usd": "12.50", "shots": [1, "shot_002"], "action": "resubmit", "profile": "budget", "decision": "approve", "subject": "emma", "into": "Tom", "picture": {"sha256": "a" * 64, "suffix": ".png", "size": 3}, "lines": ["It was dark.", {"subject": "Emma", "text": "Yes."}]}  # fmt: skip
SHOTS = tuple(
    Shot(shot_id=f"shot_{n:03d}", shot_number=n, enhanced_prompt="A door", lines=lines)
    for n, lines in ((1, ()), (2, (Line(text="Yes."),)), (3, (Line(text="Yes."), Line(text="No."))))
)
BIBLE = bible_of((Subject(name="Emma", description="a woman"), Subject(name="Tom")), (), SHOTS)
KINDS = st.sampled_from(get_args(DecisionKind))
PAYLOADS = (
    values
    | st.dictionaries(st.sampled_from(FIELDS), values, max_size=5)
    | st.lists(st.sampled_from(FIELDS), max_size=6).map(
        lambda fields: {field: USUAL[field] for field in fields if field in USUAL}
    )
    | st.tuples(st.dictionaries(st.sampled_from(FIELDS), values, max_size=2)).map(lambda odd: USUAL | odd[0])
)


def assert_holds(decision: Decision | None) -> None:
    if decision is None:
        return
    assert Decision.model_validate_json(decision.model_dump_json()) == decision
    gate = Gate()
    gate.show_board()
    if objection := gate.objection(decision, SHOTS):
        assert_sentence(objection)
    if decision.kind == "revise_subject":
        if objection := subject_objection(BIBLE, decision):
            assert_sentence(objection)
        else:
            changed = changed_by(BIBLE, decision)
            assert Bible.model_validate_json(changed.model_dump_json()) == changed
    for shot in SHOTS:
        if objection := decision.objection(shot):
            assert_sentence(objection)
        else:
            assert (
                Shot.model_validate_json(decision.over(shot).model_dump_json()).said
                == decision.over(shot).said
            )


@fuzzed(200)
@given(kind=KINDS, payload=PAYLOADS)
@example(kind="revise", payload={"shot": 10**5000, "note": "x"})
@example(kind="approve", payload={"board": -(10**5000)})
@example(kind="budget", payload={"usd": 10**5000})
@example(kind="approve", payload={"\ud800": 1})
@example(kind="approve", payload={"\x1b[2J" * 900: 1})
@example(kind="recast", payload={"profile": "x", "shots": [10**5000] * 3})
@example(kind="revise", payload={"shot": 1, "line": 10**5000, "text": "x"})
@example(kind="revise", payload={"shot": 1, "line": "9" * 5000})
@example(kind="revise", payload={"shot": 1, "lines": [{"subject": "\x1b[2J", "text": "\ud800"}]})
@example(kind="revise", payload={"shot": 1, "lines": [{"text": "x", "as": {"as": []}}] * 9000})
@example(kind="revise", payload={"shot": 1, "lines": [[[["x"] * 90] * 90] * 90]})
def test_a_signal_of_any_payload_is_a_decision_or_a_sentence(kind: DecisionKind, payload: object) -> None:
    assert_holds(taken(lambda: read_decision(kind, payload), BadInput))


@fuzzed(100)
@given(payload=PAYLOADS)
def test_an_update_of_any_payload_is_a_decision_or_a_sentence(payload: object) -> None:
    assert_holds(taken(lambda: read_gate_decision(payload), BadInput))


@fuzzed(60)
@given(name=values)
def test_a_shot_of_any_name_is_found_or_is_none(name: object) -> None:
    found = find_shot(SHOTS, name) if isinstance(name, str | int) else None
    assert found is None or found in SHOTS
