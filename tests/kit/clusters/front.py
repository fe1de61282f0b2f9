"""What stands before a Temporal server: TLS, a key that is asked for, calls that are forbidden; and it breaks on command."""

import asyncio
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import NamedTuple

from tests.kit.clusters.headers import Header, Reader, written

DATA, HEADERS, RST_STREAM, SETTINGS, WINDOW_UPDATE, CONTINUATION = 0, 1, 3, 4, 8, 9
END_STREAM, END_HEADERS, PADDED, PRIORITY = 0x1, 0x4, 0x8, 0x20
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

UNIMPLEMENTED, PERMISSION_DENIED, UNAUTHENTICATED = 12, 7, 16
"""gRPC's numbers."""


class Frame(NamedTuple):
    """A frame of HTTP/2."""

    kind: int
    flags: int
    stream: int
    body: bytes

    @property
    def wire(self) -> bytes:
        """As it is sent."""
        head = len(self.body).to_bytes(3, "big") + bytes([self.kind, self.flags])
        return head + self.stream.to_bytes(4, "big") + self.body


class Front:
    """A proxy on loopback before the server `to`, in a thread of its own.

    It speaks TLS where there is a context, lets in who has the `key`, and refuses calls by their name (`forbids`), each with
    gRPC's number. `heard` is what was called, in order, and `turned_away` how many connections were not taken while it was cut.
    """

    def __init__(
        self, to: str, tls: ssl.SSLContext | None, key: str = "", forbids: Mapping[str, int] | None = None
    ) -> None:
        self._to = to
        self._tls = tls
        self.key = key
        self.forbids = dict(forbids or {})
        self.heard: list[str] = []
        self.turned_away = 0
        self._refuses = False
        self._open: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready,), daemon=True)
        self._thread.start()
        ready.wait()

    @property
    def address(self) -> str:
        """Where it listens, by a name that certificates have."""
        return f"localhost:{self.port}"

    def cut(self) -> None:
        """Break every connection, and take no other."""
        self._refuses = True
        asyncio.run_coroutine_threadsafe(self._hang_up(), self._loop).result(10)

    def mend(self) -> None:
        """Take connections again."""
        self._refuses = False

    def close(self) -> None:
        self.cut()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    async def _hang_up(self) -> None:
        for each in list(self._open):
            each.transport.abort()

    def _run(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(
            asyncio.start_server(self._take, "127.0.0.1", 0, ssl=self._tls)
        )
        self._loop.set_exception_handler(lambda *_: None)  # handshakes fail here on purpose
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        self._loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._refuses:
            self.turned_away += 1
            writer.transport.abort()
            return
        host, _, port = self._to.rpartition(":")
        beyond, onward = await asyncio.open_connection(host, int(port))
        self._open |= {writer, onward}
        connection = _Connection(self, writer, onward)
        pumps = [
            asyncio.create_task(connection.ask(reader)),
            asyncio.create_task(connection.answer(beyond)),
        ]
        try:
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in pumps:
                each.cancel()
            for one in (writer, onward):
                one.transport.abort()
                self._open.discard(one)


class _Connection:
    """One connection, its frames looked at on their way to the server."""

    def __init__(self, front: Front, back: asyncio.StreamWriter, onward: asyncio.StreamWriter) -> None:
        self._front = front
        self._back = back
        self._onward = onward
        self._headers = Reader()
        self._refused: set[int] = set()

    async def ask(self, reader: asyncio.StreamReader) -> None:
        """Carry what the client says."""
        with suppress(OSError, asyncio.IncompleteReadError):
            self._onward.write(await reader.readexactly(len(PREFACE)))
            while True:
                frame = await _next(reader)
                if frame.kind == HEADERS:
                    self._call(frame, await _block(frame, reader))
                elif frame.stream in self._refused:
                    if frame.kind == DATA and frame.body:
                        grown = len(frame.body).to_bytes(4, "big")
                        self._back.write(Frame(WINDOW_UPDATE, 0, 0, grown).wire)
                else:
                    self._onward.write(frame.wire)
                await self._onward.drain()

    async def answer(self, beyond: asyncio.StreamReader) -> None:
        """Carry what the server says."""
        with suppress(OSError, asyncio.IncompleteReadError):
            while True:
                self._back.write((await _next(beyond)).wire)
                await self._back.drain()

    def _call(self, frame: Frame, block: bytes) -> None:
        headers = self._headers.read(block)
        told = dict(headers)
        name = told[":path"].rpartition("/")[2]
        self._front.heard.append(name)
        wrong = self._front.key and told.get("authorization") != f"Bearer {self._front.key}"
        status = UNAUTHENTICATED if wrong else self._front.forbids.get(name, 0)
        if status:
            self._refused.add(frame.stream)
            said: list[Header] = [
                (":status", "200"),
                ("content-type", "application/grpc"),
                ("grpc-status", str(status)),
                ("grpc-message", "Request unauthorized."),
            ]
            self._back.write(Frame(HEADERS, END_STREAM | END_HEADERS, frame.stream, written(said)).wire)
        else:
            flags = frame.flags & END_STREAM | END_HEADERS
            self._onward.write(Frame(HEADERS, flags, frame.stream, written(headers)).wire)


async def _next(reader: asyncio.StreamReader) -> Frame:
    head = await reader.readexactly(9)
    body = await reader.readexactly(int.from_bytes(head[:3], "big"))
    return Frame(head[3], head[4], int.from_bytes(head[5:], "big") & 0x7FFFFFFF, body)


async def _block(frame: Frame, reader: asyncio.StreamReader) -> bytes:
    """The packed headers of a frame and of those that continue it."""
    body = frame.body
    if frame.flags & PADDED:
        body = body[1 : len(body) - body[0]]
    if frame.flags & PRIORITY:
        body = body[5:]
    while not frame.flags & END_HEADERS:
        frame = await _next(reader)
        body += frame.body
    return body


@contextmanager
def front_of(
    to: str, tls: ssl.SSLContext | None, key: str = "", forbids: Mapping[str, int] | None = None
) -> Iterator[Front]:
    """A proxy before a server, until the block ends."""
    front = Front(to, tls, key, forbids)
    try:
        yield front
    finally:
        front.close()
