"""Whatever a model answers: a stage's result that holds, or a problem with a sentence, and nothing else."""

import unicodedata
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import BaseModel

from activities.contracts import AskRequest
from activities.story.answers import drafts
from activities.story.answers.fields import Schema, schema_of
from activities.story.answers.json_object import read_draft, read_object
from activities.story.answers.unusable import Unusable
from activities.story.safety.guards import GuardDraft, blocked_by_words, read_guard
from activities.story.stages import stages
from activities.story.stages.breakdown import BreakdownDraft
from activities.story.templates import load_templates
from models.brief import Brief
from models.shots.shot_list import Shot
from models.story.breakdown import Breakdown, Scene
from models.story.plan import ModelChoice, Stage
from models.story.results import StageResult
from models.story.stages import Character, Narrative, PlannedShot, ShotPlan, Story, shots_of
from tests.kit.fuzz import HUGE_EXPONENT, HUGE_WHOLE, as_json, fuzzed, mutated, nested, taken, texts, values

TEMPLATES = load_templates()
BRIEF = Brief(prompt="A lighthouse keeper lights the lamp for the last time.", triggers={"Mara": "mara_v2"})
STORY = Story(
    story_title="The Last Light",
    narrative=Narrative(logline="A keeper says goodbye."),
    characters=(Character(name="Mara", description="a woman of 62"),),
)
PLAN = ShotPlan(
    total_duration=12.0,
    shots=tuple(
        PlannedShot(number=number, story_beat="A stir", duration_seconds=4.0, action=f"Mara climbs {number}.")
        for number in (1, 2, 3)
    ),
)
BREAKDOWN = Breakdown(title="T", scenes=(Scene(title="Up", summary="Mara climbs.", place="stair"),))
DRAFTS: dict[Stage, type[BaseModel]] = {
    "template": drafts.TemplateDraft,
    "story": drafts.StoryDraft,
    "scenes": drafts.ShotPlanDraft,
    "visuals": drafts.VisualsDraft,
    "single": drafts.SingleDraft,
    "shots": drafts.ShotsDraft,
    "breakdown": BreakdownDraft,
    "safety": GuardDraft,
}
SHOT = Shot(shot_id="shot_001", shot_number=1, enhanced_prompt="A red door", dialogue="She lit it.")


def request_for(stage: Stage) -> AskRequest:
    model = ModelChoice(vendor="openai", model="some-model")
    earlier = {"story": STORY, "plan": PLAN if stage == "visuals" else None, "breakdown": BREAKDOWN}
    return AskRequest(
        stage=stage, model=model, brief=BRIEF, seconds=12.0, shots=3, template="emotional-arc", **earlier
    )


