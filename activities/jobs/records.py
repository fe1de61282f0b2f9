"""The records of jobs at vendors: written before a vendor is asked, so that no job is asked for twice.

A record goes from `intent` (nothing was sent) over `sending` (it may have been) to `submitted`, and on to
`done` or `failed`; or to `refused`, to `unknown` (nobody knows whether the vendor took it), or to `void`
(it was not sent, and never will be under this reference). Each move is a compare-and-swap: of two workers
that believe to own a job, one is stopped before it sends.
"""

from collections.abc import Iterable
from typing import Literal

from sqlalchemy import ColumnElement, Connection, FromClause, RowMapping, exists, func, or_, select, update

from activities.jobs.doubts import restored_at, was_asked_perhaps, was_copied_unsent
from infra.database.clock import moment
from infra.database.database import Database
from infra.database.tables import jobs, waits
from infra.database.upsert import insert_into
from library.rows import now
from models.base import Frozen
from models.money.dollars import Usd
from providers.vendors.accounts import Account, vendor_of

_others = jobs.alias()

ABANDONED_S = 900.0
"""How long after it was last looked after a job counts as under way at its vendor."""
_AT_ONCE = 500
"""How many names one query holds."""

State = Literal["intent", "sending", "submitted", "done", "failed", "refused", "unknown", "void"]


class JobRecord(Frozen):
    """One job. `usd` is the most that it may cost; `job_id` the vendor's name for it, once there is one.

    `account` says with which vendor's key it is asked for.
    """

    reference: str
    recipe_key: str
    fresh: str
    film_id: str
    shot_id: str
    stage: str
    provider: str
    revision: str
    usd: Usd
    state: State = "intent"
    job_id: str = ""
    account: str = ""


