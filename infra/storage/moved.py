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
            f"A copy is being brought back to {home}, or that was broken off: run `longtake restore FOLDER` again."
        )


def check_not_moved(home: Path) -> None:
    """See that a home's films are still in it, all of them.

    Raises:
        BadInput: they were moved, or are being brought back; or either was broken off.
        StorageError: the mark cannot be read.

    """
    check_brought_back(home)
    if (said := _said(home)) is None:
        return
    where, planned, done = said
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


def begun_move(home: Path) -> str:
    """What a person should know of a move that has begun to stop films, in a home that is worked in still; empty where there is none.

    Raises:
        StorageError: the mark cannot be read.

    """
    said = _said(home)
    if said is None or said[1]:
        return ""
    return (
        f"A move of this home to {said[0]} was begun: films that were stopped for it are cancelled here, and `longtake move` goes on with it. "
        f"To give it up, remove {home / MOVED}."
    )


def read_mark(home: Path) -> bytes | None:
    """What is written of a move of this home; None where none was begun.

    Raises:
        StorageError: it cannot be read.

    """
    file = home / MOVED
    if not file.exists():
        return None
    with storage_errors(file):
        return file.read_bytes()


def _said(home: Path) -> tuple[str, bool, bool] | None:
    """Where a home is being moved, whether nothing is added to the plan any more, and whether it is done."""
    if (data := read_mark(home)) is None:
        return None
    try:
        said = json.loads(data)
        return str(said["where"]), bool(said["planned"]), bool(said["done"])
    except (ValueError, KeyError, TypeError):
        return "another place", True, False