def answers(schema: Schema, leaves: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Values of a schema's shape; what stands in the leaves is whatever the model likes."""
    match schema.get("type"):
        case "object":
            fields = {name: answers(part, leaves) for name, part in schema["properties"].items()}
            return st.fixed_dictionaries({}, optional=fields) | st.fixed_dictionaries(fields)
        case "array":
            return st.lists(answers(schema["items"], leaves), min_size=1, max_size=3) | leaves
    usual = st.sampled_from(schema["enum"]) if "enum" in schema else st.just("A door in the sea, in words.")
    return st.one_of(usual, usual, st.integers(1, 6), leaves)


SHAPED = {stage: answers(schema_of(draft), values) for stage, draft in DRAFTS.items()}
SAMPLES = {
    stage: st.shared(answers(schema_of(draft), st.just("x")), key=stage).map(as_json)
    for stage, draft in DRAFTS.items()
}
WRITTEN: list[Stage] = [stage for stage in DRAFTS if stage != "safety"]


def unwritable(value: object) -> list[str]:
    """The control characters and halves of characters that a result holds."""
    if isinstance(value, str):
        return [c for c in value if unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t"]
    if isinstance(value, dict):
        value = [*value, *value.values()]
    return [c for part in value for c in unwritable(part)] if isinstance(value, list | tuple) else []


def assert_holds(stage: Stage, text: str) -> None:
    found = taken(lambda: stages.read(request_for(stage), text, TEMPLATES), Unusable)
    if found is None:
        return
    assert StageResult.model_validate_json(found.model_dump_json()) == found
    assert not unwritable(found.model_dump())
    written = found.written
    if written is not None:
        assert all(
            shot.enhanced_prompt for shot in shots_of(written.story or STORY, written.plan, written.visuals)
        )


@fuzzed(60)
@given(st.data())
def test_an_answer_of_the_right_shape_is_a_result_or_a_problem(data: st.DataObject) -> None:
    stage = data.draw(st.sampled_from(WRITTEN))
    assert_holds(stage, as_json(data.draw(SHAPED[stage])))


def test_a_summary_has_no_characters_that_steer_a_terminal() -> None:
    assert_holds("compress", "\x00Mara climbs.\x1b[2J\nShe lights the lamp.\x07")


@fuzzed(80)
@given(st.data())
def test_an_answer_of_any_text_is_a_result_or_a_problem(data: st.DataObject) -> None:
    stage = data.draw(st.sampled_from([*WRITTEN, "compress"]))
    samples = SAMPLES.get(stage, st.just("Mara climbs. She lights the lamp.\n"))
    around = data.draw(st.sampled_from(["{}", "```json\n{}\n```", "<think>{{</think>{}", "Here: {} {{}}"]))
    assert_holds(stage, around.format(data.draw(mutated(samples))))


@fuzzed(60)
@given(text=mutated(values.map(as_json)) | texts)
@example(text='{"a": ' + HUGE_WHOLE + "}")
@example(text='{"a": ' + HUGE_EXPONENT + "}")
@example(text='{"a": ' + nested(300) + "}")
@example(text=nested(5000, '{"a":', "}"))
@example(text="{" * 50_000)
@example(text='{"a":"' * 3000)
@example(text="{\n" + " " * 100_000)
@example(text="<think>" * 10_000)
@example(text='{"\\ud800": "\\u0000"}')
def test_any_text_is_an_object_or_a_problem(text: str) -> None:
    found = taken(lambda: read_object(text), Unusable)
    if found is not None:
        as_json(found).encode()
        assert "\x00" not in str(found)


@fuzzed(60)
@given(st.data())
def test_a_guards_answer_blocks_or_is_a_problem(data: st.DataObject) -> None:
    text = data.draw(
        SHAPED["safety"].map(as_json) | mutated(SAMPLES["safety"]) | texts | st.just("unsafe\nS" + HUGE_WHOLE)
    )
    shots = (SHOT,) * data.draw(st.integers(1, 2))
    for blocked in taken(lambda: read_guard(shots, text), Unusable) or ():
        assert blocked.shot_id == SHOT.shot_id
        assert not unwritable(blocked.model_dump())


@fuzzed(40)
@given(prompt=texts, said=texts)
@example(prompt="a" * 8000, said="")
@example(prompt="1" * 8000, said="a." * 2000)
@example(prompt="а" * 8000, said="a " * 2000)
@example(prompt="$a" * 4000, said="_" * 4000)
def test_the_word_list_reads_any_shot_in_time(prompt: str, said: str) -> None:
    shot = SHOT.model_copy(update={"enhanced_prompt": prompt[:8000], "dialogue": said[:4000]})
    blocked = taken(lambda: blocked_by_words((shot,)))
    assert blocked is not None
    assert {one.shot_id for one in blocked} <= {shot.shot_id}


@fuzzed(40)
@given(st.data())
def test_a_draft_is_read_alike_from_its_own_text(data: st.DataObject) -> None:
    draft = DRAFTS[data.draw(st.sampled_from([*DRAFTS]))]
    found = taken(lambda: read_draft(as_json(data.draw(answers(schema_of(draft), texts))), draft), Unusable)
    if found is not None:
        assert read_draft(found.model_dump_json(), draft) == found
