"""What films have set aside right now, as the ledger's table has it, and which of it nobody knows about."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, func, select

from activities.money.ledger_table import step_of
from infra.database.tables import jobs, ledger
from models.base import Frozen
from models.money.dollars import Usd
from models.money.steps import Step
from models.names import step_reference, tried


class Reservation(Frozen):
    """Dollars set aside for a step that has not come back; `unknown` is the name of a job nobody knows about."""

    film_id: str
    step: Step
    usd: Usd
    unknown: str = ""


def reserved(connection: Connection, where: Sequence[ColumnElement[bool]] = ()) -> tuple[Reservation, ...]:
    """The steps of films' latest runs that nothing was booked for since they were reserved; of those entries alone that are `where`."""
    step = [ledger.c[name] for name in ("film_id", "run_id", "stage", "shot_id", "line", "take", "attempt")]
    last = select(*step[:2], func.max(ledger.c.number).label("number")).group_by(*step).subquery()
    same = and_(*(ledger.c[column.name] == column for column in last.c))
    query = select(ledger).join(last, same).where(ledger.c.entry == "reserve", *where)
    query = query.order_by(ledger.c.at, ledger.c.film_id, ledger.c.number)
    rows = [row for row in connection.execute(query).mappings() if row["usd"]]
    films = {row["film_id"] for row in rows}
    unknown = _unknown_jobs(connection, films)
    latest = _latest_runs(connection, films)
    return tuple(
        Reservation(
            film_id=row["film_id"],
            step=step_of(row),
            usd=row["usd"],
            unknown=unknown.get(_reference(row), ""),
        )
        for row in rows
        if row["run_id"] == latest[row["film_id"]]
    )


def _latest_runs(connection: Connection, films: Iterable[str]) -> dict[str, str]:
    """The run of each film that wrote last: an earlier one that was killed holds nothing any more."""
    columns = ledger.c.film_id, ledger.c.run_id
    query = select(*columns, func.max(ledger.c.at).label("at")).where(ledger.c.film_id.in_(films))
    return {row.film_id: row.run_id for row in connection.execute(query.group_by(*columns).order_by("at"))}


def _unknown_jobs(connection: Connection, films: Iterable[str]) -> dict[str, str]:
    """The names of jobs that nobody knows about, by the name of their step: `…/3.1` of `…/3.1-2`."""
    query = select(jobs.c.reference, jobs.c.film_id).where(jobs.c.state == "unknown")
    wanted = set(films)
    found = [row.reference for row in connection.execute(query) if row.film_id in wanted]
    return {tried(reference): reference for reference in found}


def _reference(row: RowMapping) -> str:
    """The name under which a vendor was asked for a step, but for the number of the try."""
    return step_reference(row["film_id"], row["run_id"], step_of(row).place)
