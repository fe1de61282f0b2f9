"""The door for agents over HTTP, as a process: `python -m tests.kit.agent_door` serves `/mcp` on a free port, and prints it.

Who calls, and what they may, is in the header `x-caller`, as NAME:ROLE.
"""

import asyncio
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request

from infra.settings import load_settings
from studio.mcp.callers import Caller, Role
from studio.mcp.door import Door
from studio.mcp.http import mcp_app
from studio.mcp.kept_session import KeptSession


def who(request: Request) -> Caller:
    name, _, role = request.headers.get("x-caller", "").partition(":")
    if not role:
        raise HTTPException(401, "Say who you are.")
    return Caller(name, cast(Role, role))


async def main() -> None:
    settings = load_settings()
    kept = KeptSession(settings, lambda *_: None)
    door = Door(
        settings,
        kept.session,
        pages=lambda film: f"http://pages.test/films/{film}",
        links=lambda film, name: f"http://pages.test/files/{film}/{name}",
    )
    app = mcp_app(door, who)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with app.running():
            yield
        await kept.close()

    listening = socket.create_server(("127.0.0.1", 0))
    sys.stdout.write(f"{listening.getsockname()[1]}\n")
    sys.stdout.flush()
    config = uvicorn.Config(Starlette(routes=[app.route], lifespan=lifespan), log_level="error")
    await uvicorn.Server(config).serve([listening])


if __name__ == "__main__":
    asyncio.run(main())
