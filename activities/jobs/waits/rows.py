"""Who waits for which job at a vendor, as rows: what waits takes no thread and no memory of a worker's."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, bindparam, case, delete, func, select, tuple_, update

from activities.contracts.jobs import AtVendor, JobTicket
from infra.database.clock import moment
from infra.database.database import Database
from infra.database.tables import jobs, waits
from infra.database.upsert import insert_into
from models.base import Frozen
from models.kinds import Kind

EXPECTED_S = 10.0
"""For so long one that will wait is given to say so itself, before its job is looked at for it all the same."""


class Wait(Frozen):
    """An activity that waits for a job: `due` is when the vendor is asked next, `at` when the row was written."""

    run_id: str
    activity_id: str
    workflow_id: str
    account: str
    kind: Kind
    provider: str
    reference: str
    job_id: str
    standing: AtVendor
    progress: float = 0.0
    started: bool = False
    at: float = 0.0
    due: float = 0.0

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from every other one."""
        return self.run_id, self.activity_id


class Maker(NamedTuple):
    """One of those whose jobs are waited for with an account's key."""

    account: str
    kind: Kind
    provider: str


class Seen(NamedTuple):
    """How one that waits stands: what people are told, the share that is done, and in how many seconds to ask again."""

    wait: Wait
    standing: AtVendor
    progress: float
    pause_s: float


_NOTED = (
    update(waits)
    .where(waits.c.run_id == bindparam("of_run"), waits.c.activity_id == bindparam("of_activity"))
    .values(progress=bindparam("now_done"), standing=bindparam("now_told"))
)
_COLUMNS = [waits.c[name] for name in Wait.model_fields]


class Waits:
    """The rows of everybody who waits, as all workers of a database see them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def write(self, wait: Wait, ticket: JobTicket) -> None:
        """Write down one that waits, or, where it is not `started`, one that will: it is looked at a little later then."""
        row = wait.model_dump(exclude={"standing"}) | {
            "standing": wait.standing.model_dump_json(),
            "ticket": ticket.model_dump_json(),
        }

        def write(connection: Connection) -> None:
            now = moment(connection)
            first = now + (0.0 if wait.started else EXPECTED_S)
            new = row | {"at": now, "due": first, "beat": first + 1.0}
            insert = insert_into(connection, waits).values(new)
            changed = {name: insert.excluded[name] for name in new if name not in ("run_id", "activity_id")}
            connection.execute(
                insert.on_conflict_do_update(index_elements=["run_id", "activity_id"], set_=changed)
                if wait.started
                else insert.on_conflict_do_nothing()
            )

        self._database.write(write)

    def makers(self) -> list[Maker]:
        """By whom the jobs are made that anybody waits for."""
        query = select(waits.c.account, waits.c.kind, waits.c.provider).distinct()
        return self._database.read(lambda connection: [Maker(*row) for row in connection.execute(query)])

    def count(self, account: str) -> int:
        """How many wait for jobs of an account."""
        query = select(func.count()).select_from(waits).where(waits.c.account == account)
        return self._database.read(lambda connection: int(connection.execute(query).scalar_one()))

    def due(self, account: str, most: int) -> list[Wait]:
        """Those whose vendor is to be asked by now, whoever is due first."""
        return self._by_now(waits.c.due, account, most)

    def silent(self, account: str, most: int) -> list[Wait]:
        """Those of which Temporal is to be told by now."""
        return self._by_now(waits.c.beat, account, most)

    def _by_now(self, at: ColumnElement[Any], account: str, most: int) -> list[Wait]:
        return self._database.read(
            lambda connection: _read(
                connection, waits.c.account == account, at <= moment(connection), by=at, most=most
            )
        )

    def of_job(self, job: Wait) -> list[Wait]:
        """All who wait for the same job."""
        return self._database.read(
            lambda connection: _read(
                connection, waits.c.account == job.account, waits.c.job_id == job.job_id, by=waits.c.at
            )
        )

    def ticket(self, wait: Wait) -> JobTicket | None:
        """What one that waits is given back; None where it does not wait any more."""
        query = select(waits.c.ticket).where(*_is(wait))
        found = self._database.read(lambda connection: connection.scalar(query))
        return None if found is None else JobTicket.model_validate_json(found)

    def note(self, seen: Iterable[Seen]) -> None:
        """Note how each stands now, and when its vendor is asked again; what changed is told soon.

        One whose vendor called since it was read is asked at once all the same.
        """
        rows = [
            {
                "of_run": one.wait.run_id,
                "of_activity": one.wait.activity_id,
                "of_due": one.wait.due,
                "pause_s": one.pause_s,
                "now_done": one.progress,
                "now_told": one.standing.model_dump_json(),
                "changed": one.standing != one.wait.standing,
            }
            for one in seen
        ]

        def write(connection: Connection) -> None:
            now = moment(connection)
            again = case((waits.c.due == bindparam("of_due"), now + bindparam("pause_s")), else_=waits.c.due)
            told = case((bindparam("changed"), now), else_=waits.c.beat)
            connection.execute(_NOTED.values(due=again, beat=told), rows)

        if rows:
            self._database.write(write)

    def told(self, told: Sequence[Wait], again_s: float) -> None:
        """Temporal was told of these, and is again in so many seconds."""
        keys = [wait.key for wait in told]

        def write(connection: Connection) -> None:
            change = update(waits).where(tuple_(waits.c.run_id, waits.c.activity_id).in_(keys))
            connection.execute(change.values(beat=moment(connection) + again_s))

        if keys:
            self._database.write(write)

    def drop(self, wait: Wait) -> None:
        """It waits no more; one that was written down anew since does."""
        self._database.write(
            lambda connection: connection.execute(delete(waits).where(*_is(wait), waits.c.at == wait.at))
        )

    def look_after(self, account: str) -> None:
        """The jobs that anybody waits for are looked after still, so that each takes a place of its account's."""
        theirs = select(waits.c.reference).where(waits.c.account == account)
        change = update(jobs).where(jobs.c.reference.in_(theirs))
        self._database.write(lambda connection: connection.execute(change.values(seen=moment(connection))))

    def now(self) -> float:
        """The moment by the database's clock."""
        return self._database.read(moment)


def _is(wait: Wait) -> tuple[ColumnElement[bool], ...]:
    return waits.c.run_id == wait.run_id, waits.c.activity_id == wait.activity_id


def _read(
    connection: Connection, *where: ColumnElement[bool], by: ColumnElement[Any], most: int | None = None
) -> list[Wait]:
    rows = connection.execute(select(*_COLUMNS).where(*where).order_by(by).limit(most)).mappings()
    return [
        Wait.model_validate({**row, "standing": AtVendor.model_validate_json(row["standing"])})
        for row in rows
    ]
