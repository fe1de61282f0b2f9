"""The server under the receiver of notices: uvicorn, with deadlines for a caller's request and few callers at once."""

import asyncio
import json
import re
import socket
from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus
from typing import Any

import h11
import uvicorn

from models.errors import BadInput
from workers.callers import MOST_AT_ONCE, Callers
from workers.http_server import HEAD_WITHIN_S, HeardProtocol, config_of, listener

Event = MutableMapping[str, Any]
"""What ASGI calls a scope or a message."""
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]
Application = Callable[[Event, Receive, Send], Awaitable[None]]

REQUEST_WITHIN_S = 10.0
"""A caller whose request is not whole after so many seconds, headers and body, is hung up on."""
_HEAD_ENDS = re.compile(rb"\r?\n\r?\n")
_NO_LENGTH = re.compile(
    rb"^(?:transfer-encoding[ \t]*:|content-length[ \t]*:(?![ \t]*[0-9]+[ \t]*\r?$))",
    re.IGNORECASE | re.MULTILINE,
)


def answer_of(status: HTTPStatus) -> tuple[list[tuple[bytes, bytes]], bytes]:
    """The headers and the body of an answer: a status and nothing else worth knowing; the connection ends with it."""
    body = json.dumps({"accepted": status == HTTPStatus.OK}).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers.append((b"retry-after", b"5"))
    return headers, body


# uvicorn takes a protocol class of one's own, and serves FastAPI too. Left to themselves hypercorn, granian and aiohttp
# hang up on a dripped head, uvicorn, waitress, cheroot and gunicorn do not, and none does on a dripped body.
class HurriedProtocol(HeardProtocol):
    """One caller: it has `REQUEST_WITHIN_S` from its call to the last byte of its request, and less while others wait."""

    _deadlines: tuple[asyncio.TimerHandle, ...] = ()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Hear a caller, unless too many call, or too many from there, or too much work is left behind."""
        super().connection_made(transport)
        self._head = bytearray()
        # uvicorn's own count has connections that were hung up on, until the loop gets to forget them.
        full = max(len(self.callers), len(self.tasks)) >= MOST_AT_ONCE
        if (full and not self.callers.make_room()) or not self.callers.add(self, (self.client or ("",))[0]):
            transport.close()
        else:
            self._deadlines = (
                self.loop.call_later(HEAD_WITHIN_S, self._hurry),
                self.loop.call_later(REQUEST_WITHIN_S, transport.abort),
            )

    def data_received(self, data: bytes) -> None:
        """Take bytes; a request that is whole is in no hurry any more."""
        if waits := self.conn.their_state is h11.IDLE:
            self._head += data
        super().data_received(data)
        if self.conn.their_state not in (h11.IDLE, h11.SEND_BODY):
            self._in_time()
        elif waits and self.conn.their_state is h11.SEND_BODY:
            named = [value for name, value in self.headers if name == b"x-forwarded-for"]
            if not self.callers.introduce(self, b",".join(named).decode("latin-1")):
                self.transport.abort()

    def eof_received(self) -> bool:  # type: ignore[override]
        """Answer a caller that has ended its side, and tell it when it did so amid a body."""
        if self.conn.their_state is h11.SEND_BODY:
            self.send_400_response("")
        return self.conn.their_state is not h11.IDLE

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget a caller."""
        self._in_time()
        self.callers.remove(self)
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - what is wrong with it is said by the status
        """Answer what is no HTTP as any other request, and a length that is no number as one that is missing."""
        unmeasured = _NO_LENGTH.search(_HEAD_ENDS.split(self._head, maxsplit=1)[0])
        status = HTTPStatus.LENGTH_REQUIRED if unmeasured else HTTPStatus.BAD_REQUEST
        self.refuse(status, *answer_of(status))

    def _in_time(self) -> None:
        self.callers.finish(self)
        for deadline in self._deadlines:
            deadline.cancel()

    def _hurry(self) -> None:
        if self.conn.their_state is h11.IDLE:
            self.transport.abort()


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens at `host` and `port` (0: any that is free), whichever IP the host has.

    Raises:
        BadInput: nobody can listen there.

    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, *_, address = found[0]
        return listener(family, (str(address[0]), int(address[1])))
    except (OSError, OverflowError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise BadInput(
            f"Nobody can listen at {host}, port {port} ({reason}): choose another --host or --port."
        ) from error


def server_of(application: Application, heard: Callers) -> uvicorn.Server:
    """A server that says nothing of its callers, in logs or answers."""

    class Hurried(HurriedProtocol):
        callers = heard

    return uvicorn.Server(config_of(application, Hurried, loop="asyncio", lifespan="off"))
