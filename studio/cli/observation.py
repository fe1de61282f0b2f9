"""What operators see of a command: a span around it, which whatever it starts belongs to. Nothing, unless somebody asked for it."""

from collections.abc import Iterator
from contextlib import contextmanager

from infra.telemetry.spans import span, unread
from infra.telemetry.startup import start_telemetry
from providers.installation import install_of
from studio.cli.printing.console import say

_SERVICES = {
    "longtake studio": "longtake-studio",
    "longtake mcp": "longtake-mcp",
    "longtake webhooks": "longtake-webhooks",
    "longtake worker": "longtake-worker",
}
"""Commands that serve until they are told to stop: what they are asked for has spans of its own."""


@contextmanager
def observed(command: str) -> Iterator[None]:
    """A span around a command, such as `longtake make`."""
    service = _SERVICES.get(command)
    start_telemetry(service or "longtake", install_of, lambda sentence: say(sentence, "yellow"))
    if service:
        yield
        return
    with span(command), unread():
        yield
