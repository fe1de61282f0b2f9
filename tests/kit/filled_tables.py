"""Rows for every table there is, of whatever a column takes: what is carried or migrated must come through as it was."""

from decimal import Decimal

from sqlalchemy import Boolean, Connection, Float, Integer, LargeBinary, Table, select, text

from infra.database.columns import Dollars
from infra.database.transfer import count_from, counter_of, tables

WORDS = ("the door", "Ä door – “said” 門", "")
AMOUNTS = (Decimal("0.000000000001"), Decimal("12345678901234567890.5"), Decimal("1.50"))
NUMBERS = (0.1, 1e-300, 12345.678901234567)
ROWS = len(WORDS)


def fill(connection: Connection) -> None:
    """Put some rows into every table."""
    for table in tables():
        if table.name == "pair":
            connection.execute(table.insert().values(id=1, mark="m" * 32))
            continue
        connection.execute(table.insert(), [_row(table, number) for number in range(ROWS)])
        if counter_of(table):
            count_from(connection, table, ROWS)


def _row(table: Table, number: int) -> dict[str, object]:
    row: dict[str, object] = {}
    for column in table.columns:
        if isinstance(column.type, Boolean):
            row[column.name] = number % 2 == 0
        elif column.foreign_keys or isinstance(column.type, Integer):
            row[column.name] = number + 1
        elif isinstance(column.type, Float):
            row[column.name] = NUMBERS[number]
        elif isinstance(column.type, LargeBinary):
            row[column.name] = bytes([0, 255, number])
        elif isinstance(column.type, Dollars):
            row[column.name] = AMOUNTS[number]
        elif column.primary_key or column.unique:
            row[column.name] = f"{column.name}-{number}"[: column.type.length or 99]  # type: ignore[attr-defined]
        elif column.nullable and number:
            row[column.name] = None
        else:
            row[column.name] = WORDS[number][: getattr(column.type, "length", None) or 99]
    return row


def told(connection: Connection) -> dict[str, list[str]]:
    """Every row of the tables that the database has by now, with the columns that it has, in an order of their own."""
    found = {}
    for table in tables():
        columns = _columns(connection, table.name)
        if not columns:
            continue
        known = [column for column in table.columns if column.name in columns]
        rows = connection.execute(select(*known)).mappings()
        found[table.name] = sorted(repr({**row}) for row in rows)
    return found


def _columns(connection: Connection, table: str) -> set[str]:
    if connection.dialect.name == "sqlite":
        return {row[1] for row in connection.execute(text(f"PRAGMA table_info({table})"))}
    query = "SELECT column_name FROM information_schema.columns WHERE table_name = :table AND table_schema = current_schema()"
    return set(connection.execute(text(query), {"table": table}).scalars())
