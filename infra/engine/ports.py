"""The four ports of the embedded server: the usual ones when they are free, others beside them when not."""

import socket

from models.base import Frozen

_STEPS = 200


class Ports(Frozen):
    """Where the embedded server listens on 127.0.0.1."""

    grpc: int = 7233
    ui: int = 8233
    http: int = 9233
    metrics: int = 10233


def is_free(port: int) -> bool:
    """Whether a server could listen on 127.0.0.1 at this port now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def choose_ports(preferred: Ports | None = None) -> Ports | None:
    """Free ports: the preferred ones, else the first free ones from the usual ones up; None if there are none."""
    usual = Ports().model_dump()
    wanted = (preferred or Ports()).model_dump()
    chosen: dict[str, int] = {}
    for name, first in usual.items():
        candidates = (wanted[name], *range(first, first + _STEPS))
        port = next((port for port in candidates if is_free(port)), None)
        if port is None:
            return None
        chosen[name] = port
    return Ports(**chosen)


def answers(port: int) -> bool:
    """Whether somebody accepts connections on 127.0.0.1 at this port."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False
