"""The shots that an estimate is made for: those that are given, or written before, or what the offline writer makes of the brief."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from activities.story.styles import dressed
from activities.story.templates import find_template, load_templates
from activities.stretches.division import divided, is_long, seconds_of, stretch_brief
from activities.stretches.outline import outlined
from models.brief import Brief
from models.cut.lengths import story_seconds
from models.orders.cast import Cast
from models.shots.shot_list import Shot
from models.story.stages import Character, StoryDocument, shots_of, subjects_of
from models.story.stretches import (
    Overview,
    joined,
    known_with,
    numbered_through,
    story_of,
    usual,
    written_shots,
)
from models.subjects.subject import Subject
from providers.base import StoryWriter
from providers.offline.outline import OutlineWriter
from providers.registry import Registry
from studio.service.estimates.means import NOTHING, Recalled


class Script(NamedTuple):
    """A film's shots in order, its title, and what voices and music go by; `exact` when the film will have just these.

    `described` is who and what its story describes as recurring.
    """

    shots: tuple[Shot, ...]
    title: str
    language: str
    mood: str
    exact: bool
    described: tuple[Subject, ...] = ()


def assumed_script(
    brief: Brief, cast: Cast, registry: Registry, templates: Path, written: Recalled = NOTHING
) -> Script:
    """The shots of a brief, as given or `written` before; where models have yet to write, as the offline writer would.

    Those are as many as the models will be asked for.

    Raises:
        BadInput: the brief cannot be written, or its template is not there.

    """
    if brief.shots:
        shots = tuple(sorted(brief.shots, key=lambda shot: shot.shot_number))
        return Script(shots, brief.title or "Untitled", "und", brief.mood, exact=True)
    if cast.plan is None and is_long(brief):
        return _in_stretches(brief, registry.find("llm", cast.llm.provider), templates)
    if cast.plan is None:
        return _written(brief, registry.find("llm", cast.llm.provider), templates, exact=True)
    if written.documents:
        return _of_documents(brief, written.documents, written.overview)
    counted = brief.model_copy(update={"shot_count": cast.plan.shots})
    return _written(counted, registry.find("llm", OutlineWriter.name), templates, exact=False)


def _in_stretches(brief: Brief, writer: StoryWriter, templates: Path) -> Script:
    """As the film will be written, stretch by stretch."""
    overview = Overview()
    known: tuple[Character, ...] = ()
    documents: list[StoryDocument] = []
    for part in divided(brief, seconds_of(brief), by_models=False):
        told = stretch_brief(brief, part, overview, known)
        document = outlined(told, part.stretch.seconds, writer, templates).document
        known = known_with(known, story_of(document).characters)
        if document.template and not documents:
            overview = Overview(template=document.template.selected_template)
        documents.append(document)
    return _of_documents(brief, documents, Overview())


def _of_documents(brief: Brief, documents: Sequence[StoryDocument], overview: Overview) -> Script:
    """The shots of a story that is there, of all of its stretches."""
    stories = [story_of(document) for document in documents]
    shots = [written_shots(document) for document in documents]
    counts = list(map(len, shots))
    title = brief.title or overview.title or documents[0].title
    language = usual([(story.language, count) for story, count in zip(stories, counts, strict=True)])
    mood = usual([(story.mood, count) for story, count in zip(stories, counts, strict=True)])
    return Script(
        shots=numbered_through(shots) if len(shots) > 1 else shots[0],
        title=title,
        language=overview.language or language,
        mood=brief.mood or overview.mood or mood,
        exact=True,
        described=subjects_of(story_of(joined(documents, title)) if len(documents) > 1 else stories[0]),
    )


def _written(brief: Brief, writer: StoryWriter, templates: Path, *, exact: bool) -> Script:
    seconds, looked = story_seconds(brief.seconds), dressed(brief)
    choice = writer.choose_template(looked, load_templates(templates))
    template = find_template(choice.selected_template, templates)
    story = writer.write_story(looked, template)
    plan = writer.plan_shots(looked, template, story, seconds)
    visuals = writer.specify_visuals(looked, story, plan)
    shots = shots_of(story, plan, visuals)
    title, mood = brief.title or story.story_title, brief.mood or story.mood
    return Script(shots, title, story.language, mood, exact, subjects_of(story))
