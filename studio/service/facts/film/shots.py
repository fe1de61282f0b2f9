"""Where a film's shots stand, and their takes."""

from itertools import pairwise

from pydantic import Field

from models.base import Frozen
from models.orders.likeness import Likeness
from models.places import take_place
from models.shots.lines import Line
from models.shots.takes import Take, spoken_otherwise
from models.shots.view import ShotStatus, ShotView
from studio.service.facts.values import Dollars, FilmId, Sha256, ShotName


class ShownSubject(Frozen):
    """A subject that a shot's picture shows."""

    subject: str = Field(description="Its name in the bible.", examples=["Emma"])
    references: tuple[Sha256, ...] = Field(description="The pictures of it that the provider was given.")
    left_out: bool = Field(
        description="Whether it has pictures and the provider was given none: there was no room."
    )


class RefusedTryFacts(Frozen):
    """A try that a vendor refused for its content."""

    part: str = Field(description="What was refused: `keyframe` or `clip`.", examples=["clip"])
    take: int = Field(description="Of which take, from 1.", examples=[1])
    by: str = Field(description="Who refused.", examples=["fal/kling-3-standard"])
    of: str = Field(
        description="What of it was refused: `words`, `picture`, `input` or `output`.", examples=["output"]
    )
    said: str = Field(description="What the vendor said.")
    then: str = Field(
        description="What was tried next: `seed`, `sound`, `reword`, `other`; `person` where that is left to one.",
        examples=["seed"],
    )
    usd: Dollars = Field(description="What the refused try cost, in dollars.")
    was: str = Field(
        default="", exclude_if=lambda was: not was, description="The words that were put otherwise."
    )
    words: str = Field(
        default="", exclude_if=lambda words: not words, description="The words in their place."
    )


class AssetOfShot(Frozen):
    """A file that a shot has."""

    sha256: Sha256
    recipe: str = Field(description="The key of what determines its bytes.")
    seconds: float = Field(description="Its measured length in seconds; 0 for a picture.", examples=[4.2])
    frames: int = Field(description="Its frames; 0 for what has none.", examples=[101])
    reused: bool = Field(description="Whether it was found in the library rather than made.")
    attempt: int = Field(description="The attempt that made it, from 1.", examples=[1])
    cost_usd: Dollars = Field(description="What making it cost, in dollars.")


class ShotFacts(Frozen):
    """Where a shot stands."""

    shot: ShotName
    status: ShotStatus = Field(description="How it stands.", examples=["done"])
    take: int = Field(description="The take that the film has, from 1.", examples=[1])
    missing: str = Field(
        description="Why nothing more is made of it until it is revised; empty where it is made."
    )
    notes: tuple[str, ...] = Field(description="What a person should know of it.")
    shows: tuple[ShownSubject, ...] = Field(description="The subjects that its picture shows.")
    not_drawn: tuple[str, ...] = Field(description="What it asks for and its picture does not show.")
    stale: tuple[str, ...] = Field(
        description="What changed since it was made: subjects, or the shot that it follows."
    )
    follows: str = Field(
        description="The shot with whose last frame it opens; empty where it has a picture of its own."
    )
    likeness: Likeness | None = Field(
        description="How like its subjects its picture is, where that was measured."
    )
    refusals: tuple[RefusedTryFacts, ...] = Field(
        default=(),
        exclude_if=lambda tries: not tries,
        description="Tries that vendors refused for their content.",
    )
    changed: dict[str, tuple[str, str]] = Field(
        description="What its last revision changed: a field, with what it was and what it is.",
        examples=[{"hour": ["day", "night"]}],
    )
    planned_seconds: float = Field(description="Its planned length in seconds.", examples=[4.0])
    assets: dict[str, AssetOfShot] = Field(
        description="What it has by now: `keyframe`, `voice`, `clip` and so on."
    )


