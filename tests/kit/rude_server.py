"""A server of bytes on a real socket: it says whatever it is told to say, as slowly and for as long as it likes."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Line = Callable[[socket.socket, bytes], object]
"""Given a connection and the head that came over it, it answers; the connection is closed when it returns."""


class RudeServer:
    """Listens on 127.0.0.1; `heads` are what it was asked, `sent` counts the bytes that it got rid of."""

    def __init__(self, script: Line, keys: ssl.SSLContext | None = None) -> None:
        self.script = script
        self.keys = keys
        self.heads: list[bytes] = []
        self.sent = 0
        self.ended = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=50)
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def close(self) -> None:
        self.ended.set()
        self._listener.close()

    def say(self, caller: socket.socket, data: bytes) -> None:
        """Send some bytes; raises OSError when nobody listens any more."""
        for start in range(0, len(data), 2**16):
            piece = data[start : start + 2**16]
            caller.sendall(piece)
            self.sent += len(piece)

    def drip(self, caller: socket.socket, first: bytes, drop: bytes, every_s: float = 0.02) -> None:
        """Say something again and again until nobody listens any more, or the test is over."""
        self.say(caller, first)
        while not self.ended.wait(every_s):
            self.say(caller, drop)

    def pour(self, caller: socket.socket, first: bytes, more: bytes) -> None:
        """As `drip`, as fast as it is read."""
        self.say(caller, first)
        while not self.ended.is_set():
            self.say(caller, more)

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                caller, _ = self._listener.accept()
                threading.Thread(target=self._answer, args=(caller,), daemon=True).start()

    def _answer(self, caller: socket.socket) -> None:
        with suppress(OSError):
            if self.keys:
                caller = self.keys.wrap_socket(caller, server_side=True)
            with caller:
                self._hear(caller)

    def _hear(self, caller: socket.socket) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            more = caller.recv(2**16)
            if not more:
                return
            head += more
        self.heads.append(head)
        self.script(caller, head)


@contextmanager
def rude_server(
    script: Callable[["RudeServer", socket.socket, bytes], object], keys: ssl.SSLContext | None = None
) -> Iterator[RudeServer]:
    """Serve until the block ends; with `keys` over TLS."""
    server = RudeServer(lambda caller, head: script(server, caller, head), keys)
    try:
        yield server
    finally:
        server.close()


def answer(body: bytes = b"{}", status: int = 200, **headers: str) -> bytes:
    """A whole answer; `content_encoding="gzip"` is a header."""
    named = {"content-type": "application/json", "content-length": str(len(body))} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    lines = [f"HTTP/1.1 {status} Word", *(f"{name}: {value}" for name, value in named.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body
