"""The marks of a home that is not to be worked in: its films were moved to a cluster, or a copy is being brought back to it."""

import json
from pathlib import Path

from infra.storage.files import storage_errors
from models.errors import BadInput

MOVED = "moved.json"
"""The file of a home that says where it was moved, or is being moved, and how far that is."""

RESTORING = "restoring"
"""The folder of a home that is there while a copy is brought back to it, and after that was broken off."""


def check_brought_back(home: Path) -> None:
    """See that no copy is on its way back to a home.

    Raises:
        BadInput: one is, or that was broken off.

    """
    if (home / RESTORING).exists():
        raise BadInput(
            f"A copy is being brought back to {home}, or that was broken off: run `longtake restore` again."
        )


def check_not_moved(home: Path) -> None:
    """See that a home's films are still in it, all of them.

    Raises:
        BadInput: they were moved, or are being brought back; or either was broken off.
        StorageError: the mark cannot be read.

    """
    check_brought_back(home)
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