class TakeFacts(Frozen):
    """One take of a shot."""

    take: int = Field(description="Its number, from 1.", examples=[2])
    shows: str = Field(description="What is seen in it.")
    changed: dict[str, tuple[str, str]] = Field(
        description="What it changed: a field, with what it was and what it is."
    )
    heard: str = Field(description="What is heard over it, as one text; empty where it is silent.")
    lines: tuple[Line, ...] = Field(
        description="What is heard over it, line by line.",
        examples=[[{"subject": "Emma", "text": "Where were you?", "as": "speech", "delivery": ""}]],
    )
    differs: tuple[str, ...] = Field(
        description="In what it is otherwise than the take before it: `prompt`, `lines`, `voices`.",
        examples=[["prompt"]],
    )
    by: str | None = Field(description="Who films it, where its shot names somebody; else null.")
    seconds: float | None = Field(description="Its length in seconds; null without a clip.", examples=[4.2])
    missing: str = Field(description="Why it has no clip; empty where it has one.")
    folder: str = Field(
        description="Where its files lie in the film's folder.", examples=["shots/shot_003/takes/2"]
    )


class ShotTakes(Frozen):
    """The takes of a shot, and which of them is in the film."""

    shot: ShotName
    in_the_film: int | None = Field(
        description="The take that is in the film; null while it is being made.", examples=[2]
    )
    takes: tuple[TakeFacts, ...] = Field(description="Every take, in order.")
    dropped: bool = Field(
        default=False,
        exclude_if=lambda dropped: not dropped,
        description="Whether it was taken from the board: it is kept, and no shot of the film.",
    )


class FilmTakes(Frozen):
    """The takes of a film's shots."""

    id: FilmId
    shots: tuple[ShotTakes, ...] = Field(description="The shots in order.")


class ShotPage(Frozen):
    """Some of a film's shots, in order."""

    id: FilmId
    shots: tuple[ShotFacts, ...] = Field(description="The shots of this page.")
    next: str | None = Field(
        description="The cursor of the page behind this one; null on the last.", examples=["WyJzaG90XzEwMCJd"]
    )


def shot_facts(view: ShotView) -> ShotFacts:
    """A shot as the film's report has it."""
    from activities.documents.papers import shot_paper

    return ShotFacts.model_validate(shot_paper(view))


def takes_facts(film_id: str, shots: tuple[ShotView, ...]) -> FilmTakes:
    """The takes of some of a film's shots."""
    return FilmTakes(id=film_id, shots=tuple(shot_takes(shot) for shot in shots))


def shot_takes(shot: ShotView) -> ShotTakes:
    """The takes of one shot."""
    return ShotTakes(
        shot=shot.shot.shot_id,
        dropped=shot.status == "dropped",
        in_the_film=shot.take if shot.clip or shot.missing else None,
        takes=tuple(
            _take(shot, take, before) for before, take in pairwise((None, *shot.kept())) if take is not None
        ),
    )


def _take(shot: ShotView, take: Take, before: Take | None) -> TakeFacts:
    return TakeFacts(
        take=take.take,
        shows=take.shot.seen,
        changed={one.field: (one.before, one.after) for one in take.changed},
        heard=take.shot.words,
        lines=take.shot.said,
        differs=_differs(take, before),
        by=take.shot.video_provider,
        seconds=take.conformed.seconds if take.conformed else None,
        missing=take.missing,
        folder=take_place(shot.shot.shot_id, take.take),
    )


def _differs(take: Take, before: Take | None) -> tuple[str, ...]:
    """In what a take is otherwise than the one before it: `prompt`, `lines`, or how they are spoken."""
    if before is None:
        return ()
    one, other = take.shot, before.shot
    differs = {
        "prompt": (one.enhanced_prompt, one.seen) != (other.enhanced_prompt, other.seen),
        "lines": one.said != other.said,
        "voices": spoken_otherwise(take, before),
    }
    return tuple(field for field, otherwise in differs.items() if otherwise)
