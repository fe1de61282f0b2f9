"""What a person changes of what is heard: all of it, or one line; and the lines of shot lists."""

import pytest
from pydantic import ValidationError

from models.errors import BadInput
from models.film.decision_log import LONGEST_SAID, in_short
from models.film.decisions import read_decision
from models.shots.heard import Heard
from models.shots.lines import Line
from models.shots.shot_list import Shot
from studio.cli.asked.heard_words import asked_words
from studio.service.requests.shot_list_checks import check_entries
from studio.service.requests.values import validated

TALK = Shot(
    shot_id="shot_001",
    shot_number=1,
    enhanced_prompt="A room",
    lines=(
        Line(text="It was dark."),
        Line(subject="Emma", text="Where were you?", manner="speech", delivery="whispering"),
        Line(subject="Tom", text="Here.", manner="speech"),
    ),
)
NARRATED = Shot(shot_id="shot_002", shot_number=2, enhanced_prompt="A quay", dialogue="It was warm.")
SILENT = Shot(shot_id="shot_003", shot_number=3, enhanced_prompt="A boat")


def test_one_line_is_said_otherwise_and_the_others_stay():
    changed = Heard(line=2, text=" Who is there? ").over(TALK)
    assert changed.said[1] == TALK.said[1].model_copy(update={"text": "Who is there?"})
    assert (changed.said[0], changed.said[2]) == (TALK.said[0], TALK.said[2])
    assert changed.seen == TALK.seen


def test_a_line_without_words_is_left_out_and_one_without_a_text_is_spoken_once_more():
    assert [line.text for line in Heard(line=2, text="").over(TALK).said] == ["It was dark.", "Here."]
    again = Heard(line=2).over(TALK)
    assert [line.take for line in again.said] == [1, 2, 1]
    assert [line.text for line in again.said] == [line.text for line in TALK.said]
    assert Heard(line=2, text="Hm?").over(again).said[1].take == 1, "they are other words"


def test_the_short_form_stays_short_where_its_only_line_says_something_else():
    assert Heard(line=1, text="It was cold.").over(NARRATED) == NARRATED.revised(dialogue="It was cold.")
    assert Heard(line=1, text="").over(NARRATED).said == ()
    assert Heard(line=1).over(NARRATED).said == (Line(text="It was warm.", take=2),)


def test_all_lines_take_the_place_of_a_dialogue_and_a_dialogue_that_of_all_lines():
    talk = Heard(lines=TALK.lines).over(NARRATED)
    assert (talk.dialogue, talk.lines) == ("", TALK.lines)
    told = Heard(dialogue="It was cold.").over(TALK)
    assert (told.dialogue, told.lines) == ("It was cold.", ())
    assert Heard(lines=()).over(TALK).said == ()


@pytest.mark.parametrize(
    ("shot", "change", "why"),
    [
        (TALK, Heard(line=4, text="No."), "shot_001 has 3 lines: there is no line 4."),
        (NARRATED, Heard(line=2), "shot_002 has one line: there is no line 2."),
        (SILENT, Heard(line=1, text="No."), "shot_003 is silent: it has no line 1."),
        (
            TALK,
            Heard(line=1, text="x" * 4000),
            "shot_001 then has lines of more than 4000 characters together: divide the shot.",
        ),
        (TALK, Heard(line=3, text="No."), ""),
        (SILENT, Heard(dialogue="No."), ""),
    ],
)
def test_a_line_that_is_not_there_is_said_in_a_sentence(shot, change, why):
    assert change.objection(shot) == why


