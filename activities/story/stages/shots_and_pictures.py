"""Stages 2 and 3: the shots of a part of the film, and their pictures."""

from activities.contracts import AskRequest
from activities.story.answers.drafts import PictureDraft, ShotPlanDraft, VisualsDraft
from activities.story.answers.fields import schema_of, with_count, with_enum
from activities.story.answers.json_object import read_draft
from activities.story.answers.unusable import Unusable
from activities.story.assembly.looks import look_of
from activities.story.assembly.picture_prompts import assembled
from activities.story.assembly.shot_plan import plan_of
from activities.story.prompts.context import story_brief, story_of, template_of, wishes, words_allowed
from activities.story.prompts.given_subjects import given_subjects
from activities.story.prompts.instructions import PICTURES, SCENES, looks, material, pattern, prompted
from activities.story.prompts.rules import board_rules
from activities.story.prompts.scripts import script
from activities.story.prompts.tables import Cell, table
from models.cut.lengths import story_seconds
from models.errors import InvalidRequest
from models.story.results import StageResult
from models.story.stages import Beat, PlannedShot, Template
from providers.llm.messages import Prompted

_SAME = 3
_CONTEXT = 2
"""How many earlier shots a later batch is shown."""


def ask_plan(request: AskRequest, templates: tuple[Template, ...]) -> Prompted:
    """Stage 2: the shots of one part of the film."""
    story = story_of(request)
    beats = covered_beats(request, template_of(request, templates))
    said = {line.beat: line.text for line in story.voice_over}
    rows = [
        {"beat": beat.name, "purpose": beat.purpose, "mood": beat.mood, "voice_over": said.get(beat.name, "")}
        for beat in beats
    ]
    beat_table, saved = table("beats", rows)
    before = request.plan.shots[-_CONTEXT:] if request.plan else ()
    earlier, more = table("scenes_before", [_row(shot) for shot in before]) if before else ("", 0)
    schema = with_count(schema_of(ShotPlanDraft), "scenes", request.shots)
    schema = with_enum(schema, ("scenes", "story_beat"), tuple(beat.name for beat in beats))
    names = tuple(character.name for character in story.characters)
    schema = with_enum(schema, ("scenes", "characters"), names)
    task = (
        f"Write exactly {request.shots} scenes, numbers {request.first_number} to {request.first_number + request.shots - 1} of the film, "
        f"lasting {request.seconds:g} seconds together. {words_allowed(request)}"
    )
    parts = (
        story_brief(story),
        script(request.brief),
        given_subjects(request.brief),
        wishes(request),
        pattern(request.brief.pattern, request.shots),
        board_rules(request.brief),
        beat_table,
        material("scenes just before, to continue from", earlier) if earlier else "",
        task,
    )
    return prompted(request, SCENES, parts, schema, saved=saved + more)


def read_plan(request: AskRequest, text: str, templates: tuple[Template, ...]) -> StageResult:
    """The shots, in whole frames that sum to what was asked.

    Raises:
        Unusable: the answer cannot be used.

    """
    beats = covered_beats(request, template_of(request, templates))
    drafts = read_draft(text, ShotPlanDraft).scenes
    plan = plan_of(request, drafts, story_of(request).characters, beats=beats)
    return StageResult(plan=plan)


def ask_visuals(request: AskRequest, templates: tuple[Template, ...]) -> Prompted:  # noqa: ARG001 - every stage is asked alike
    """Stage 3: the pictures of some of the shots."""
    story, shots = story_of(request), _asked_for(request)
    rows, saved = table("scenes", [_row(shot) for shot in shots])
    schema = with_count(schema_of(VisualsDraft), "scenes", len(shots))
    numbers = ", ".join(str(shot.number) for shot in shots)
    parts = (
        story_brief(story),
        given_subjects(request.brief),
        looks(look_of(request.brief, story.mood)),
        material("scenes", rows),
        f"Write the pictures of exactly these {len(shots)} scenes: {numbers}.",
    )
    return prompted(request, PICTURES, parts, schema, saved=saved)


def read_visuals(request: AskRequest, text: str, templates: tuple[Template, ...]) -> StageResult:  # noqa: ARG001 - every stage is read alike
    """The pictures, with everybody's description put in.

    Raises:
        Unusable: the answer cannot be used, or shots have no picture.

    """
    shots = _asked_for(request)
    drafts = read_draft(text, VisualsDraft).scenes
    first = shots[0].number if shots else 1
    before = [shot for shot in request.plan.shots if shot.number < first] if request.plan else []
    visuals = assembled(_matched(drafts, shots), shots, story_of(request), request.brief, before=before)
    return StageResult(visuals=visuals)


def _matched(drafts: list[PictureDraft], shots: tuple[PlannedShot, ...]) -> list[PictureDraft]:
    """A draft for each shot, by number; by order when as many came and their numbers are others."""
    if len(drafts) >= _SAME and len({draft.image.casefold() for draft in drafts}) == 1:
        raise Unusable("not-sound", "All scenes have the same image: write each scene's own.")
    by_number = {draft.scene_number: draft for draft in reversed(drafts)}
    missing = [shot.number for shot in shots if shot.number not in by_number]
    if not missing:
        return [by_number[shot.number] for shot in shots]
    if len(drafts) == len(shots):
        return drafts
    named = ", ".join(str(number) for number in missing)
    raise Unusable(
        "not-sound",
        f"There is no picture for scene{'s' * (len(missing) > 1)} {named}: write all {len(shots)}.",
    )


def covered_beats(request: AskRequest, template: Template) -> tuple[Beat, ...]:
    """The beats that a part of the film goes through, each with what share of the film it has there."""
    start = request.plan.total_duration if request.plan else 0.0
    end = start + request.seconds
    whole = end
    if request.part + 1 < request.parts:
        whole = max(end, story_seconds(request.brief.seconds))
    covered, at = [], 0.0
    for beat in template.beats:
        here = min(at + beat.share, end / whole) - max(at, start / whole)
        if here > 0.15 * min(beat.share, request.seconds / whole):
            covered.append(beat.model_copy(update={"share": min(1.0, here)}))
        at += beat.share
    return tuple(covered) or template.beats[-1:]


def _row(shot: PlannedShot) -> dict[str, Cell]:
    return {
        "scene_number": shot.number,
        "seconds": round(shot.duration_seconds, 1),
        "action": shot.action,
        "characters": ", ".join(shot.characters),
        "product": shot.presence.product_visible,
        "place": shot.place,
        "time": shot.time_of_day,
        "shot": f"{shot.camera.shot_type}, {shot.camera.angle}, {shot.camera.movement}",
        "lens": shot.camera.lens,
        "light": ", ".join(part for part in (shot.lighting.setup, shot.lighting.color_temperature) if part),
        "tone": shot.emotional_tone,
    }


def _asked_for(request: AskRequest) -> tuple[PlannedShot, ...]:
    if request.plan is None:
        raise InvalidRequest("Pictures are specified from scenes, and there are none.")
    last = request.first_number + request.shots - 1
    return tuple(one for one in request.plan.shots if request.first_number <= one.number <= last)
