"""How long the reader of the gauges pauses: by how long reading takes, and not by how long somebody was away."""

from types import SimpleNamespace
from typing import Any

import pytest
from temporalio.service import RPCError, RPCStatusCode

from infra.database.database import Database
from infra.patience import patiently
from models.errors import Unavailable
from workers.meters import reader
from workers.meters.reader import LONGEST_S, SHARE, Reader
from workers.meters.readings import Reading

HOUR_S = 3600.0
EVERY_S = 15.0


class _Pauses:
    """The end of a worker, which comes once there were so many pauses."""

    def __init__(self, most: int) -> None:
        self.were: list[float] = []
        self._most = most

    def is_set(self) -> bool:
        return len(self.were) >= self._most

    def wait(self, seconds: float) -> bool:
        self.were.append(seconds)
        return self.is_set()


def test_an_outage_does_not_make_the_next_reading_late(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, away = [0.0], [True]

    def quick() -> list[Reading]:
        clock[0] += 1.0
        return []

    def database_away() -> list[Reading]:
        def attempt() -> list[Reading]:
            clock[0] += HOUR_S
            if away.pop():
                away.append(False)
                raise Unavailable("The database does not answer.")
            return []

        return patiently(attempt)

    def silent() -> list[Reading]:
        clock[0] += HOUR_S
        raise RPCError("away", RPCStatusCode.UNAVAILABLE, b"")

    def large() -> list[Reading]:
        clock[0] += HOUR_S
        return []

    books = iter([quick, database_away, quick, large, quick])
    temporal = iter([quick, quick, silent, quick, quick])

    def heard(_: Reader, asked: Any) -> list[Reading]:
        asked.close()
        return next(temporal)()

    monkeypatch.setattr(reader, "time", SimpleNamespace(monotonic=lambda: clock[0], time=lambda: 0.0))
    monkeypatch.setattr(reader, "read_books", lambda _: next(books)())
    monkeypatch.setattr(Reader, "_heard", heard)
    client: Any = SimpleNamespace(namespace="default")
    meters: Any = SimpleNamespace(show=lambda *_: None)
    reads = Reader(client, database, (), meters, EVERY_S)
    pauses: Any = _Pauses(5)
    monkeypatch.setattr(reads, "_ends", pauses)
    reads._watch()
    usual = 2 * SHARE
    assert pauses.were == [usual, usual, usual, LONGEST_S, usual]
