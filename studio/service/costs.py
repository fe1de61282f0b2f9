"""What films have cost: sums over the ledger's table, and what is set aside right now; exact on every database."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, Literal, NamedTuple

from sqlalchemy import ColumnElement, Connection, func, select

from activities.money.reservations import Reservation, reserved
from infra.database.database import Database
from infra.database.tables import ledger
from infra.settings import Settings
from models.base import Frozen
from models.errors import BadInput
from models.money.dollars import ZERO
from studio.service.database import read_or

By = Literal["provider", "stage", "film", "month", "shot"]
"""What costs are summed by; a shot is one of a film."""

COLUMNS: Mapping[By, tuple[str, ...]] = {
    "provider": ("provider", "model"),
    "stage": ("stage",),
    "film": ("film_id",),
    "month": ("month",),
    "shot": ("film_id", "shot_id"),
}
"""The names that each sum is made for."""

_A_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)
_MONTH = func.substr(ledger.c.at, 1, 7)
_SHOWN = 8


class Sum(NamedTuple):
    """What was paid under one name: how many charges, and their dollars."""

    name: tuple[str, ...]
    charges: int
    usd: Decimal


class Costs(Frozen):
    """What was paid, the dearest first, and what is set aside now."""

    sums: tuple[Sum, ...] = ()
    reserved: tuple[Reservation, ...] = ()

    @property
    def usd(self) -> Decimal:
        """Everything that was paid."""
        return sum((each.usd for each in self.sums), ZERO)

    @property
    def charges(self) -> int:
        """How many charges that was."""
        return sum(each.charges for each in self.sums)

    @property
    def reserved_usd(self) -> Decimal:
        """Everything that is set aside, for jobs nobody knows about too."""
        return sum((each.usd for each in self.reserved), ZERO)

    @property
    def unknown(self) -> tuple[Reservation, ...]:
        """What waits for `longtake resolve`."""
        return tuple(each for each in self.reserved if each.unknown)


def check_month(month: str, called: str) -> None:
    """See that a text is a month such as `2026-11`, or empty.

    Raises:
        BadInput: it is neither; `called` is what gave it.

    """
    if month and not _A_MONTH.fullmatch(month):
        raise BadInput(f"{called} must be a year and a month such as 2026-11, not {month!r}.")


def named_sum(given: str, called: str) -> By:
    """What costs are summed by, by its name.

    Raises:
        BadInput: they are not summed by that; `called` is what gave it.

    """
    for by in COLUMNS:
        if given == by:
            return by
    raise BadInput(f"{called} must be one of {', '.join(COLUMNS)}, not {given!r}.")


def read_costs(
    settings: Settings,
    by: By,
    *,
    month: str = "",
    film_id: str = "",
    with_charges: bool = False,
    known: bool = False,
) -> tuple[Costs, list[dict[str, Any]]]:
    """The sums, and where they are asked for every charge, of a home; none where nothing was made yet.

    A film that is `known` to be may have cost nothing yet.

    Raises:
        BadInput: as `costs`, or LONGTAKE_DATABASE names a file that is not there.

    """

    def look(database: Database) -> tuple[Costs, list[dict[str, Any]]]:
        found = costs(database, by, month=month, film_id=film_id, known=known)
        return found, charges(database, month=month, film_id=film_id) if with_charges else []

    nothing: tuple[Costs, list[dict[str, Any]]] = Costs(), []
    return read_or(settings, look, nothing)


def costs(database: Database, by: By, *, month: str = "", film_id: str = "", known: bool = False) -> Costs:
    """Sums of everything that was paid for, of one month (`2026-11`, UTC) or one film where they are given.

    A film that is `known` to be may have cost nothing yet.

    Raises:
        BadInput: the ledger has no such film; the message names those that are near.

    """

    def read(connection: Connection) -> Costs:
        if film_id and not known:
            _check_film(connection, film_id)
        where = _where(month, film_id)
        columns = [_column(name) for name in COLUMNS[by]]
        # Grouped by price and summed here: SQLite would add dollars as floats.
        query = select(*columns, ledger.c.usd.label("dollars"), func.count().label("charges"))
        query = query.where(ledger.c.entry == "charge", *where).group_by(*columns, ledger.c.usd)
        rows = ((tuple(row[: len(columns)]), row.charges, row.dollars) for row in connection.execute(query))
        return Costs(sums=_summed(rows), reserved=reserved(connection, where))

    return database.read(read)


def charges(database: Database, *, month: str = "", film_id: str = "") -> list[dict[str, Any]]:
    """Every charge that cost something, in the order of time, as the table has it.

    Raises:
        BadInput: as `costs`.

    """
    columns = [column for column in ledger.c if column.name not in ("entry", "number")]

    def read(connection: Connection) -> list[dict[str, Any]]:
        if film_id:
            _check_film(connection, film_id)
        query = select(*columns).where(ledger.c.entry == "charge", *_where(month, film_id))
        query = query.order_by(ledger.c.at, ledger.c.film_id, ledger.c.run_id, ledger.c.number)
        return [dict(row) for row in connection.execute(query).mappings() if row["usd"]]

    return database.read(read)


def _summed(rows: Iterable[tuple[tuple[str, ...], int, Decimal]]) -> tuple[Sum, ...]:
    """One sum a name, the dearest first; what cost nothing is left out."""
    counts, dollars = defaultdict[tuple[str, ...], int](int), defaultdict[tuple[str, ...], Decimal](Decimal)
    for name, count, usd in rows:
        if usd:
            counts[name] += count
            dollars[name] += usd * count
    return tuple(
        Sum(name, counts[name], dollars[name]) for name in sorted(dollars, key=lambda n: (-dollars[n], n))
    )


def _column(name: str) -> ColumnElement[Any]:
    return _MONTH.label(name) if name == "month" else ledger.c[name]


def _where(month: str, film_id: str) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if month:
        conditions += [ledger.c.at >= f"{month}-01", ledger.c.at < f"{month}-32"]
    if film_id:
        conditions.append(ledger.c.film_id == film_id)
    return conditions


def _check_film(connection: Connection, film_id: str) -> None:
    if connection.scalar(select(ledger.c.film_id).where(ledger.c.film_id == film_id).limit(1)):
        return
    known = sorted(connection.execute(select(ledger.c.film_id).distinct()).scalars())
    near = get_close_matches(film_id, known, _SHOWN, 0.5)
    named = ", ".join(near or known[:_SHOWN])
    hint = f"near it: {named}" if near else f"there is {named}" if known else "it has no film yet"
    raise BadInput(f"The ledger has no film {film_id!r}; {hint}.")
