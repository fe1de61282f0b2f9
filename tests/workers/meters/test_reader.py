"""Of all workers of films one reads for the gauges, and another when that one ends."""

import asyncio
import math
from pathlib import Path
from typing import Any

import pytest

from infra.database.database import open_database
from infra.settings import Settings
from infra.storage import open_store
from infra.temporal import connect, local_config
from models.metrics import Metric
from tests.kit.migrated import migrated
from workers.meters.reader import Reader

pytestmark = pytest.mark.ops

QUEUES = ("film", "gpu")


class Shown:
    """The gauges of one process; `read` is set whenever its books were read anew."""

    on = True

    def __init__(self) -> None:
        self.now: dict[str, float] = {}
        self.read = asyncio.Event()
        self._loop = asyncio.get_running_loop()

    def show(self, metric: Metric, value: float, labels: dict[str, str]) -> None:
        self.now[" ".join([metric.name, *labels.values()])] = value
        if metric.name == "longtake_read_timestamp_seconds" and labels["source"] == "temporal":
            self._loop.call_soon_threadsafe(self.read.set)


async def test_one_worker_reads_and_another_goes_on_when_it_ends(address: str, tmp_path: Path) -> None:
    migrated(tmp_path / "longtake.db")
    settings = Settings(home=tmp_path)
    database = open_database(settings.database_url)
    client = await connect(open_store(settings), local_config(address))
    first, second = Shown(), Shown()

    def reading(shown: Any) -> Any:
        return Reader(client, database, QUEUES, shown, every_s=0.1).reading()

    async with asyncio.timeout(120):
        one = reading(first)
        await one.__aenter__()
        await first.read.wait()
        async with reading(second):
            first.read.clear()
            await first.read.wait()
            assert second.now == {}, "one is enough"
            assert first.now["longtake_queue_backlog gpu default"] == 0
            assert first.now["longtake_queue_workers gpu default"] == 0
            assert len([name for name in first.now if name.startswith("longtake_films_waiting")]) == 5
            await one.__aexit__(None, None, None)
            await second.read.wait()
    assert all(math.isnan(value) for value in first.now.values()), "what it showed is no number any more"
    assert second.now.keys() == first.now.keys()
    database.close()
