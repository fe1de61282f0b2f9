"""A network between two programs, that fails on command: a TCP proxy on loopback."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Literal

How = Literal["silent", "broken"]
"""Packets vanish and come later; or connections break, and new ones are refused."""


class Network:
    """Carries connections from `address` to where it was told, until it is cut; with `tls` it speaks that to callers.

    `listening` is where it is called, else a port of its own on loopback; `begin` starts the thread that connects.
    """

    def __init__(
        self,
        to: str,
        tls: ssl.SSLContext | None = None,
        listening: socket.socket | None = None,
        begin: Callable[[threading.Thread], None] = threading.Thread.start,
    ) -> None:
        self._tls = tls
        host, port = to.split(":")
        self._to = (host, int(port))
        self._carries = threading.Event()
        self._carries.set()
        self._refuses = False
        self._sockets: set[socket.socket] = set()
        self._listening = listening or socket.create_server(("127.0.0.1", 0))
        self.address = "{}:{}".format(*self._listening.getsockname()[:2])
        begin(threading.Thread(target=self._accept, daemon=True))

    def cut(self, how: How) -> None:
        """Carry nothing more."""
        if how == "silent":
            self._carries.clear()
            return
        self._refuses = True
        for each in list(self._sockets):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        """Carry everything again."""
        self._refuses = False
        self._carries.set()

    def close(self) -> None:
        self._listening.close()
        self.mend()
        self.cut("broken")

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                try:
                    if self._refuses:
                        raise ConnectionRefusedError
                    if self._tls is not None:
                        near = self._tls.wrap_socket(near, server_side=True)
                    far = socket.create_connection(self._to)
                except OSError:
                    near.close()
                    continue
                self._sockets |= {near, far}
                for source, target in ((near, far), (far, near)):
                    threading.Thread(target=self._pump, args=(source, target), daemon=True).start()

    def _pump(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                self._carries.wait()
                target.sendall(data)
        for each in (source, target):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        self._sockets -= {source, target}


@contextmanager
def network_to(address: str, tls: ssl.SSLContext | None = None) -> Iterator[Network]:
    """A network to a server, until the block ends."""
    network = Network(address, tls)
    try:
        yield network
    finally:
        network.close()
