"""Films: a line each, how one ended, and where one stands in full."""

from collections.abc import Iterable

from pydantic import Field

from infra.storage import Store
from models.base import Frozen
from models.film.reels import ReelStage
from models.film.view import FilmView, Stage
from models.money.budget import BudgetMode
from models.money.dollars import plain
from studio.client.film_summaries import FilmSummary
from studio.service.facts.values import Dollars, EngineAddress, EngineNamespace, FilmId, Moment, ShotName
from studio.service.film.remarks import reused, written_by
from studio.service.session import Session


class FilmLine(Frozen):
    """A film in a line."""

    id: FilmId
    title: str = Field(description="Its title; empty before it has one.", examples=["The Door in the Sea"])
    stage: str = Field(description="Where it is, or how it ended.", examples=["shots"])
    missing: int = Field(description="How many of its shots could not be made.", examples=[0])
    running: bool = Field(description="Whether it goes on.")
    shots: int = Field(description="How many shots it has; 0 before they are written.", examples=[8])
    shots_done: int = Field(description="How many of them are made.", examples=[3])
    shots_missing: int = Field(description="As `missing`.", examples=[0])
    spent_usd: Dollars = Field(description="What it has spent, in dollars.")
    budget_usd: Dollars | None = Field(description="What it may cost, in dollars; null: no limit.")
    started: Moment = Field(description="When its last run was started.")


class FilmLines(Frozen):
    """Films, the newest first."""

    films: tuple[FilmLine, ...] = Field(description="The films.")


class FilmPage(Frozen):
    """Some films, the newest first."""

    films: tuple[FilmLine, ...] = Field(description="The films of this page.")
    next: str | None = Field(description="The cursor of the page behind this one; null on the last.")


class EngineFacts(Frozen):
    """The engine that makes films, and those that it makes now."""

    address: EngineAddress = ""
    namespace: EngineNamespace = ""
    ui: str | None = Field(description="Temporal's own page; null where a configured cluster does not tell.")
    embedded: bool = Field(description="Whether the server is Longtake's own.")
    notes: tuple[str, ...] = Field(description="What happened to the engine.")
    running: tuple[FilmLine, ...] = Field(description="The films that run.")


class MissingShot(Frozen):
    """A shot that could not be made."""

    shot: ShotName
    reason: str = Field(description="Why.", examples=["the vendor refused it"])


class ReelFacts(Frozen):
    """Where a reel of a long film stands."""

    reel: int = Field(description="Its number, from 1.", examples=[1])
    first_shot: int = Field(description="The number of its first shot.", examples=[1])
    shots: int = Field(description="How many shots it has.", examples=[75])
    stage: ReelStage = Field(description="Where it is.", examples=["approval"])
    board: int = Field(description="Its board's revision; 0 before there is one.", examples=[1])
    approved_board: int = Field(description="The revision that was approved; 0 before.", examples=[0])
    waits: bool = Field(description="Whether its board waits for a decision.")
    waiting: str = Field(description="What it waits for; empty while it works.")
    missing: int = Field(description="How many of its shots could not be made.", examples=[0])
    spent_usd: Dollars = Field(description="What it has spent, in dollars.")


class FilmFacts(Frozen):
    """How a film ended, or where it is: what it cost and what it lacks."""

    id: FilmId
    status: str = Field(
        description="Where it stands, in a few words.", examples=["finished with 2 shots missing"]
    )
    title: str = Field(description="Its title; empty before it has one.", examples=["The Door in the Sea"])
    stage: Stage = Field(description="Where it is, or how it ended.", examples=["finished"])
    reason: str = Field(description="Why it ended so; empty where it did not, or nothing is to be said.")
    waiting: str = Field(description="What it waits for; empty while it works.")
    seconds: float = Field(
        description="The length of its film in seconds; 0 before there is one.", examples=[31.4]
    )
    frames: int = Field(description="The frames of its film; 0 before there is one.", examples=[754])
    shots: int = Field(description="How many shots it has.", examples=[8])
    spent_usd: Dollars = Field(description="What it has spent, in dollars.")
    reserved_usd: Dollars = Field(description="What is set aside for steps on their way, in dollars.")
    budget_usd: Dollars | None = Field(description="What it may cost, in dollars; null: no limit.")
    budget_mode: BudgetMode = Field(
        description="Whether the budget holds, warns, or only counts.", examples=["cap"]
    )
    missing: tuple[MissingShot, ...] = Field(description="The shots that could not be made.")
    notes: tuple[str, ...] = Field(description="What a person should know.")
    written_by: tuple[str, ...] = Field(description="The models whose words are in its story.")
    board: int = Field(
        description="Its board's revision, which an approval names; 0 before there is one.", examples=[1]
    )
    approved_board: int = Field(description="The revision that was approved; 0 before.", examples=[1])
    board_pages: tuple[str, ...] = Field(
        description="The board's pages among its files.", examples=[["storyboard.png"]]
    )
    reels: tuple[ReelFacts, ...] = Field(
        default=(),
        exclude_if=lambda reels: not reels,
        description="Its reels, of a long film that has several.",
    )
    reused: int = Field(description="How many of its assets were found in the library.", examples=[2])
    ui: str | None = Field(description="Its page in Temporal's UI; null where there is none.")


def film_line(film: FilmSummary) -> FilmLine:
    """A film in a line."""
    return FilmLine(
        id=film.film_id,
        title=film.title,
        stage=film.stage,
        missing=film.missing,
        running=film.running,
        shots=film.shots,
        shots_done=film.done,
        shots_missing=film.missing,
        spent_usd=f"{film.spent:.6f}".rstrip("0").rstrip("."),
        budget_usd=None if film.budget is None else plain(film.budget),
        started=film.started.isoformat(),
    )


def film_lines(films: Iterable[FilmSummary]) -> FilmLines:
    """Films, a line each."""
    return FilmLines(films=tuple(map(film_line, films)))


def engine_facts(session: Session, running: list[FilmSummary]) -> EngineFacts:
    """The engine of a session, and the films that run there."""
    return EngineFacts(
        address=session.address,
        namespace=session.namespace,
        ui=session.ui_url or None,
        embedded=session.embedded,
        notes=session.engine.notes if session.engine else (),
        running=tuple(map(film_line, running)),
    )


def film_facts(view: FilmView, store: Store, ui_url: str = "") -> FilmFacts:
    """How a film ended, or where it is; reads its report from the store, so in a loop it is for a thread."""
    return FilmFacts(
        id=view.film_id,
        status=view.verdict,
        title=view.title,
        stage=view.stage,
        reason=view.reason,
        waiting=view.waiting,
        seconds=view.film_seconds,
        frames=view.film_frames,
        shots=len(view.shots),
        spent_usd=plain(view.spent),
        reserved_usd=plain(view.reserved),
        budget_usd=None if view.budget is None else plain(view.budget),
        budget_mode=view.budget_mode,
        missing=tuple(MissingShot(shot=shot.shot.shot_id, reason=shot.missing) for shot in view.missing),
        notes=view.notes,
        written_by=tuple(written_by(view)),
        board=view.board,
        approved_board=view.approved_board,
        board_pages=view.board_pages,
        reels=tuple(ReelFacts.model_validate(reel.facts) for reel in view.reels),
        reused=reused(view, store),
        ui=ui_url or None,
    )
