"""What was broken off is gone on with first: what would begin anew gives way to it, once, and never waits for long."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from infra.database.database import Database
from infra.database.tables import half_made, leases
from infra.storage import LocalStore
from library import half_made as module
from library.half_made import BrokenOff, HalfMade
from library.leases import Leases
from models.errors import GaveWay

Work = Callable[..., HalfMade]


@pytest.fixture
def work(database: Database, tmp_path: Path) -> Work:
    """Makes work of a queue; `kept` where a step of it was."""
    store = LocalStore(tmp_path / "assets")

    def made(key: str, *, kept: bool, label: str = "gpu") -> HalfMade:
        half = HalfMade(database, store, key, label)
        if kept:
            file = tmp_path / f"{key}.kept"
            file.write_bytes(key.encode())
            half.put(file)
        return half

    return made


def not_waiting() -> None:
    raise AssertionError("it waits")


def test_what_is_new_gives_way_once_to_what_was_broken_off(database: Database, work: Work) -> None:
    broken, new, another = work("broken", kept=True), work("new", kept=False), work("another", kept=False)
    broken_off = BrokenOff(database)
    for one in (new, another):
        with pytest.raises(GaveWay, match="broken off is gone on with first"):
            broken_off.first(one, not_waiting)
        broken_off.first(one, not_waiting)
    broken_off.first(broken, not_waiting)
    broken_off.first(work("clip", kept=False, label="gpu-large"), not_waiting)


def test_what_somebody_is_at_holds_nothing_up(database: Database, work: Work) -> None:
    Leases(database).take("at work")
    work("at work", kept=True)
    # It was kept long ago, for its steps are slow: the beats say that it is being made.
    database.write(lambda connection: connection.execute(update(half_made).values(at=_seconds_ago(60))))
    beat = update(leases).values(beat=leases.c.beat + 1)

    beats: list[None] = []

    def live() -> None:
        beats.append(None)
        database.write(lambda connection: connection.execute(beat))

    BrokenOff(database).first(work("new", kept=False), live)
    assert beats, "it is looked whether its maker lives"


def test_a_dead_worker_is_given_time_until_its_work_is_asked_for_again(
    database: Database, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_SILENT_S", 0.5)
    monkeypatch.setattr(module, "_BACK_S", 6.0)
    monkeypatch.setattr(module, "_LATELY_S", 0.0)
    Leases(database).take("broken")
    work("broken", kept=True)
    looks: list[None] = []
    with pytest.raises(GaveWay):
        BrokenOff(database).first(work("new", kept=False), lambda: looks.append(None))
    assert len(looks) > 4


def test_what_nobody_went_on_with_for_minutes_holds_nothing_up(database: Database, work: Work) -> None:
    work("forgotten", kept=True)
    database.write(lambda connection: connection.execute(update(half_made).values(at=_seconds_ago(600))))
    looks: list[None] = []
    BrokenOff(database).first(work("new", kept=False), lambda: looks.append(None))
    assert not looks, "nobody waits for it"


def _seconds_ago(seconds: int) -> str:
    return (datetime.now(UTC) - timedelta(seconds=seconds)).isoformat(timespec="seconds")
