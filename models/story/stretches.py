"""The story of a film of more shots than one reel has, stretch by stretch: what each is to tell, and what it leaves."""

from collections.abc import Iterable, Sequence
from math import ceil

from pydantic import Field

from models.base import Frozen
from models.brief import Brief
from models.cut.lengths import USUAL_SHOT_S, card_seconds, story_seconds
from models.film.reels import MOST_OF_A_REEL
from models.names import shot_id
from models.orders.assets import Blob
from models.shots.shot_list import Shot
from models.story.records import StageRecord
from models.story.stages import (
    Character,
    Narrative,
    PlannedShot,
    ShotPlan,
    ShotPrompts,
    Story,
    StoryDocument,
    VisualSpec,
    shots_of,
)
from models.subjects.names import named, plain_name

USUAL_SHOTS = 75
"""Shots of a stretch: as many as a reel usually has."""
MOST_OF_A_PART = 1500
"""Bytes of what a stretch is told that happens in it, where there is no text."""


class Stretch(Frozen):
    """A stretch of a story: number `number` of `of`, from 1, and how long its shots last together, in seconds.

    `shots` is how many they are, where that is not left to its writer. `words` is where the stretch of the text is stored;
    a film that is made of a sentence has none.
    """

    number: int
    of: int
    seconds: float
    shots: int | None = None
    words: Blob | None = None


class Overview(Frozen):
    """What the stretches of a story have in common: its `title`, what is felt in it, its language and its template.

    `characters` are those who are known to be in it. `parts` say in order what happens, where there is no text that does.
    """

    title: str = ""
    mood: str = ""
    language: str = ""
    template: str = ""
    characters: tuple[Character, ...] = ()
    parts: tuple[str, ...] = ()


class StretchLeft(Frozen):
    """What a stretch leaves: where its story is stored, and where those are whom one knows after it."""

    number: int
    words: Blob
    known: Blob
    shots: int
    title: str = ""
    mood: str = ""
    language: str = ""
    template: str = ""
    notes: tuple[str, ...] = ()
    records: tuple[StageRecord, ...] = Field(default=(), exclude_if=lambda records: not records)


def shots_wanted(brief: Brief) -> int:
    """How many shots a brief's story shall have: those that were asked for, else by the length."""
    return brief.shot_count or max(1, round(story_seconds(brief.seconds) / USUAL_SHOT_S))


def stretches_wanted(shots: int) -> int:
    """In how many stretches a story of so many shots is written; in one where they are one reel."""
    return 1 if shots <= MOST_OF_A_REEL else ceil(shots / USUAL_SHOTS)


def shares(total: int, weights: Sequence[int]) -> tuple[int, ...]:
    """`total` shared by weight, in order, at least one each."""
    whole, before, done = sum(weights), 0, 0
    counts = []
    for place, weight in enumerate(weights):
        before += weight
        left = len(weights) - place - 1
        upto = min(total - left, max(done + 1, round(total * before / whole)))
        counts.append(upto - done)
        done = upto
    return tuple(counts)


def film_seconds(story_s: float) -> float:
    """How long a film is whose story lasts so long: what `story_seconds` takes off again."""
    film = story_s
    for _ in range(20):  # the cards' lengths follow from the film's; this settles at once
        film = story_s + sum(card_seconds(film))
    return film


def known_with(known: Sequence[Character], found: Iterable[Character]) -> tuple[Character, ...]:
    """Those who are known and those who were found; who is among the former, under a short name too, stays as they are."""
    people = {one.name: one for one in known}
    for one in found:
        if named(one.name, people) is None:
            people[one.name] = one
    return tuple(people.values())


def joined(documents: Sequence[StoryDocument], title: str) -> StoryDocument:
    """The stories of all stretches as one, its shots numbered through."""
    stories = [document.story for document in documents if document.story]
    planned: list[PlannedShot] = []
    pictures: list[ShotPrompts] = []
    for document in documents:
        assert document.plan and document.visuals, "a written document has all its stages"
        seen = {picture.number: picture for picture in document.visuals.shots}
        for shot in document.plan.shots:
            number = len(planned) + 1
            planned.append(shot.model_copy(update={"number": number}))
            pictures.append(seen[shot.number].model_copy(update={"number": number}))
    first, last = stories[0], stories[-1]
    people: dict[str, Character] = {}
    for story in stories:
        for one in story.characters:
            people.setdefault(plain_name(one.name), one)
    told = Narrative(
        logline=first.narrative.logline,
        setup=first.narrative.setup,
        development=stories[len(stories) // 2].narrative.development,
        climax=last.narrative.climax,
        resolution=last.narrative.resolution,
    )
    visuals = documents[0].visuals
    assert visuals, "a written document has all its stages"
    return StoryDocument(
        title=title,
        template=documents[0].template,
        story=first.model_copy(
            update={
                "story_title": title,
                "narrative": told,
                "characters": tuple(people.values()),
                "places": tuple(dict.fromkeys(place for story in stories for place in story.places)),
                "voice_over": (),
            }
        ),
        plan=ShotPlan(total_duration=sum(shot.duration_seconds for shot in planned), shots=tuple(planned)),
        visuals=VisualSpec(consistency=visuals.consistency, shots=tuple(pictures)),
    )


def numbered_through(stretches: Iterable[Sequence[Shot]]) -> tuple[Shot, ...]:
    """The shots of all stretches, numbered and called by their places in the film."""
    shots = (shot for stretch in stretches for shot in stretch)
    return tuple(
        shot.model_copy(update={"shot_number": number, "shot_id": shot_id(number)})
        for number, shot in enumerate(shots, start=1)
    )


def part_told(scene: str) -> str:
    """What happens in a part, in as many bytes as a stretch is told."""
    return scene.encode()[:MOST_OF_A_PART].decode(errors="ignore").strip()


def usual(told: Sequence[tuple[str, int]]) -> str:
    """What most shots have, of pairs of a word and how many shots have it; empty when nothing is said."""
    counts: dict[str, int] = {}
    for word, shots in told:
        if word:
            counts[word] = counts.get(word, 0) + shots
    return max(counts, key=lambda word: counts[word], default="")


def written_shots(document: StoryDocument) -> tuple[Shot, ...]:
    """The shots of a document that has all its stages."""
    assert document.story and document.plan and document.visuals, "a written document has all its stages"
    return shots_of(document.story, document.plan, document.visuals)


def story_of(document: StoryDocument) -> Story:
    """The story of a document that has all its stages."""
    assert document.story, "a written document has all its stages"
    return document.story
