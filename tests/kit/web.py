"""The door for programs as tests open it: the real application at a real socket, in the test's own loop."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import httpx
from fastapi import APIRouter, FastAPI

from infra.settings import Settings
from infra.temporal import local_config
from studio.service.film.feed import Feed
from studio.service.session import Session
from studio.web.access.plan import Wanted, way_in
from studio.web.access.rates import Rates
from studio.web.access.tokens import Tokens
from studio.web.access.way_in import WayIn
from studio.web.application import application
from studio.web.doors import Doors
from studio.web.server import address_of, listening, serve

ELSEWHERE = Wanted(host="0.0.0.0", here=False)
"""As if other machines reached it: whoever asks has to log in."""
HERE = Wanted(host="127.0.0.1", here=True)
OWNER = "ada"
"""Who everybody is where nobody has to log in."""


class Served:
    """A door that is open: `address` is where, and `client` asks there, with a token if it has one."""

    def __init__(self, app: FastAPI, doors: Doors, address: str, client: httpx.AsyncClient) -> None:
        self.doors = doors
        self._app = app
        self.address = address
        self.client = client

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2])

    @property
    def followers(self) -> int:
        """How many follow films now."""
        feed = getattr(self._app.state, "feed", None)
        return feed._followers if isinstance(feed, Feed) else 0

    async def ask(
        self,
        path: str,
        token: str = "",
        method: str = "GET",
        headers: dict[str, str] | None = None,
        **more: object,
    ) -> httpx.Response:
        """One request, with a token where there is one."""
        named = {"Authorization": f"Bearer {token}"} if token else {}
        return await self.client.request(method, path, headers=named | (headers or {}), **more)  # type: ignore[arg-type]

    async def said(self, words: bytes, pause_s: float = 0.0, drops: Sequence[bytes] = ()) -> bytes:
        """What is answered to these bytes, and to drops with pauses before each, until the server hangs up."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        hearing = asyncio.create_task(_all(reader))
        try:
            writer.write(words)
            for drop in drops:
                await asyncio.wait([hearing], timeout=pause_s)
                if hearing.done():
                    break
                writer.write(drop)
            return await asyncio.wait_for(hearing, 30)
        finally:
            hearing.cancel()
            writer.close()


async def _all(reader: asyncio.StreamReader) -> bytes:
    heard = b""
    try:
        while more := await reader.read(4096):
            heard += more
    except ConnectionResetError:
        pass
    return heard


def session_at(home: Path) -> Session:
    """A session that nobody has opened: for what is answered without asking of films."""
    return Session(Settings(home=home), lambda *_: None)


@asynccontextmanager
async def session_on(address: str, settings: Settings, namespace: str = "default") -> AsyncIterator[Session]:
    """An open session on a server that runs."""
    session = Session(settings, lambda *_: None)
    session._cluster = local_config(address) | {"namespace": namespace}
    await session.open()
    yield session


def way(settings: Settings, wanted: Wanted = HERE, rates: Rates | None = None) -> WayIn:
    """The way in, as `longtake studio` lays it out; other `rates` where a test waits for none."""
    laid = way_in(settings, wanted, OWNER)
    return replace(laid, rates=rates or Rates())


def token_for(settings: Settings, role: str, name: str = "") -> str:
    """A token of a role, by its name or of one called like it."""
    return Tokens(settings.home).add(name or role, role)  # type: ignore[arg-type]


@asynccontextmanager
async def served(
    session: Session,
    wanted: Wanted = HERE,
    *,
    rates: Rates | None = None,
    routers: Sequence[APIRouter] = (),
) -> AsyncIterator[Served]:
    """The door, open until the block ends; `routers` are served beside all others."""
    doors = Doors(session, way(session.settings, wanted, rates))
    app = application(doors)
    for router in routers:
        app.include_router(router)
    sockets = listening("127.0.0.1", 0)
    ready = asyncio.Event()
    serving = asyncio.create_task(serve(app, sockets, ready.set))
    waiting = asyncio.create_task(ready.wait())
    await asyncio.wait([serving, waiting], return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    address = address_of("127.0.0.1", sockets)
    try:
        # Not of the environment: a proxy of this machine is not asked.
        async with httpx.AsyncClient(base_url=address, timeout=60, trust_env=False) as client:
            yield Served(app, doors, address, client)
    finally:
        doors.ending.set()
        await serving
