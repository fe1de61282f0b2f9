"""What the HTTP servers here have in common: uvicorn that says nothing of callers, its sockets, its answer to what is no HTTP."""

import socket
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from workers.callers import Callers

HEAD_WITHIN_S = 5.0
"""A caller whose request has no whole head after so many seconds is hung up on."""
MOST_HEAD = 2**16
"""The longest head of a request that is waited for, in bytes."""
WAITING = 100
"""How many connections wait to be accepted."""


class HeardProtocol(H11Protocol):
    """One caller among all those of a server.

    It stands on attributes of uvicorn's class, so a new minor release of uvicorn is read before it is allowed.
    """

    callers: Callers
    """Those of this server who have not said everything yet."""

    def hang_up(self) -> None:
        """Make room for another caller."""
        self.transport.abort()

    def refuse(self, status: HTTPStatus, headers: Sequence[tuple[bytes, bytes]], body: bytes) -> None:
        """Answer what is no HTTP, where nothing was answered yet, and end the connection."""
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            for event in (
                h11.Response(
                    status_code=status,
                    headers=[*self.server_state.default_headers, *headers],
                    reason=status.phrase.encode(),
                ),
                h11.Data(data=body),
                h11.EndOfMessage(),
            ):
                self.transport.write(self.conn.send(event) or b"")
        self.transport.close()


def config_of(application: Any, protocol: type[HeardProtocol], **more: Any) -> uvicorn.Config:  # noqa: ANN401 - uvicorn's own
    """What uvicorn is told: it says nothing of callers in logs or answers, and believes nobody about where they call from."""
    return uvicorn.Config(
        application,
        http=protocol,
        ws="none",
        interface="asgi3",
        workers=1,
        backlog=WAITING,
        proxy_headers=False,
        log_config=None,
        log_level="critical",
        access_log=False,
        server_header=False,
        headers=[("server", "longtake")],
        h11_max_incomplete_event_size=MOST_HEAD,
        **more,
    )


def listener(family: socket.AddressFamily, address: tuple[str, int]) -> socket.socket:
    """A socket that listens at an address.

    Raises:
        OSError: nobody can listen there.

    """
    listens = socket.socket(family, socket.SOCK_STREAM)
    try:
        listens.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listens.bind(address)
        listens.listen(WAITING)
    except BaseException:
        listens.close()
        raise
    return listens
