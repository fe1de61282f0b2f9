"""Spans of transactions: one for each, which says what was asked of which tables; no statement and no value is in it.

A statement takes some ten microseconds in SQLite, and a span of its own would take longer.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy import Engine, event

from infra.telemetry.spans import Value, on, reads_told, span

_ASKED = re.compile(r"\s*(?:WITH\b.*?\b)?(SELECT|INSERT|UPDATE|DELETE)\b", re.IGNORECASE | re.DOTALL)
_TABLE = re.compile(r"\b(?:FROM|INTO|UPDATE)\s+([a-z_]{1,60})", re.IGNORECASE)
_SYSTEMS = {"postgresql": "postgresql", "sqlite": "sqlite"}
_MOST = 8

_here: ContextVar[list[str] | None] = ContextVar("statements of this transaction", default=None)


def listen(engine: Engine) -> None:
    """Hear what an engine is asked, where spans are made."""
    if on():
        event.listen(engine, "before_cursor_execute", _heard)


@contextmanager
def transaction(does: str, dialect: str, host: str, port: int | None) -> Iterator[None]:
    """A span around a transaction of whoever has a span already; others, such as those who clean up, make none."""
    if not on() or (does == "read" and not reads_told()):
        yield
        return
    values: dict[str, Value] = {"db.system.name": _SYSTEMS.get(dialect, "other_sql"), "server.address": host}
    if port:
        values["server.port"] = port
    asked: list[str] = []
    token = _here.set(asked)
    try:
        with span(f"database {does}", "client", values, inner=True) as mark:
            try:
                yield
            finally:
                mark.tell({"db.query.summary": "; ".join(asked)})
    finally:
        _here.reset(token)


def _heard(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:  # noqa: ANN401 - SQLAlchemy's event
    asked = _here.get()
    if asked is None or len(asked) >= _MOST or not (found := _ASKED.match(statement)):
        return
    table = _TABLE.search(statement)
    said = f"{found[1].upper()} {table[1]}" if table else found[1].upper()
    if said not in asked:
        asked.append(said)
