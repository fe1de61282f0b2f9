"""The server under the application: uvicorn in the loop of whoever opened the session, with deadlines for callers."""

import asyncio
import errno
import signal
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http import HTTPStatus

import h11
import uvicorn
from fastapi import FastAPI

from models.errors import BadInput, LongtakeError
from models.excerpt import quoted
from studio.web.access.hosts import is_loopback
from studio.web.doors import doors_in
from studio.web.problems import of_status, problem
from workers.callers import Callers, Network
from workers.http_server import HEAD_WITHIN_S, HeardProtocol, config_of, listener

READS_WITHIN_S = 60.0
"""A caller that takes nothing of its answer for so many seconds is hung up on: a player that was paused asks for the rest anew."""
IDLE_S = 15
"""Seconds that a connection is kept for another request."""
MOST_CONNECTIONS = 800
"""How many connections are open at once; a process may have 1,024 files open, where nobody said otherwise."""
MOST_AMID_HEADS = 200
"""How many of them, amid the head of a request."""
ENDS_WITHIN_S = 1
"""Seconds that requests go on for when the server is told to end."""


class AddressTaken(LongtakeError):
    """Another program listens there, or only the system's owner may."""


def listening(host: str, port: int) -> list[socket.socket]:
    """Sockets that listen at a host's addresses and a port (0: any that is free).

    Raises:
        BadInput: this machine has no such address.
        AddressTaken: another program listens there, or only the system's owner may.

    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as error:
        raise BadInput(
            f"--host {quoted(host, 58)} is no host that is known here: {_reason(error)}."
        ) from error
    sockets: list[socket.socket] = []
    refused: OSError | None = None
    for family, _, _, _, address in dict.fromkeys(found):
        # All of a host's addresses have the port that was free at the first.
        at = sockets[0].getsockname()[1] if sockets else port
        try:
            sockets.append(listener(family, (str(address[0]), at)))
        except OSError as error:
            if error.errno != errno.EADDRNOTAVAIL:
                _close(sockets)
                raise AddressTaken(
                    f"Nobody can listen at {host}, port {at} ({_reason(error)}): choose another --port."
                ) from error
            refused = error
    if not sockets:
        raise BadInput(
            f"--host {quoted(host, 58)} is no address of this machine: {_reason(refused)}."
        ) from refused
    return sockets


def _close(sockets: Sequence[socket.socket]) -> None:
    for each in sockets:
        each.close()


def _reason(error: BaseException | None) -> str:
    return str(getattr(error, "strerror", None) or error)


def on_loopback(sockets: Sequence[socket.socket]) -> bool:
    """Whether only this machine reaches them."""
    return all(is_loopback(each.getsockname()[0]) for each in sockets)


def address_of(host: str, sockets: Sequence[socket.socket]) -> str:
    """Where a browser of this machine finds it."""
    port = sockets[0].getsockname()[1]
    name = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - what is compared
    return f"http://{f'[{name}]' if ':' in name else name}:{port}"


class PunctualProtocol(HeardProtocol):
    """A caller that has `HEAD_WITHIN_S` for the head of each request, and less while too many others take theirs."""

    _deadline: asyncio.TimerHandle | None = None
    _stuck: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Hear a caller, unless too many call."""
        super().connection_made(transport)
        self._begin()
        if len(self.connections) > MOST_CONNECTIONS:
            transport.abort()

    def data_received(self, data: bytes) -> None:
        """Take bytes; the time for a head begins with its first one."""
        if self.conn.their_state is h11.IDLE and self._deadline is None:
            self._begin()
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._end()

    def pause_writing(self) -> None:
        """Wait for a caller to take what it was answered."""
        super().pause_writing()
        self._stuck = self.loop.call_later(READS_WITHIN_S, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on."""
        self._unstick()
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget a caller."""
        self._end()
        self._unstick()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - what is wrong with it is said by the status
        """Answer what is no HTTP."""
        told = problem(of_status(400), "It is no HTTP request.")
        headers = [*told.raw_headers, (b"connection", b"close")]
        self.refuse(HTTPStatus.BAD_REQUEST, headers, bytes(told.body))

    def _begin(self) -> None:
        full = len(self.callers) >= MOST_AMID_HEADS and not self.callers.make_room()
        if full or not self.callers.add(self, (self.client or ("",))[0]):
            self.transport.abort()
        else:
            self._deadline = self.loop.call_later(HEAD_WITHIN_S, self.transport.abort)

    def _unstick(self) -> None:
        if self._stuck is not None:
            self._stuck.cancel()
            self._stuck = None

    def _end(self) -> None:
        self.callers.remove(self)
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


class _Server(uvicorn.Server):
    """A server that ends when it is told to by an event, leaves signals alone, and tells when it is ready."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None], ending: asyncio.Event) -> None:
        super().__init__(config)
        self._ready, self._ending = ready, ending

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals alone."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to serve."""
        await super().startup(sockets)
        self._ready()

    async def on_tick(self, counter: int) -> bool:
        """Whether to end."""
        return await super().on_tick(counter) or self._ending.is_set()


def _config(app: FastAPI, proxies: tuple[Network, ...]) -> uvicorn.Config:
    class Punctual(PunctualProtocol):
        callers = Callers(proxies)

    return config_of(
        app,
        Punctual,
        lifespan="on",
        timeout_keep_alive=IDLE_S,
        timeout_graceful_shutdown=ENDS_WITHIN_S,
    )


async def serve(app: FastAPI, sockets: list[socket.socket], ready: Callable[[], None]) -> None:
    """Serve at sockets until its doors are `ending`, and look after the engine; `ready` is called once it answers.

    Raises:
        StorageError: the home was removed.

    """
    doors = doors_in(app)
    keeper = asyncio.create_task(doors.keep())
    keeper.add_done_callback(lambda ended: doors.ending.set() if _failed(ended) else None)
    try:
        await _Server(_config(app, doors.way_in.proxies), ready, doors.ending).serve(sockets)
    finally:
        keeper.cancel()
    if _failed(keeper):
        await keeper


def _failed(task: asyncio.Task[None]) -> bool:
    return task.done() and not task.cancelled() and task.exception() is not None


@contextmanager
def ended_by_signals(ending: asyncio.Event) -> Iterator[None]:
    """Have SIGINT and SIGTERM set an event, but for one that somebody has ignored, as `nohup` does."""
    loop = asyncio.get_running_loop()
    heard = [each for each in (signal.SIGINT, signal.SIGTERM) if signal.getsignal(each) is not signal.SIG_IGN]
    for each in heard:
        loop.add_signal_handler(each, ending.set)
    try:
        yield
    finally:
        for each in heard:
            loop.remove_signal_handler(each)