@pytest.mark.parametrize(
    ("payload", "why"),
    [
        ({"lines": "Where?"}, 'The revise payload\'s lines must be a list such as [{"subject"'),
        ({"lines": [{"text": "Where?", "as": "speech"}]}, "lines[0] is speech of nobody: name its subject."),
        ({"lines": [{"subject": "Emma", "text": "x", "as": "song"}]}, "lines[0].as must be one of"),
        ({"lines": [{"subject": "Emma"}]}, "lines[0].text is missing."),
        ({"lines": [{"text": " "}]}, "lines[0].text is empty: it needs some words."),
        ({"lines": [{"text": "x", "speaker": "Emma"}]}, "lines[0].speaker is not a known field"),
        ({"lines": [{"text": "x" * 3000}] * 2}, "payload has lines of more than 4000 characters together"),
        ({"lines": [{"text": "x"}] * 51}, "lines has too many entries: 50 is the most."),
        ({"line": 0, "text": "x"}, "payload's line must be at least 1, not 0."),
        ({"line": True, "text": "x"}, "payload's line must be a whole number"),
        ({"text": "x"}, "payload has a text for no line: say which `line`, by its number."),
        ({"line": 1, "dialogue": "x"}, "payload has dialogue and line: give one of them."),
    ],
)
def test_a_payload_that_cannot_be_heard_is_refused_in_a_sentence(payload, why):
    with pytest.raises(BadInput) as refused:
        read_decision("revise", {"shot": 1, **payload})
    assert why in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_payload_gives_lines_as_shot_lists_do():
    lines = ["It was dark.", {"subject": "Emma", "text": "Where?"}, {"subject": "narrator", "text": "Here."}]
    decision = read_decision("revise", {"shot": 1, "lines": lines})
    assert decision.lines == (
        Line(text="It was dark."),
        Line(subject="Emma", text="Where?", manner="speech"),
        Line(text="Here."),
    )
    assert read_decision("revise", {"shot": 1, "line": "2", "text": "Who?"}).line == 2
    sent = decision.model_dump(mode="json", exclude_defaults=True, exclude={"kind"})
    assert read_decision("revise", sent) == decision


def test_what_a_subject_narrates_is_still_narrated_after_it_was_written_down():
    told = Line(subject="Emma", text="I was late.", manner="narration")
    for written in (told.model_dump(mode="json", exclude_defaults=True), told.model_dump(mode="json")):
        assert Line.model_validate(written) == told


def test_a_long_talk_is_kept_in_short():
    decision = read_decision("revise", {"shot": 1, "lines": [{"subject": "Emma", "text": "x " * 900}] * 2})
    kept = in_short(decision)
    assert kept.lines is None
    assert len(kept.dialogue or "") <= LONGEST_SAID
    assert (kept.dialogue or "").startswith("Emma: x")


def test_a_shot_has_lines_or_a_dialogue():
    with pytest.raises(ValidationError, match="has lines and a dialogue, which is the short form for one"):
        Shot(shot_id="shot_001", shot_number=1, enhanced_prompt="x", dialogue="x", lines=(Line(text="x"),))


@pytest.mark.parametrize(
    ("field", "meant"),
    [
        ("speaker", "subject"),
        ("character", "subject"),
        ("emotion", "delivery"),
        ("dialogue", "text"),
        ("delivry", "delivery"),
    ],
)
def test_what_other_tools_call_a_field_of_a_line_is_understood(field, meant):
    shots = [{"enhanced_prompt": "x", "lines": ["a", {"text": "b", field: "c"}]}]
    with pytest.raises(BadInput) as refused:
        check_entries(
            shots, lambda where: "".join(f"[{s}]" if isinstance(s, int) else f".{s}" for s in where)[1:]
        )
    assert str(refused.value) == f"shots[0].lines[1].{field} is not a known field: did you mean '{meant}'?"


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ((None, "[{]", None, None), "--lines is not valid JSON: "),
        ((None, '{"text": "x"}', None, None), "--lines must be a JSON list of lines, such as"),
        (
            (None, '[{"speaker": "Emma", "text": "x"}]', None, None),
            "--lines[0].speaker is not a known field: did you mean 'subject'?",
        ),
        (("x", None, ("1", "y"), None), "There are --dialogue and --line: give one of them."),
        ((None, None, ("0", "y"), None), "--line must be at least 1, not 0."),
        ((None, None, None, "51"), "--again must be at most 50, not 51."),
    ],
)
def test_flags_that_cannot_be_heard_are_refused_by_their_names(given, why):
    with pytest.raises(BadInput) as refused:
        asked_words(*given)
    assert str(refused.value).startswith(why)


def test_flags_say_what_a_decision_does():
    assert asked_words(None, None, None, None) == {}
    assert validated(Heard, asked_words(None, '["Dark."]', None, None), str).lines == (Line(text="Dark."),)
    assert asked_words(None, None, ("2", ""), None) == {"line": 2, "text": ""}
    assert asked_words(None, None, None, "2") == {"line": 2}
