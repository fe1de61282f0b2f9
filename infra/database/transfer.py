"""All rows of one database in another: as they are, whichever of SQLite and PostgreSQL either of them is."""

import hashlib
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Integer, RowMapping, Table, func, select, text

from infra.database.tables import metadata
from models.base import Frozen

_AT_ONCE = 1000
"""Rows that are carried in one go."""


class TableSum(Frozen):
    """How many rows a table has, and what they come to: the same in whichever order, and on either database."""

    rows: int
    digest: str


def tables() -> list[Table]:
    """Every table, those first that others refer to."""
    return list(metadata.sorted_tables)


def is_empty(connection: Connection) -> bool:
    """Whether nothing was ever written but the mark of the pair."""
    return not any(
        connection.execute(select(text("1")).select_from(table).limit(1)).first()
        for table in tables()
        if table.name != "pair"
    )


def copy_rows(source: Connection, target: Connection) -> None:
    """Carry every row over, as part of the target's transaction.

    The target has none of them yet. What was the highest number of anything that is counted stays so: no number is used again.
    """
    for table in tables():
        for rows in _pages(source, table):
            target.execute(table.insert(), [dict(row) for row in rows])
        if (highest := _highest(source, table)) > 0:
            count_from(target, table, highest)


def sums(connection: Connection) -> dict[str, TableSum]:
    """What each table comes to, by its name."""
    return {table.name: _sum(connection, table) for table in tables()}


def differences(one: dict[str, TableSum], other: dict[str, TableSum]) -> list[str]:
    """What differs, a clause for each table: empty where two databases hold the same."""
    return [
        f"{name} has {one[name].rows} rows here and {other[name].rows} there"
        if one[name].rows != other[name].rows
        else f"rows of {name} differ"
        for name in one
        if one[name] != other[name]
    ]


def _pages(connection: Connection, table: Table) -> Iterator[list[RowMapping]]:
    streamed = connection.execution_options(stream_results=True, yield_per=_AT_ONCE)
    for page in streamed.execute(select(table)).mappings().partitions(_AT_ONCE):
        yield list(page)


def _sum(connection: Connection, table: Table) -> TableSum:
    count, total = 0, 0
    for rows in _pages(connection, table):
        count += len(rows)
        for row in rows:
            told = json.dumps([_plain(value) for value in row.values()], ensure_ascii=True)
            total += int.from_bytes(hashlib.sha256(told.encode()).digest(), "big")
    return TableSum(rows=count, digest=f"{total % 2**256:064x}")


def _plain(value: object) -> object:
    """A value as JSON has it, the same from either database."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    if isinstance(value, float):
        return repr(value)
    return value


def counter_of(table: Table) -> str:
    """The column of a table that the database itself counts up; empty where there is none."""
    column = table.autoincrement_column
    is_own = column is not None and isinstance(column.type, Integer) and not column.foreign_keys
    return column.name if is_own and column is not None else ""


def _highest(connection: Connection, table: Table) -> int:
    """The highest number that a table ever gave away."""
    if not (name := counter_of(table)):
        return 0
    given: Any = connection.execute(select(func.max(table.c[name]))).scalar() or 0
    if connection.dialect.name == "postgresql":
        sequence = _sequence(connection, table, name)
        asked = text(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}")  # noqa: S608 - the server's own name
        return max(int(given), int(connection.execute(asked).scalar_one()))
    if table.dialect_options["sqlite"].get("autoincrement"):
        asked = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
        given = max(given, connection.execute(asked, {"name": table.name}).scalar() or 0)
    return int(given)


def count_from(connection: Connection, table: Table, highest: int) -> None:
    """Have the next number be a higher one."""
    name = counter_of(table)
    if connection.dialect.name == "postgresql":
        sequence = _sequence(connection, table, name)
        connection.execute(
            text("SELECT setval(:sequence, :highest)"), {"sequence": sequence, "highest": highest}
        )
    elif table.dialect_options["sqlite"].get("autoincrement"):
        known = {"name": table.name, "highest": highest}
        changed = connection.execute(
            text("UPDATE sqlite_sequence SET seq = :highest WHERE name = :name"), known
        )
        if not changed.rowcount:
            connection.execute(
                text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :highest)"), known
            )


def _sequence(connection: Connection, table: Table, column: str) -> str:
    asked = text("SELECT pg_get_serial_sequence(:table, :column)")
    return str(connection.execute(asked, {"table": table.name, "column": column}).scalar_one())
