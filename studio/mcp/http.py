"""The door over streamable HTTP: a route for an ASGI application, which knows who calls."""

import inspect
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from mcp.server.auth.middleware.bearer_auth import AuthenticatedUser
from mcp.server.auth.provider import AccessToken
from mcp.server.mcpserver import MCPServer
from mcp.server.transport_security import TransportSecuritySettings
from starlette.requests import Request
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from studio.mcp.callers import CallerOf, remote_caller
from studio.mcp.door import CALLER, Door
from studio.mcp.server import mcp_server

PATH = "/mcp"
MOST_BODY = 16 * 2**20
"""The longest message that is read, in bytes: a story of ten megabytes fits."""
MOST_SESSIONS = 1000
"""How many clients of the protocol's earlier versions can be connected at once."""


class McpApp:
    """The door as a route: `route` is for the routes of an application whose lifespan is within `running`.

    It stands at its own path rather than being mounted, so that nobody is redirected to a slash.
    """

    def __init__(
        self, door: Door, caller_of: CallerOf, security: TransportSecuritySettings | None = None
    ) -> None:
        self._server: MCPServer[Door] = mcp_server(door)
        self._server.streamable_http_app(
            streamable_http_path=PATH,
            transport_security=security,
            max_request_body_size=MOST_BODY,
            max_sessions=MOST_SESSIONS,
        )
        self._caller_of = caller_of
        self.route = Route(PATH, endpoint=self)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Answer calls until the block ends; once only."""
        async with self._server.session_manager.run():
            yield

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Find out who calls, and answer.

        Raises:
            Exception: what `caller_of` raises, before anything is answered.

        """
        calling: Any = self._caller_of(Request(scope))
        caller = remote_caller(await calling if inspect.isawaitable(calling) else calling)
        scope[CALLER] = caller
        # The SDK keeps a client's session for whoever opened it.
        scope["user"] = AuthenticatedUser(AccessToken(token="", client_id=caller.name, scopes=[]))
        await self._server.session_manager.handle_request(scope, receive, send)


def mcp_app(door: Door, caller_of: CallerOf, security: TransportSecuritySettings | None = None) -> McpApp:
    """The door over streamable HTTP. Which hosts and origins it hears is `security`'s; by default this machine's own alone."""
    return McpApp(door, caller_of, security)