class JobRecords:
    """The records of every film's jobs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def open(self, record: JobRecord) -> JobRecord:
        """Write a record, unless there is one of that reference; gives what stands there.

        What may have been asked for since the database was copied that was brought back is `unknown`, until its vendor was looked at.
        """

        def write(connection: Connection) -> JobRecord:
            row = record.model_dump() | {"at": now(), "seen": moment(connection)}
            restored = restored_at(connection)
            if restored and was_copied_unsent(connection, record.reference, restored):
                change = update(jobs).where(jobs.c.reference == record.reference, jobs.c.state == "intent")
                connection.execute(change.values(state="unknown", at=row["at"]))
            elif (
                restored
                and record.state in ("intent", "void")
                and was_asked_perhaps(connection, record.film_id, record.reference, restored)
            ):
                row["state"] = "unknown"
            written = insert_into(connection, jobs).values(row | {"called": False})
            connection.execute(written.on_conflict_do_nothing())
            found = _record(connection, record.reference)
            assert found is not None, "it was just written"
            return found

        return self._database.write(write)

    def find(self, reference: str) -> JobRecord | None:
        """The record of a reference, or None."""
        return self._database.read(lambda connection: _record(connection, reference))

    def move(self, reference: str, before: Iterable[State], state: State, job_id: str = "") -> bool:
        """Move a record that is in one of the states `before`; whether it was, and this call moved it."""
        values = {"state": state} | ({"job_id": job_id} if job_id else {})
        change = update(jobs).where(jobs.c.reference == reference, jobs.c.state.in_(list(before)))
        moved = self._database.write(lambda connection: connection.execute(change.values(values)).rowcount)
        return moved == 1

    def send(self, reference: str, account: Account) -> Literal["sent", "full", "gone"]:
        """Move an intent to `sending`, if the account has a place: `full` where it has none, `gone` where it is no intent.

        A job that nobody looked after for `ABANDONED_S` takes no place any more.
        """

        def write(connection: Connection) -> Literal["sent", "full", "gone"]:
            if connection.dialect.name == "postgresql":  # SQLite has one writer at a time
                connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(account.name))))
            now = moment(connection)
            if _places(connection, account, now) <= 0:
                return "full"
            change = update(jobs).where(jobs.c.reference == reference, jobs.c.state == "intent")
            moved = connection.execute(
                change.values(state="sending", account=account.name, seen=now)
            ).rowcount
            return "sent" if moved == 1 else "gone"

        return self._database.write(write)

    def places(self, account: Account) -> int:
        """How many more jobs an account may have under way."""
        return self._database.read(lambda connection: _places(connection, account, moment(connection)))

    def notified(self, vendor: str, reference: str, job_id: str, *, over: bool = True) -> JobRecord | None:
        """The record of the job that a vendor says to have, as `job_id`, after that was written down.

        `vendor` is the first part of its provider's name. Of a job that is known, and `over`, it is noted that the vendor called,
        and whoever waits for it has it looked at at once;
        one of which it was not known whether it was taken becomes `submitted`. Told again it changes nothing. None
        when there is no such job, or when `job_id` is another one's.
        """
        doubtful = update(jobs).where(
            jobs.c.reference == reference,
            _of_vendor(jobs, vendor),
            jobs.c.state.in_(("sending", "unknown")),
            ~exists().where(
                _of_vendor(_others, vendor), _others.c.job_id == job_id, _others.c.reference != reference
            ),
        )
        known = update(jobs).where(
            jobs.c.reference == reference,
            _of_vendor(jobs, vendor),
            jobs.c.job_id == job_id,
            jobs.c.state == "submitted",
            ~jobs.c.called,
        )

        def write(connection: Connection) -> JobRecord | None:
            connection.execute(doubtful.values(state="submitted", job_id=job_id, seen=moment(connection)))
            if over and connection.execute(known.values(called=True)).rowcount:
                connection.execute(update(waits).where(waits.c.reference == reference).values(due=0.0))
            record = _record(connection, reference)
            ours = record and (vendor_of(record.provider), record.job_id) == (vendor, job_id)
            return record if ours else None

        return self._database.write(write)

    def under_way(self, recipe_key: str, fresh: str) -> JobRecord | None:
        """A job that a vendor is working on for somebody who wants the same, or None."""
        query = (
            select(jobs)
            .where(jobs.c.recipe_key == recipe_key, jobs.c.fresh == fresh, jobs.c.state == "submitted")
            .order_by(jobs.c.at)
            .limit(1)
        )

        def read(connection: Connection) -> JobRecord | None:
            return _read(connection.execute(query).mappings().one_or_none())

        return self._database.read(read)

    def in_doubt(self, recipe_key: str, fresh: str) -> list[JobRecord]:
        """The jobs for the same of which it is not known whether their vendor took them.

        To be asked under the job's lease: whoever is still sending holds it.
        """
        query = (
            select(jobs)
            .where(
                jobs.c.recipe_key == recipe_key,
                jobs.c.fresh == fresh,
                jobs.c.state.in_(("sending", "unknown")),
            )
            .order_by(jobs.c.at)
        )

        def read(connection: Connection) -> list[JobRecord]:
            return [_of(row) for row in connection.execute(query).mappings()]

        return self._database.read(read)


def _record(connection: Connection, reference: str) -> JobRecord | None:
    query = select(jobs).where(jobs.c.reference == reference)
    return _read(connection.execute(query).mappings().one_or_none())


def _places(connection: Connection, account: Account, now: float) -> int:
    under_way = (
        select(func.count())
        .select_from(jobs)
        .where(
            jobs.c.account == account.name,
            jobs.c.state.in_(("sending", "submitted")),
            jobs.c.seen > now - ABANDONED_S,
        )
    )
    return account.most - int(connection.execute(under_way).scalar_one())


def _of_vendor(table: FromClause, vendor: str) -> ColumnElement[bool]:
    """Whether a job is of one of a vendor's providers: `fal/…`, or the vendor's own name."""
    provider = table.c.provider
    return or_(provider == vendor, provider.startswith(f"{vendor}/", autoescape=True))


def _read(row: RowMapping | None) -> JobRecord | None:
    return _of(row) if row else None


def _of(row: RowMapping) -> JobRecord:
    return JobRecord.model_validate({name: row[name] for name in JobRecord.model_fields})
