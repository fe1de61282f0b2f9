"""What large payloads are called in the store: the name says whose history refers to them.

It ends in a mark of the server that has the history, and in one of the film that it is of: a film's workflows have ids that
begin with the film's. Other names of payloads, `.payload`, say nothing, and such a payload is never thrown away.
"""

import base64
import hashlib
import re
from typing import NamedTuple

NAMELESS = ".payload"
"""The suffix of a payload of which nothing is known."""

_OWNED = re.compile(r"\.p(?P<server>[a-z2-7]{8})(?P<film>[a-z2-7]{10})")


class Owner(NamedTuple):
    """Whose a payload is, as marks: of the server, and of the film."""

    server: str
    film: str


def server_mark(cluster_id: str, namespace: str) -> str:
    """The mark of a namespace of a server, by the id that the server gave itself; empty where it gave none."""
    return _mark(f"{cluster_id}/{namespace}", 8) if cluster_id else ""


def film_mark(workflow_id: str) -> str:
    """The mark of the film that a workflow makes, or makes a part of."""
    return _mark(workflow_id.partition("/")[0], 10)


def payload_suffix(server: str, workflow_id: str | None) -> str:
    """The suffix of a payload of a workflow, by the mark of its server."""
    return f".p{server}{film_mark(workflow_id)}" if server and workflow_id else NAMELESS


def is_payload(suffix: str) -> bool:
    """Whether files with that suffix are payloads."""
    return suffix == NAMELESS or owner_of(suffix) is not None


def owner_of(suffix: str) -> Owner | None:
    """Whose a payload is, by its suffix; None of what is none, or says nothing."""
    found = _OWNED.fullmatch(suffix)
    return Owner(found["server"], found["film"]) if found else None


def _mark(name: str, length: int) -> str:
    return base64.b32encode(hashlib.sha256(name.encode()).digest()).decode().lower()[:length]
