"""`longtake studio` as a process that can be killed, and clients that follow its films over its deaths, as browsers do."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple

import httpx

ROOT = Path(__file__).parents[2]
BACK_AFTER_S = 0.2
"""How long a client whose connection broke waits before it comes back."""
READY_WITHIN_S = 120.0


class Heard(NamedTuple):
    """An event as a client hears it."""

    id: int
    kind: str
    data: dict[str, Any]


class StudioProcess:
    """The command, which serves at `address`: another one after it was killed and is back, unless it was given a `port`."""

    def __init__(self, temporal: str, home: Path, port: int = 0) -> None:
        self._port = port
        self._environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "TEMPORAL_ADDRESS": temporal,
            "LONGTAKE_HOME": str(home),
        }
        self._process: asyncio.subprocess.Process | None = None
        self.address = ""

    async def start(self) -> None:
        """Start it, and wait until it answers."""
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "studio", "studio", "--port", str(self._port), "--json"),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=self._environment,
        )
        assert self._process.stdout
        line = await asyncio.wait_for(self._process.stdout.readline(), READY_WITHIN_S)
        self.address = str(json.loads(line)["address"])

    async def kill(self) -> None:
        """`kill -9`, if it runs."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()


@asynccontextmanager
async def studio_process(temporal: str, home: Path, port: int = 0) -> AsyncIterator[StudioProcess]:
    """The command, until the block ends."""
    door = StudioProcess(temporal, home, port)
    try:
        await door.start()
        yield door
    finally:
        await door.kill()


async def follow(
    door: StudioProcess, client: httpx.AsyncClient, last: int, enough: Callable[[Heard], bool]
) -> list[Heard]:
    """Every event after the one with the id `last`, until one is enough; who is cut off comes back with the last id it has."""
    told: list[Heard] = []
    while True:
        try:
            headers = {"Last-Event-ID": str(last)}
            async with client.stream("GET", f"{door.address}/api/v1/events", headers=headers) as stream:
                assert stream.status_code == 200, stream.status_code
                async for heard in _read(stream):
                    told.append(heard)
                    last = heard.id
                    if enough(heard):
                        return told
        except httpx.TransportError:
            pass
        await asyncio.sleep(BACK_AFTER_S)


async def beginning(door: StudioProcess, client: httpx.AsyncClient) -> int:
    """The id after which whoever comes now would hear."""
    async with client.stream("GET", f"{door.address}/api/v1/events") as stream:
        async for line in stream.aiter_lines():
            if line.startswith("id:"):
                return int(line[3:])
    raise AssertionError("the stream ended before it began")


async def _read(stream: httpx.Response) -> AsyncIterator[Heard]:
    fields: dict[str, str] = {}
    async for line in stream.aiter_lines():
        name, _, value = line.partition(":")
        if line:
            fields[name] = value.removeprefix(" ")
            continue
        if "data" in fields:
            yield Heard(int(fields["id"]), fields.get("event", ""), json.loads(fields["data"]))
        fields = {}
