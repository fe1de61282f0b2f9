"""How soon fifty clients hear of work that ended, what looking takes beside rendering, and whether memory stays where it is.

`python -m benchmarks.doors.followers [CLIENTS] [SHOTS]`: a real `longtake studio`, a film made offline beside it. An event's delay goes from
the end of its activity to the client that reads it, both on this machine's clock. Then 10,000 events are written into the tables, and
the server's memory after the first thousand is compared with that after the last.
"""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles

import httpx
import psutil

from infra.database.database import Database, open_database
from infra.settings import Settings
from library.events.log import News, add

LOOKS_S = 5.0
FIRST, ALL = 1_000, 10_000
AT_ONCE = 50


class Client:
    """Somebody who follows: the delays of the work that it heard of, in milliseconds, and how many events it had."""

    def __init__(self) -> None:
        self.delays: list[float] = []
        self.events = 0

    async def follow(self, http: httpx.AsyncClient) -> None:
        """Follow until cancelled."""
        async with http.stream("GET", "/api/v1/events") as stream:
            kind = ""
            async for line in stream.aiter_lines():
                if line.startswith("event: "):
                    kind = line.removeprefix("event: ")
                elif line.startswith("data: "):
                    self.events += 1
                    told = json.loads(line.removeprefix("data: "))
                    if kind == "work" and told["data"].get("state") == "done":
                        at = datetime.fromisoformat(told["at"])
                        self.delays.append((datetime.now(UTC) - at).total_seconds() * 1000)


@asynccontextmanager
async def served(environment: dict[str, str]) -> AsyncIterator[tuple[str, psutil.Process]]:
    """A `longtake studio`, its address and its process."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "studio", "studio", "--port", "0", "--json"),
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdout is not None
    try:
        text = b""
        while not text.rstrip().endswith(b"}"):
            text += await process.stdout.readline()
        yield json.loads(text)["address"], psutil.Process(process.pid)
    finally:
        process.terminate()
        await process.wait()


async def looks(http: httpx.AsyncClient, path: str) -> float:
    """How often a second a path is answered, one question after another."""
    began, count = time.monotonic(), 0
    while time.monotonic() - began < LOOKS_S:
        (await http.get(path)).raise_for_status()
        count += 1
    return count / (time.monotonic() - began)


async def rendered(http: httpx.AsyncClient, environment: dict[str, str], shots: Path) -> None:
    """A film made by a command, with looks at it beside."""
    make = ("make", "--shots", str(shots), "--id", "followed", "--approve", "auto", "--json")
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "studio", *make, env=environment, stdout=subprocess.DEVNULL, cwd=shots.parent
    )
    while (await http.get("/api/v1/films/followed")).is_error:  # noqa: ASYNC110 - until there is such a film
        await asyncio.sleep(0.2)
    await asyncio.sleep(3)
    for path in ("/api/v1/films/followed", "/api/v1/films"):
        print(f"{path}: {await looks(http, path):.0f} answers a second beside rendering")
    await process.wait()


async def poured(database: Database, followers: list[Client], first: int, last: int) -> None:
    """Events of those numbers, heard by everybody."""
    before = [one.events for one in followers]
    for start in range(first, last, AT_ONCE):
        news = [
            News(f"poured-{number}", "poured", "shot", {"status": "done", "place": number}, "shot_001")
            for number in range(start, min(start + AT_ONCE, last))
        ]
        await asyncio.to_thread(database.write, lambda connection, told=news: add(connection, told))
    while any(  # noqa: ASYNC110 - until the last client has heard the last
        one.events - had < last - first for one, had in zip(followers, before, strict=True)
    ):
        await asyncio.sleep(0.1)


async def measured(clients: int, count: int) -> None:
    """Print what was measured."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        environment = {**os.environ, "LONGTAKE_HOME": str(home), "PYTHONPATH": str(Path.cwd())}
        shots = Path(folder) / "shots.json"
        listed = [
            {"enhanced_prompt": f"A quay, {number} gulls over it", "duration": 1} for number in range(count)
        ]
        shots.write_text(json.dumps(listed))
        async with served(environment) as (address, process):
            limits = httpx.Limits(max_connections=None)
            async with httpx.AsyncClient(base_url=address, timeout=60, limits=limits) as http:
                followers = [Client() for _ in range(clients)]
                tasks = [asyncio.create_task(one.follow(http)) for one in followers]
                await rendered(http, environment, shots)
                await asyncio.sleep(2)
                delays = sorted(delay for one in followers for delay in one.delays)
                cuts = quantiles(delays, n=100)
                print(
                    f"{clients} clients heard {len(delays)} ends of work: p50 {cuts[49]:.0f} ms, p95 {cuts[94]:.0f} ms, most {delays[-1]:.0f} ms"
                )
                print(
                    f"each heard {min(one.events for one in followers)} to {max(one.events for one in followers)} events"
                )
                database = open_database(Settings(home=home).database_url)
                await poured(database, followers, 0, FIRST)
                early = process.memory_full_info().uss
                await poured(database, followers, FIRST, ALL)
                late = process.memory_full_info().uss
                print(
                    f"memory after {FIRST} events {early / 2**20:.1f} MB, after {ALL} {late / 2**20:.1f} MB: {late / early:.2f} x"
                )
                database.close()
                for task in tasks:
                    task.cancel()
        down = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "studio", "down"), env=environment, stderr=subprocess.DEVNULL
        )
        await down.wait()


if __name__ == "__main__":
    numbers = [int(given) for given in sys.argv[1:]]
    asyncio.run(measured(*(numbers or [50, 24])))
