"""Which copies a backup keeps, and what goes with those that it does not."""

import shutil
from contextlib import suppress
from pathlib import Path

from infra.storage import LocalStore, storage_errors
from infra.storage.local import object_name
from models.errors import StorageError
from studio.service.upkeep.manifest import COPIES, UNFINISHED, copies_in, headless_in, is_dated, listed
from studio.service.upkeep.stored_files import blobs_of


def drop_unfinished(root: Path) -> None:
    """Remove what a copy left that was broken off; raises StorageError."""
    for folder in (root / COPIES).glob(f"{UNFINISHED}*"):
        with storage_errors(folder):
            shutil.rmtree(folder)


def drop_old(root: Path, keep: int, made: str) -> str:
    """Remove all but the one just made and the last before it, `keep` in all, and stored files that no copy has; gives why it left those.

    A copy that somebody has given another name is theirs, and stays. So do all stored files where a copy cannot say which are its own.

    Raises:
        StorageError: something cannot be removed.

    """
    before = [folder for folder in copies_in(root) if is_dated(folder.name) and folder.name != made]
    for folder in before[: max(0, len(before) - (keep - 1))]:
        with storage_errors(folder):
            # Whatever is left of it, should this be killed, goes with the next copy.
            shutil.rmtree(folder.rename(folder.with_name(f"{UNFINISHED}{folder.name}")))
    needed: set[str] = set()
    try:
        for folder in copies_in(root):
            needed |= {object_name(blob) for blob in listed(folder)}
    except (StorageError, ValueError):
        return (
            f"The copy {folder.name} cannot say which stored files it has, so none was removed from the backup: remove that copy, or look at the "
            f"disk of {root}."
        )
    for folder in headless_in(root):  # somebody may find its manifest again
        with suppress(StorageError, ValueError):
            needed |= {object_name(blob) for blob in listed(folder)}
    store = LocalStore(root)
    for blob in list(blobs_of(store)):
        if object_name(blob) not in needed:
            store.delete(blob)
    return ""
