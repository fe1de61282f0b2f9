"""The mark of a home whose films were moved to a cluster: who would work in it is told where they went."""

import json
from pathlib import Path

from infra.storage.files import storage_errors
from models.errors import BadInput

MOVED = "moved.json"
"""The file of a home that says where it was moved, or is being moved, and how far that is."""


def check_not_moved(home: Path) -> None:
    """See that a home's films are still in it.

    Raises:
        BadInput: they were moved, or that was broken off.
        StorageError: the mark cannot be read.

    """
    file = home / MOVED
    if not file.exists():
        return
    with storage_errors(file):
        data = file.read_bytes()
    try:
        said = json.loads(data)
        where, planned, done = str(said["where"]), bool(said["planned"]), bool(said["done"])
    except (ValueError, KeyError, TypeError):
        where, planned, done = "another place", True, False
    if not planned:
        return  # films are being stopped, by workers that need their home
    if done:
        raise BadInput(
            f"The films of {home} were moved to {where}: set TEMPORAL_ADDRESS, LONGTAKE_DATABASE and LONGTAKE_STORE as for the move, "
            "or let LONGTAKE_HOME name another home."
        )
    raise BadInput(
        f"The films of {home} are being moved to {where}, or that was broken off: run `longtake move` again."
    )
