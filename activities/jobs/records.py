"""The records of jobs at vendors: written before a vendor is asked, so that no job is asked for twice.

A record goes from `intent` (nothing was sent) over `sending` (it may have been) to `submitted`, and on to
`done` or `failed`; or to `refused`, to `unknown` (nobody knows whether the vendor took it), or to `void`
(it was not sent, and never will be under this reference). Each move is a compare-and-swap: of two workers
that believe to own a job, one is stopped before it sends.
"""

from collections.abc import Iterable
from typing import Literal

from sqlalchemy import Connection, RowMapping, exists, select, update

from infra.database.database import Database
from infra.database.tables import jobs
from infra.database.upsert import insert_into
from library.rows import now
from models.base import Frozen
from models.money.dollars import Usd

_others = jobs.alias()

State = Literal["intent", "sending", "submitted", "done", "failed", "refused", "unknown", "void"]


class JobRecord(Frozen):
    """One job. `usd` is the most that it may cost; `job_id` the vendor's name for it, once there is one."""

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


class JobRecords:
    """The records of every film's jobs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def open(self, record: JobRecord) -> JobRecord:
        """Write a record, unless there is one of that reference; gives what stands there."""
        row = record.model_dump() | {"at": now()}

        def write(connection: Connection) -> JobRecord:
            connection.execute(insert_into(connection, jobs).values(row).on_conflict_do_nothing())
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

    def notified(self, provider: str, reference: str, job_id: str) -> JobRecord | None:
        """The record of the job that a vendor says to have taken as `job_id`, after that was written down.

        Only a job of this provider, of which it was not known whether it was taken, becomes `submitted`;
        told again it changes nothing. None when there is no such job, or when `job_id` is another one's.
        """
        doubtful = update(jobs).where(
            jobs.c.reference == reference,
            jobs.c.provider == provider,
            jobs.c.state.in_(("sending", "unknown")),
            ~exists().where(
                _others.c.provider == provider, _others.c.job_id == job_id, _others.c.reference != reference
            ),
        )

        def write(connection: Connection) -> JobRecord | None:
            connection.execute(doubtful.values(state="submitted", job_id=job_id))
            record = _record(connection, reference)
            return record if record and (record.provider, record.job_id) == (provider, job_id) else None

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


def _read(row: RowMapping | None) -> JobRecord | None:
    return _of(row) if row else None


def _of(row: RowMapping) -> JobRecord:
    return JobRecord.model_validate({name: row[name] for name in JobRecord.model_fields})
