"""Into which stretches a brief's story is divided, and the brief that each of them is written by."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from infra.reading.stretches import stretches
from models.brief import Brief
from models.cut.lengths import story_seconds
from models.story.division import seconds_per_part
from models.story.stages import Character
from models.story.stretches import (
    Overview,
    Stretch,
    film_seconds,
    shares,
    shots_wanted,
    stretches_wanted,
)
from models.subjects.names import named, short_name
from models.subjects.subject import Subject, found_subject

MOST_KNOWN = 24
"""Of how many people who came before a stretch is told: those whom it names most often."""
LONGEST_KNOWN = 60
"""Characters of the name of one of them."""


class Part(NamedTuple):
    """A stretch, and its text; empty where a film is made of a sentence."""

    stretch: Stretch
    text: str


def divided(brief: Brief, seconds: float, *, by_models: bool) -> tuple[Part, ...]:
    """The stretches of a whole brief, whose shots last `seconds` seconds together.

    Where a text, or a sentence, is too short to be divided, models write several stretches of the same; a writer of our own
    writes one, which may be as long as the film.
    """
    shots = shots_wanted(brief)
    wanted = stretches_wanted(shots)
    texts = stretches(brief.story, wanted) if brief.story else ("",)
    if by_models and len(texts) < wanted:
        texts = tuple(texts[number * len(texts) // wanted] for number in range(wanted))
    counts = shares(shots, [max(1, len(text)) for text in texts])
    lengths = seconds_per_part(counts, seconds)
    given = by_models or brief.shot_count is not None
    return tuple(
        Part(Stretch(number=number, of=len(texts), seconds=length, shots=count if given else None), text)
        for number, (text, count, length) in enumerate(zip(texts, counts, lengths, strict=True), start=1)
    )


def stretch_brief(brief: Brief, part: Part, overview: Overview, known: Sequence[Character]) -> Brief:
    """The brief by which one stretch is written: its text, its length, and of those who are known whom it names.

    Whoever is described stays as they are: they are given to its writer as a person gives them.
    """
    stretch, told = part.stretch, part.text
    prompt = "" if brief.story else prompt_of(brief.prompt, stretch, overview.parts)
    return brief.model_copy(
        update={
            "story": told,
            "prompt": prompt,
            "title": "",
            "material": None,
            "seconds": round(film_seconds(stretch.seconds), 6) if stretch.of > 1 else brief.seconds,
            "shot_count": stretch.shots,
            "template": brief.template or overview.template,
            "subjects": (*brief.subjects, *_known_in(told, known, brief.subjects)),
        }
    )


def prompt_of(prompt: str, stretch: Stretch, parts: Sequence[str]) -> str:
    """What a stretch of a film that is made of a sentence is to tell: its part of the overview."""
    if not parts or stretch.of == 1:
        return prompt
    at = (stretch.number - 1) * len(parts) // stretch.of
    sharing = [n for n in range(stretch.of) if n * len(parts) // stretch.of == at]
    which = (
        f"stretch {sharing.index(stretch.number - 1) + 1} of {len(sharing)} of this"
        if len(sharing) > 1
        else "this"
    )
    return f"{prompt}\n\nThis is part {stretch.number} of {stretch.of} of that film. It tells only {which}: {parts[at]}"


def _known_in(text: str, known: Sequence[Character], given: Sequence[Subject]) -> tuple[Subject, ...]:
    """Those whom a text names, as they are known; without a text all of them, the first ones first."""
    theirs = [subject.name for subject in given]
    words = text.casefold()
    found: list[tuple[int, Character]] = []
    for one in known:
        if not one.description or len(one.name) > LONGEST_KNOWN or named(one.name, theirs):
            continue
        called = short_name(one.name)
        count = _count(called, words) if text else 1
        if count:
            found.append((count, one))
    found.sort(key=lambda pair: -pair[0])
    kept = (found_subject(one.name, "character", one.description) for _, one in found[:MOST_KNOWN])
    return tuple(subject for subject in kept if subject)


def _count(called: str, words: str) -> int:
    if not called.isascii():
        return words.count(called)
    return len(re.findall(rf"(?<!\w){re.escape(called)}(?!\w)", words))


def is_long(brief: Brief) -> bool:
    """Whether the story of a brief that gives no shots is written in stretches."""
    return stretches_wanted(shots_wanted(brief)) > 1


def seconds_of(brief: Brief) -> float:
    """How long the shots of a brief last together, in seconds."""
    return story_seconds(brief.seconds)
