"""Bodies of requests: none is larger than it may be, none drips, and of one that nobody reads the connection ends."""

import asyncio
import time

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BODY = 16 * 2**20
"""The longest body that is read, in bytes; a route that takes files says another."""
WITHIN_S = 10.0
"""Seconds that a body may take, beside what it takes at the slowest rate."""
SLOWEST = 16 * 2**10
"""Bytes a second that the rest comes with at least."""

_DROPPED = 2**25
"""Of a body that nobody reads so many bytes are heard out, so that whoever sends it hears the answer."""
_DROPPED_WITHIN_S = 2.0
_KEY = "longtake.body"


class Body:
    """The body of one request; `most` bytes of it are read."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.most = MOST_BODY
        self._receive, self._send = receive, send
        self._began = time.monotonic()
        self._heard = 0
        headers = Headers(scope=scope)
        length = headers.get("content-length", "")
        self._length = int(length) if length.isdecimal() else None
        self._asks = "expect" in headers
        self._whole = not self._length and "transfer-encoding" not in headers

    async def receive(self) -> Message:
        """The next piece.

        Raises:
            HTTPException: 413, it is too large; 408, it comes too slowly.

        """
        if self._whole:
            return await self._receive()
        self.check_length()
        within_s = self._began + WITHIN_S + self._heard / SLOWEST - time.monotonic()
        try:
            message = await asyncio.wait_for(self._receive(), max(0.0, within_s))
        except TimeoutError:
            raise HTTPException(408, "The request came too slowly.") from None
        self._note(message)
        self._check(self._heard)
        return message

    def check_length(self) -> None:
        """See that it does not say that it is too large.

        Raises:
            HTTPException: 413, it does.

        """
        self._check(self._length or 0)

    async def send(self, message: Message) -> None:
        """Answer; the answer to a request of which something was not read ends the connection."""
        if message["type"] == "http.response.start" and not self._whole:
            await self._drop()
            if not self._whole:
                MutableHeaders(scope=message)["connection"] = "close"
        await self._send(message)

    async def _drop(self) -> None:
        if self._asks:
            return
        heard = self._heard
        try:
            async with asyncio.timeout(_DROPPED_WITHIN_S):
                while not self._whole and self._heard - heard < _DROPPED:
                    self._note(await self._receive())
        except TimeoutError:
            return

    def _note(self, message: Message) -> None:
        self._heard += len(message.get("body", b""))
        self._whole = not message.get("more_body", False)

    def _check(self, size: int) -> None:
        if size > self.most:
            raise HTTPException(413, f"The request is too large: {self.most:,} bytes are the most.")


class Bodies:
    """The application, with every body held to its bounds."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body = scope[_KEY] = Body(scope, receive, send)
        await self._app(scope, body.receive, body.send)


def take(scope: Scope, most: int) -> None:
    """Let the body of a request be of so many bytes.

    Raises:
        HTTPException: 413, it says that it is larger.

    """
    body = scope.get(_KEY)
    if isinstance(body, Body):
        body.most = most
        body.check_length()
