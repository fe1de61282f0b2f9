"""Subjects that a person gave, in a story by whoever wrote it: their names and descriptions, word for word."""

import re
from collections.abc import Iterable, Sequence

from infra.media.text.scripts import UNSPACED
from models.brief import Brief
from models.story.stages import Character, PlannedShot, ShotPlan, ShotPrompts, Story, VisualSpec
from models.subjects.names import named
from models.subjects.subject import Subject, SubjectKind


def given_as(name: str, brief: Brief, kind: SubjectKind = "character") -> Subject | None:
    """The subject of the brief that `name` means; None for somebody else."""
    kin = {subject.name: subject for subject in brief.subjects if subject.kind == kind}
    known = named(name, kin)
    return None if known is None else kin[known]


def given_story(story: Story, brief: Brief) -> Story:
    """The story with the given description of each character who has one in place of what its writer made up.

    A character keeps the name that the text has: the bible knows whom it means.
    """
    cast = tuple(_described(one, given_as(one.name, brief)) for one in story.characters)
    return story.model_copy(update={"characters": cast})


def given_visuals(visuals: VisualSpec, plan: ShotPlan, brief: Brief) -> VisualSpec:
    """The pictures with the description of each given place and thing that they show, word for word.

    A shot shows the place where it plays, and the things that its action or its prompt names.
    """
    places_and_things = [
        subject for subject in brief.subjects if subject.kind != "character" and subject.drawn_as
    ]
    if not places_and_things:
        return visuals
    planned = {shot.number: shot for shot in plan.shots}
    shots = tuple(
        _told(visual, _shown(visual, planned.get(visual.number), places_and_things))
        for visual in visuals.shots
    )
    return visuals.model_copy(update={"shots": shots})


def _described(character: Character, subject: Subject | None) -> Character:
    if subject is None or not subject.description or character.trigger:
        return character
    return character.model_copy(update={"description": subject.description})


def _shown(visual: ShotPrompts, shot: PlannedShot | None, known: Iterable[Subject]) -> list[Subject]:
    place = shot.place if shot else ""
    said = f"{shot.action if shot else ''} {visual.image_prompt}"
    return [
        subject
        for subject in known
        if (subject.kind == "place" and place and named(place, [subject.name])) or _names(said, subject.name)
    ]


def _names(text: str, name: str) -> bool:
    """Whether a text names somebody or something as a whole word; without spaces a name stands amid other letters."""
    word = re.escape(name)
    pattern = word if UNSPACED.search(name) else rf"(?<!\w){word}(?!\w)"
    return re.search(pattern, text, re.IGNORECASE) is not None


def _told(visual: ShotPrompts, shown: Sequence[Subject]) -> ShotPrompts:
    fields = ("image_prompt", "start_frame_prompt", "end_frame_prompt")
    told = {name: getattr(visual, name) for name in fields}
    for subject in shown:
        for name, text in told.items():
            if text and subject.drawn_as not in text:
                said = f"{subject.name}: {subject.drawn_as}"
                told[name] = f"{text} {said if said[-1] in '.!?…' else f'{said}.'}"
    return visual.model_copy(update=told)
