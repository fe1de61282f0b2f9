"""Shots in one call: a whole film from its description, or one scene of a long story."""

from activities.contracts import AskRequest
from activities.story.answers.drafts import ShotDraft, ShotsDraft, SingleDraft
from activities.story.answers.fields import schema_of, with_count, with_enum
from activities.story.answers.json_object import read_draft
from activities.story.answers.unusable import Unusable
from activities.story.assembly.looks import look_of
from activities.story.assembly.people import product_description
from activities.story.assembly.picture_prompts import assembled
from activities.story.assembly.shot_plan import characters_of, plan_of
from activities.story.prompts.context import words_allowed
from activities.story.prompts.given_subjects import given_subjects
from activities.story.prompts.instructions import SHOTS, SINGLE, looks, material, pattern, prompted
from activities.story.prompts.rules import board_rules, main_first
from activities.story.prompts.scripts import script, script_rules
from activities.story.prompts.tables import table
from activities.story.stages.template_and_story import language_code
from models.errors import InvalidRequest
from models.story.breakdown import Scene
from models.story.results import StageResult, WrittenShots
from models.story.stages import Narrative, Story, Template, VoiceLine
from providers.llm.messages import Prompted

_SAME = 3
_CONTEXT = 2
_LONGEST_LOGLINE = 240


def ask_single(request: AskRequest, templates: tuple[Template, ...]) -> Prompted:  # noqa: ARG001 - every stage is asked alike
    """A whole film from its description."""
    schema = with_count(schema_of(SingleDraft), "shots", request.shots)
    parts = (
        material("brief", request.brief.text),
        material("title", request.brief.title) if request.brief.title else "",
        given_subjects(request.brief),
        script_rules(request.brief),
        looks(look_of(request.brief)),
        main_first(request.brief),
        pattern(request.brief.pattern, request.shots),
        board_rules(request.brief),
        _task(request),
    )
    return prompted(request, SHOTS + SINGLE, parts, schema)


def read_single(request: AskRequest, text: str, templates: tuple[Template, ...]) -> StageResult:  # noqa: ARG001 - every stage is read alike
    """The film's story in brief, its shots and their pictures.

    Raises:
        Unusable: the answer cannot be used.

    """
    draft = read_draft(text, SingleDraft)
    story = Story(
        story_title=draft.story_title,
        narrative=Narrative(logline=draft.logline or request.brief.text[:_LONGEST_LOGLINE]),
        characters=characters_of(draft.characters, request.brief),
        product_description=product_description(draft.product),
        places=tuple(dict.fromkeys(shot.place for shot in draft.shots if shot.place)),
        mood=request.brief.mood or draft.mood,
        language=language_code(draft.language, request.brief.text),
    )
    written = _written(request, draft.shots, story, numbered=True)
    lines = tuple(
        VoiceLine(beat=shot.story_beat, text=shot.voice_over)
        for shot in written.plan.shots
        if shot.voice_over
    )
    whole = story.model_copy(update={"voice_over": lines})
    return StageResult(written=written.model_copy(update={"story": whole}))


def ask_shots(request: AskRequest, templates: tuple[Template, ...]) -> Prompted:  # noqa: ARG001 - every stage is asked alike
    """The shots of one scene of a long story."""
    story, scene = _story_and_scene(request)
    rows = [{"title": one.title, "place": one.place, "time": one.time_of_day} for one in _around(request)]
    around, saved = table("scenes_around", rows)
    before = request.plan.shots[-_CONTEXT:] if request.plan else ()
    shown = [
        {"action": one.action, "shot": f"{one.camera.shot_type}, {one.camera.angle}", "place": one.place}
        for one in before
    ]
    earlier, more = table("shots_before", shown) if shown else ("", 0)
    names = tuple(character.name for character in story.characters)
    schema = with_count(schema_of(ShotsDraft), "shots", request.shots)
    schema = with_enum(schema, ("shots", "characters"), names)
    told = [
        f"Scene {request.part + 1}: {scene.title}",
        scene.summary,
        f"Place: {scene.place}, {scene.time_of_day}",
    ]
    told += [f"Mood: {scene.mood}"] if scene.mood else []
    told += [f"In it: {', '.join(scene.characters)}"] if scene.characters else []
    film = f"{story.story_title}: {story.narrative.logline}\nPeople: {', '.join(names) or 'none recur'}\nLanguage of the voice-over: {story.language}"
    parts = (
        material("film", film),
        given_subjects(request.brief),
        material("scene to shoot", "\n".join(told)),
        script(request.brief, request.part, len(request.breakdown.scenes) if request.breakdown else 1),
        looks(look_of(request.brief, story.mood)),
        pattern(request.brief.pattern, request.shots),
        board_rules(request.brief),
        around,
        material("shots just before, to continue from", earlier) if earlier else "",
        _task(request),
    )
    return prompted(request, SHOTS, parts, schema, saved=saved + more)


def read_shots(request: AskRequest, text: str, templates: tuple[Template, ...]) -> StageResult:  # noqa: ARG001 - every stage is read alike
    """The shots of the scene and their pictures.

    Raises:
        Unusable: the answer cannot be used.

    """
    story, scene = _story_and_scene(request)
    shots = [
        shot.model_copy(update={"story_beat": scene.title[:120], "place": shot.place or scene.place})
        for shot in read_draft(text, ShotsDraft).shots
    ]
    return StageResult(written=_written(request, shots, story, numbered=False))


def _written(request: AskRequest, shots: list[ShotDraft], story: Story, *, numbered: bool) -> WrittenShots:
    if len(shots) >= _SAME and len({shot.shot_type for shot in shots}) == 1:
        raise Unusable("not-sound", f"All shots are {shots[0].shot_type}: vary the shot types.")
    plan = plan_of(request, shots, story.characters, what="shots")
    before = request.plan.shots if request.plan else ()
    pictures = [shot.picture for shot in shots]
    visuals = assembled(pictures, plan.shots, story, request.brief, before=before, numbered=numbered)
    return WrittenShots(plan=plan, visuals=visuals)


def _task(request: AskRequest) -> str:
    return f"Write exactly {request.shots} shots, lasting {request.seconds:g} seconds together. {words_allowed(request)}"


def _around(request: AskRequest) -> tuple[Scene, ...]:
    """The scene before and the scene after, for continuity."""
    scenes = request.breakdown.scenes if request.breakdown else ()
    return tuple(scenes[at] for at in (request.part - 1, request.part + 1) if 0 <= at < len(scenes))


def _story_and_scene(request: AskRequest) -> tuple[Story, Scene]:
    if request.story is None or request.breakdown is None or request.part >= len(request.breakdown.scenes):
        raise InvalidRequest("Shots are written for a scene of a story, and one of them is missing.")
    return request.story, request.breakdown.scenes[request.part]
