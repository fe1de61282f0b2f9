"""The wire of one exchange: everything that is waited for on it ends at one moment, every byte of it is counted."""

import time
from collections.abc import Callable, Iterable
from ssl import SSLContext
from typing import Any, NamedTuple

import httpcore
import httpx

from infra.network.addresses import Address, Forbidden, looked_up

CONNECT_WITHIN_S = 10.0
"""The longest wait for a name, a connection and its keys together; never longer than the exchange itself."""
BESIDE_THE_BODY = 256 * 1024
"""Bytes that may come beside a body: heads, of which h11 takes 100 KiB each, and the framing of chunks."""
_PIECE = 16 * 1024
"""Bytes written at once, so that a reader who takes a few at a time is not waited for longer."""


class TooLong(httpx.ReadError):
    """More bytes came than may be read."""


class Limits(NamedTuple):
    """The bounds of one exchange: seconds from the first look-up to the last byte, and bytes of its body."""

    within_s: float
    most_bytes: int


class Wire(httpcore.NetworkBackend):
    """Connects once, to an address that is `allowed`: the one that was looked at, whatever its name says later."""

    def __init__(self, limits: Limits, allowed: Callable[[Address], bool]) -> None:
        self._until = time.monotonic() + limits.within_s
        # The framing of chunks doubles a body at most, unless each holds next to nothing.
        self._bytes = 2 * limits.most_bytes + BESIDE_THE_BODY
        self._allowed = allowed

    def left_s(self, late: type[Exception]) -> float:
        """The seconds that are left; raises `late` when there are none."""
        left = self._until - time.monotonic()
        if left <= 0:
            raise late("too slow")
        return left

    def count(self, number: int) -> None:
        """Count bytes that came, before anything is made of them; raises `TooLong`."""
        self._bytes -= number
        if self._bytes < 0:
            raise TooLong("too many bytes")

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the exchange has one deadline
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to the first address of `host` that answers, of those that are allowed."""
        until = time.monotonic() + min(CONNECT_WITHIN_S, self.left_s(httpcore.ConnectTimeout))
        found = looked_up(host, port, until - time.monotonic())
        allowed = [address for address in found if self._allowed(address)]
        if not allowed:
            raise Forbidden("not an address of the public network")
        failure: Exception = httpcore.ConnectTimeout("too slow")
        for place, address in enumerate(allowed):
            seconds = (until - time.monotonic()) / (len(allowed) - place)
            if seconds <= 0:
                break
            try:
                stream = httpcore.SyncBackend().connect_tcp(
                    str(address), port, seconds, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _Stream(stream, self)
        raise failure


class _Stream(httpcore.NetworkStream):
    """A connection, or what is spoken over its keys, whose every wait ends with the wire's moment."""

    def __init__(self, stream: httpcore.NetworkStream, wire: Wire) -> None:
        self._stream = stream
        self._wire = wire

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        data = self._stream.read(max_bytes, self._wire.left_s(httpcore.ReadTimeout))
        self._wire.count(len(data))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        for start in range(0, len(buffer), _PIECE):
            self._stream.write(buffer[start : start + _PIECE], self._wire.left_s(httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        seconds = min(CONNECT_WITHIN_S, self._wire.left_s(httpcore.ConnectTimeout))
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, seconds), self._wire)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - httpcore's own
        return self._stream.get_extra_info(info)
