"""What of a film waits for somebody: money, permission, a decision, a job that nobody knows about; and since when."""

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

from sqlalchemy import func, select

from models.base import Frozen
from models.film.view import FilmView, Stage
from models.money.dollars import Usd
from studio.service.database import read_or
from studio.service.film.gate import at_gate, blocked_shots, waiting_reels
from studio.service.film.reading.workers import Lack
from studio.service.session import Session

if TYPE_CHECKING:
    from infra.database.database import Database

WaitsFor = Literal["money", "leave", "resolution", "board", "reel", "bible", "revision", "worker"]


class Waits(Frozen):
    """Something that waits; `shot` is whose it is, empty for the film's own. `since` is ISO 8601, empty where nobody knows.

    `usd` is the most that it may cost, of what would be paid. `why` is what is known of an unknown job, `reference` our name for
    it, `provider` who was asked. `number` is the board's revision, or the reel's number with its `board`. Of a worker, `why` says
    which kind is waited for, `queue` is what nobody serves, `number` how much work waits there, and `command` starts one.
    """

    what: WaitsFor
    shot: str = ""
    stage: str = ""
    line: int = 1
    usd: Usd | None = None
    provider: str = ""
    reference: str = ""
    why: str = ""
    number: int = 0
    board: int = 0
    queue: str = ""
    command: str = ""
    since: str = ""


async def waits_of(session: Session, view: FilmView, lacks: Iterable[Lack] = ()) -> tuple[Waits, ...]:
    """Everything of a film that waits for somebody, what was paid already first; with the workers that it is said to lack.

    Raises:
        StorageError: the database does not answer.

    """
    if view.ended:
        return ()
    asked = await asyncio.to_thread(_asked_at, session, view.film_id) if view.unknown else {}
    heard = await asyncio.to_thread(_heard_at, session, view) if view.needs else {}
    jobs = [
        Waits(
            what="resolution",
            shot=one.shot_id,
            stage=one.stage,
            line=one.line,
            usd=one.usd,
            provider=one.provider,
            reference=one.reference,
            why=one.why,
            since=asked.get(one.reference, ""),
        )
        for one in view.unknown
    ]
    steps = [
        Waits(
            what="leave" if one.asks else "money",
            shot=one.shot_id,
            stage=one.stage,
            usd=one.usd,
            since=heard.get(one.shot_id, ""),
        )
        for one in view.needs
    ]
    workers = [
        Waits(
            what="worker",
            why=one.who,
            queue=one.label,
            number=one.works,
            command=one.command,
            since=one.since.isoformat(),
        )
        for one in lacks
    ]
    return (*jobs, *steps, *workers, *_decisions(view))


def _decisions(view: FilmView) -> tuple[Waits, ...]:
    found = [
        Waits(what="revision", shot=one.shot.shot_id, why=one.missing, since=_began(view, "approval"))
        for one in blocked_shots(view)
    ]
    if view.bible_waits:
        found.append(Waits(what="bible", number=view.bible_revision, since=_began(view, "bible")))
    if view.reels:
        found += [Waits(what="reel", number=one.number, board=one.board) for one in waiting_reels(view)]
    elif at_gate(view):
        found.append(Waits(what="board", number=view.board, since=_began(view, "approval")))
    return tuple(found)


def _began(view: FilmView, stage: Stage) -> str:
    return next((one.began for one in reversed(view.stages) if one.stage == stage), "")


def _asked_at(session: Session, film_id: str) -> dict[str, str]:
    """When each job of a film was asked for, by our name for it."""
    from infra.database.tables import jobs

    def read(database: "Database") -> dict[str, str]:
        query = select(jobs.c.reference, jobs.c.at).where(jobs.c.film_id == film_id)
        return database.read(lambda connection: {row.reference: row.at for row in connection.execute(query)})

    nothing: dict[str, str] = {}
    return read_or(session.settings, read, nothing)


def _heard_at(session: Session, view: FilmView) -> dict[str, str]:
    """When something happened last to each shot that waits for money: since then it has waited."""
    from infra.database.tables import events

    shots = {one.shot_id for one in view.needs if one.shot_id}

    def read(database: "Database") -> dict[str, str]:
        columns = (events.c.shot_id, func.max(events.c.at).label("at"))
        query = select(*columns).where(events.c.film_id == view.film_id, events.c.shot_id.in_(shots))
        grouped = query.group_by(events.c.shot_id)
        return database.read(lambda connection: {row.shot_id: row.at for row in connection.execute(grouped)})

    nothing: dict[str, str] = {}
    return read_or(session.settings, read, nothing)
