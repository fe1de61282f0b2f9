"""A film that was begun, one that is looked at, its files, and a decision about it."""

from pydantic import Field

from models.base import Frozen
from models.film.decisions import DecisionKind, DecisionRecord
from studio.client import Started
from studio.mcp.answers.plans import NextAction
from studio.service.facts.film.comments import CommentFacts
from studio.service.facts.film.lines import FilmFacts
from studio.service.facts.values import Dollars, FilmId


class BegunFilm(Frozen):
    """A film that was begun, or found."""

    id: FilmId
    status: str = Field(
        description="Where it stands, in a few words: `running` where it goes on.", examples=["running"]
    )
    began: bool = Field(description="Whether this call began it; false where the same call had before.")
    most_usd: Dollars = Field(description="The most that what was asked for may cost, in dollars.")
    budget_usd: Dollars | None = Field(
        description="What the film may cost from now on, in dollars; null: no limit."
    )
    page: str = Field(description="Where a person sees it; empty where there is no such page.")
    next: str = Field(description="What is next, in a sentence.")
    notes: tuple[str, ...] = Field(description="What a person should know.")


class FilmNow(FilmFacts):
    """Where a film is now."""

    ended: bool = Field(description="Whether nothing more happens in it.")
    next_action: NextAction = Field(
        description="What is next: `wait` while it works by itself.", examples=["wait"]
    )
    doing: str = Field(description="How far it is, in a few words.", examples=["shots: 3 of 8 done"])
    comments: tuple[CommentFacts, ...] = Field(
        description="What people said of it and is not resolved, the first hundred: `longtake revise … --comments` takes those on a "
        "shot into a revision."
    )


class FilmFile(Frozen):
    """A file of a film."""

    name: str = Field(description="Where it lies in the film's folder.", examples=["film.mp4"])
    bytes: int = Field(description="How large it is.", examples=[1_048_576])
    url: str = Field(
        description="Where it can be had; empty where it lies in `folder`, or is not asked for by name."
    )


class FetchedFilm(Frozen):
    """What a film has made by now."""

    id: FilmId
    status: str = Field(description="Where it stands, in a few words.", examples=["finished"])
    folder: str | None = Field(
        description="The folder on this machine that it was written to; null over HTTP."
    )
    files: tuple[FilmFile, ...] = Field(description="Its files.")
    written: tuple[str, ...] = Field(description="Those that are new in the folder.")


class Told(Frozen):
    """A decision, and what became of it."""

    id: FilmId
    decision: DecisionKind = Field(description="What was decided.", examples=["approve"])
    accepted: bool = Field(description="Whether the film took it.")
    reason: str = Field(description="Why it was not taken; empty where it was.")
    board: int | None = Field(description="The revision that it was about.", examples=[2])
    reel: int | None = Field(description="The reel that it was about, of a film of several.")
    by: str = Field(description="Who decided.", examples=["ann"])
    says: str = Field(
        default="",
        description="What came of an edit of the board: which shots are new or gone, and lines that went with them.",
    )
    at: str = Field(description="When, ISO 8601 in UTC; empty where nothing was decided.")
    next: str = Field(description="What is next, in a sentence.")


def told(film_id: str, record: DecisionRecord, then: str) -> Told:
    """A decision that a film was told."""
    one = record.decision
    return Told(
        id=film_id,
        decision=one.kind,
        accepted=record.accepted,
        reason=record.reason,
        board=one.board,
        reel=one.reel,
        by=one.by,
        says=record.says,
        at=record.at,
        next=then if record.accepted else "",
    )


def began(started: Started) -> bool:
    """Whether a call to start a film has begun something."""
    return not (started.running or started.past)
