"""Where a worker's probes are answered, as a person says it."""

import re

from models.excerpt import quoted

_LAST_PORT = 2**16 - 1
_PROBES = re.compile(r"(?:(?P<host>\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+):)?(?P<port>[0-9]{1,5})")


def probes_at(text: str) -> tuple[str, int]:
    """The host and the port of a worker's probes; a port alone is one of this machine, which no other reaches.

    Raises:
        ValueError: it is neither; a clause that says what it must be.

    """
    found = _PROBES.fullmatch(text.strip())
    if not found or int(found["port"]) > _LAST_PORT:
        raise ValueError(
            f"must be a port, or an address and a port such as 0.0.0.0:8086, not {quoted(text, 58)}"
        )
    return (found["host"] or "127.0.0.1").strip("[]"), int(found["port"])


def checked_probes(text: str) -> str:
    """Where probes are answered, or nowhere."""
    if text:
        probes_at(text)
    return text
