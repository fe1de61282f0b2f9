"""How models write the story of a film of any length: in one go, or an overview first and then stretch by stretch."""

from collections.abc import Iterable, Sequence

from activities.casting.story_plan import BATCH, Planner, plan_story
from activities.story.prompts.long_text import reading_plan
from activities.stretches.division import (
    LONGEST_KNOWN,
    MOST_KNOWN,
    Part,
    divided,
    is_long,
    prompt_of,
    seconds_of,
)
from infra.reading.reader import told_text
from library.briefs import pieces
from models.brief import Brief
from models.story.division import SHOTS_PER_SCENE
from models.story.plan import Stage, StageRoute, StoryPlan
from models.story.stretches import MOST_OF_A_PART, shots_wanted
from models.subjects.subject import Subject
from providers.llm.chat import ChatDesk

_DESCRIBED = 300
"""Characters of the description of somebody who is known that a model is told."""
_KNOWN = tuple(
    Subject(name=f"{number:x<{LONGEST_KNOWN}}", description="x" * _DESCRIBED) for number in range(MOST_KNOWN)
)
"""Stand for the people who came before a stretch, so that being told of them is quoted."""


def plan_script(brief: Brief, name: str, desk: ChatDesk) -> StoryPlan:
    """The plan of a brief's story by the llm choice `name`, as `plan_story`; in stretches where it is more than one reel's."""
    if not is_long(brief) or (brief.story_mode == "single-stage" and not brief.story):
        return plan_story(brief, name, desk)
    told = brief.model_copy(update={"story": told_text(brief.story)}) if brief.story else brief
    parts = divided(told, seconds_of(brief), by_models=True)
    first = Planner(told, name, desk)
    if told.story:
        reading = reading_plan(told.story)
        routes = first.read(reading.chunks, reading.tokens)
        chunks, mode = reading.chunks, "long"
    else:
        routes, chunks, mode = first.overview(), 0, "multi-stage"
    first.check_keys()
    planner, theirs = _of_stretches(told, parts, name, desk)
    overview = StoryPlan(
        mode=mode,
        routes=routes,
        shots=SHOTS_PER_SCENE * len(parts),
        chunks=chunks,
        pieces=len(pieces(told.story, chunks)) if chunks else 0,
    )
    return StoryPlan(
        mode=mode,
        routes=theirs,
        shots=shots_wanted(brief),
        batch=BATCH,
        notes=tuple(dict.fromkeys((*first.notes, *planner.notes))),
        stretches=len(parts),
        overview=overview,
    )


def _of_stretches(
    brief: Brief, parts: Sequence[Part], name: str, desk: ChatDesk
) -> tuple[Planner, tuple[StageRoute, ...]]:
    """The routes by which each of the stretches can be written, whichever it is."""
    most = max(part.stretch.shots or 1 for part in parts)
    subjects = (*brief.subjects, *_KNOWN)
    if not brief.story:
        prompt = prompt_of(brief.prompt, parts[0].stretch, ["x" * (MOST_OF_A_PART + 20)])
        template = brief.template or "given"
        planner = Planner(
            brief.model_copy(update={"prompt": prompt, "template": template, "subjects": subjects}),
            name,
            desk,
        )
        routes = planner.staged(most)
        planner.check_keys()
        return planner, routes
    every: list[StageRoute] = []
    for text in dict.fromkeys(part.text for part in parts):
        planner = Planner(brief.model_copy(update={"story": text, "subjects": subjects}), name, desk)
        reading = reading_plan(text)
        every += planner.long(most, reading.chunks, reading.tokens)
        planner.check_keys()
    return planner, _dearest(every)


def _dearest(routes: Iterable[StageRoute]) -> tuple[StageRoute, ...]:
    """Of each stage the route whose calls may take most, and the most parts that any has."""
    found: dict[Stage, StageRoute] = {}
    for route in routes:
        known = found.get(route.stage)
        dearer = known is None or _asked(route) > _asked(known)
        parts = max(route.parts, known.parts if known else 0)
        chosen = route if dearer or known is None else known
        found[route.stage] = chosen.model_copy(update={"parts": parts})
    return tuple(found.values())


def _asked(route: StageRoute) -> int:
    return max((model.input_tokens + model.output_tokens for model in route.models), default=0)
