"""The threshold: who asks is known before a request is looked at, and every request leaves a line without its secrets."""

import logging
import time
from collections import Counter
from urllib.parse import quote

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from models.errors import LongtakeError
from studio.web.access.browsers import looks
from studio.web.access.callers import NOBODY, Caller
from studio.web.access.neighbours import READ, is_preflight, let_read, preflight
from studio.web.access.way_in import WayIn
from studio.web.problems import of_ours, of_status, problem

log = logging.getLogger("longtake.studio")

LOGIN, LOGOUT = "/login", "/logout"
OPEN = frozenset(
    {"/health", "/api/health", "/docs", "/docs/oauth2-redirect", "/redoc", "/openapi.json", LOGIN, LOGOUT}
)
LINKS = "/review/"
"""Below it stand the secrets of links, as those open them who have one."""
OPEN_BELOW = ("/static-offline-docs/", "/page/", LINKS)
"""What is open to everybody: whether it is alive, how it is asked, and the door for links. Of films there is nothing in it."""
MOST_AT_ONCE = 500
"""How many requests of known callers are answered at once, streams among them."""
MOST_UNKNOWN = 50
"""And how many of those who did not say who they are."""

_GUARDS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
}


class Threshold:
    """The application, with the way in before it."""

    def __init__(self, app: ASGIApp, way_in: WayIn) -> None:
        self._app = app
        self._way_in = way_in
        self._within: Counter[bool] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.monotonic(), 0
        state = scope.setdefault("state", {})
        origin = self._way_in.neighbours.origin_of(scope)
        refusal = await self._refusal(scope, origin)
        caller = state.get("caller")
        known = caller is not None

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _guard(MutableHeaders(scope=message), known=known)
                if origin:
                    let_read(MutableHeaders(scope=message), origin)
            await send(message)

        self._within[known] += 1
        try:
            await (refusal or self._app)(scope, receive, answer)
        except Exception as error:
            log.exception("%s %s: %s", scope["method"], _shown(scope["path"]), type(error).__name__)
            raise
        finally:
            self._within[known] -= 1
            took_ms = (time.monotonic() - began) * 1000
            who = caller.name if caller else "-"
            # Never the query, nor a header: a line of a log is read by more people than a request.
            log.info(
                "%s %s %s %s %.0f ms", who, scope["method"], _shown(scope["path"]), status or "-", took_ms
            )

    async def _refusal(self, scope: Scope, origin: str) -> ASGIApp | None:
        """What is answered to a request that is not let in; one that is has its `caller` in the scope's state."""
        asks_first = bool(origin) and is_preflight(scope)
        try:
            caller = await self._admitted(scope, is_near=bool(origin), asks_first=asks_first)
        except HTTPException as error:
            if error.detail is NOBODY and looks(scope):
                return RedirectResponse(f"{LOGIN}?next={quote(scope['path'])}", 303)
            return problem(of_status(error.status_code), str(error.detail), headers=error.headers)
        except LongtakeError as error:
            return of_ours(error)
        if caller is not None:
            scope["state"]["caller"] = caller
        return preflight() if asks_first else None

    async def _admitted(self, scope: Scope, *, is_near: bool, asks_first: bool) -> Caller | None:
        peer = (scope.get("client") or ("",))[0]
        # A browser that asks whether it may ask brings nothing that says who looks at its page.
        is_open = asks_first or _is_open(scope["path"])
        caller = await self._way_in.admit(
            scope["method"],
            peer,
            Headers(scope=scope),
            is_open=is_open,
            is_near=is_near,
            only_reads=scope["path"] in READ,
        )
        if caller is None and not is_open:
            raise HTTPException(401, NOBODY, {"WWW-Authenticate": "Bearer"})
        if self._within[caller is not None] >= (MOST_UNKNOWN if caller is None else MOST_AT_ONCE):
            raise HTTPException(
                503, "Too much is asked at once: try again in a moment.", {"Retry-After": "1"}
            )
        return caller


def _shown(path: str) -> str:
    """A path for a log, without the secret of a link."""
    return f"{LINKS}…" if path.startswith(LINKS) else path[:200]


def _is_open(path: str) -> bool:
    return path in OPEN or path.startswith(OPEN_BELOW)


def _guard(headers: MutableHeaders, *, known: bool) -> None:
    """What a browser is told of every answer: it is of the type it says, and of no other site's page.

    Nobody who is not `known` keeps a connection.
    """
    if not known:
        headers["connection"] = "close"
    for name, value in _GUARDS.items():
        headers.setdefault(name, value)
    if headers.get("content-type", "").startswith(("application/json", "application/problem+json")):
        headers.setdefault("cache-control", "no-store")
