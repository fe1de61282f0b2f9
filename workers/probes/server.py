"""The two questions that a worker process answers over HTTP: `/live` and `/ready`."""

import asyncio
import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from http import HTTPStatus

from infra.probes import probes_at
from models.errors import BadInput
from workers.probes.readiness import Readiness

log = logging.getLogger("longtake.worker")

HEAD_WITHIN_S = 5.0
"""A caller whose request has no whole head after so many seconds is hung up on."""
MOST_HEAD = 2**13
"""The longest head of a request that is read, in bytes."""
MOST_AT_ONCE = 20
"""Callers that are heard at once: whoever comes beside them is hung up on."""


@asynccontextmanager
async def answering(address: str, readiness: Readiness) -> AsyncIterator[None]:
    """Answer inside the block, at `[HOST:]PORT`; where that is empty, nowhere. Port 0 takes any that is free, and the log says which.

    The answers are the event loop's that the workers are on: while that stands still, nobody is answered.

    Raises:
        BadInput: nobody can listen there.

    """
    if not address:
        yield
        return
    host, port = probes_at(address)
    try:
        server = await asyncio.start_server(_Door(readiness).hear, host, port, limit=MOST_HEAD)
    except (OSError, UnicodeError) as error:
        raise BadInput(
            f"Nobody can listen for probes at {host}, port {port} ({_reason(error)}): give --probes or LONGTAKE_PROBES another one."
        ) from error
    host, port = server.sockets[0].getsockname()[:2]
    log.info("probes at http://%s:%d/live and /ready", f"[{host}]" if ":" in host else host, port)
    try:
        yield
    finally:
        server.close()


def _reason(error: Exception) -> str:
    number = getattr(error, "errno", None) or 0
    # Of a bind asyncio says the address again; of a name that there is not, the number is none of the system's.
    return os.strerror(number) if number > 0 else getattr(error, "strerror", None) or str(error)


class _Door:
    """Answers one caller after another; each connection ends with its answer."""

    def __init__(self, readiness: Readiness) -> None:
        self._readiness = readiness
        self._callers = 0

    async def hear(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One caller: who has not said a whole head in time, or says too much, is hung up on."""
        self._callers += 1
        try:
            # A caller that hangs up, or says what is no HTTP, is nothing to anybody.
            with suppress(TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError):
                async with asyncio.timeout(HEAD_WITHIN_S):
                    if self._callers <= MOST_AT_ONCE:
                        writer.write(self._answer(await reader.readuntil(b"\r\n\r\n")))
                        await writer.drain()
        finally:
            self._callers -= 1
            writer.close()

    def _answer(self, head: bytes) -> bytes:
        method, _, rest = head.partition(b" ")
        status, words = self._said(method, rest.partition(b" ")[0].partition(b"?")[0])
        body = b"" if method == b"HEAD" else f"{words}\n".encode()
        return (
            f"HTTP/1.1 {status.value} {status.phrase}\r\nContent-Type: text/plain; charset=utf-8\r\n"
            f"Content-Length: {len(words) + 1}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n"
        ).encode() + body

    def _said(self, method: bytes, path: bytes) -> tuple[HTTPStatus, str]:
        if path not in (b"/live", b"/ready"):
            return HTTPStatus.NOT_FOUND, "ask /live or /ready"
        if method not in (b"GET", b"HEAD"):
            return HTTPStatus.METHOD_NOT_ALLOWED, "ask by GET"
        if path == b"/live":
            return HTTPStatus.OK, "alive"
        if self._readiness.is_ready:
            return HTTPStatus.OK, "ready"
        return HTTPStatus.SERVICE_UNAVAILABLE, "not at work: it begins, or was told to stop"
