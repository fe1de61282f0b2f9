"""How long a home takes to be copied, copied again, and brought back; and its rows to be carried to another database.

`python -m benchmarks.operations.copies [FILES] [KILOBYTES] [ROWS]`: stored files of that size, and rows of the ledger.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random

from infra.database.database import Database, open_database
from infra.database.tables import ledger
from infra.database.transfer import copy_rows, differences, sums
from infra.settings import Settings
from infra.storage import LocalStore
from studio.service.upkeep.backup import back_up
from studio.service.upkeep.restore import restore

_AT_ONCE = 1000


def fill(settings: Settings, files: int, size: int, rows: int) -> None:
    """A home with so many stored files of so many bytes, and rows."""
    chance, store = Random(23), LocalStore(settings.assets_dir)
    for _ in range(files):
        store.put_bytes(chance.randbytes(size), ".mp4")
    row = {
        "film_id": "a-film",
        "run_id": "run",
        "entry": "charge",
        "stage": "clip",
        "usd": 1,
        "at": "2026-01-01",
    }
    with closing(open_database(settings.database_url)) as database, database.writing() as connection:
        for first in range(0, rows, _AT_ONCE):
            numbers = range(first + 1, min(first + _AT_ONCE, rows) + 1)
            connection.execute(ledger.insert(), [{**row, "number": number} for number in numbers])


def carry(source: Database, target: Database) -> None:
    """Every row, compared on both sides, as a move does it."""
    with source.reading() as rows, target.writing() as connection:
        copy_rows(rows, connection)
        assert not differences(sums(rows), sums(connection))


def timed(what: str, work: Callable[[], object], megabytes: float = 0.0) -> None:
    """Print how long something takes."""
    began = time.perf_counter()
    work()
    took = time.perf_counter() - began
    rate = f", {megabytes / took:,.0f} MB/s" if megabytes else ""
    print(f"{what:<34} {took:7.2f} s{rate}")


def main(files: int, kilobytes: int, rows: int) -> None:
    """Measure once."""
    with tempfile.TemporaryDirectory() as folder:
        here, copies = Settings(home=Path(folder) / "home"), Path(folder) / "copies"
        megabytes = files * kilobytes / 1000
        fill(here, files, kilobytes * 1000, rows)
        timed(f"first copy of {files} files, {rows} rows", lambda: back_up(here, copies), megabytes)
        timed("second copy, nothing new", lambda: back_up(here, copies))
        there = Settings(home=Path(folder) / "there")
        timed("brought back, every byte read", lambda: restore(there, copies), megabytes)
        with (
            closing(open_database(here.database_url)) as source,
            closing(open_database(f"sqlite:///{folder}/carried.db")) as target,
        ):
            timed(f"{rows} rows carried and compared", lambda: carry(source, target))


if __name__ == "__main__":
    given = [int(number) for number in sys.argv[1:4]]
    main(*(given + [2000, 100, 50_000][len(given) :]))
