"""The local copies of what a remote store holds: verified, and never more than the disk was promised."""

import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from infra.storage.files import CHUNK, remove_half_written, replacing, storage_errors
from infra.storage.local import LocalStore
from models.orders.assets import Blob

IN_USE_S = 3600
"""A copy opened within this many seconds may still be read by somebody."""


class Cache:
    """A folder laid out as a `LocalStore`; beyond `limit` bytes the copies not opened for longest go first.

    A copy's modification time is when it was last opened. Processes may share the folder.
    """

    def __init__(self, root: Path, limit: int) -> None:
        self._copies = LocalStore(root)
        self._limit = limit
        self._counting = threading.Lock()
        self._unseen = limit
        """Bytes added since the folder was last measured; at first, nobody has measured it."""

    def find(self, blob: Blob) -> Path | None:
        """The path of an intact copy; None if there is none."""
        path = self._copies.path_of(blob)
        with storage_errors(path):
            try:
                os.utime(path)
            except FileNotFoundError:
                return None
        return path if self._copies.intact(blob) else None

    @contextmanager
    def adding(self, blob: Blob) -> Iterator[BinaryIO]:
        """A file to write the blob's bytes to; it becomes its copy when the block ends well.

        Raises:
            DiskFull, StorageError: the folder cannot be written.

        """
        with replacing(self._copies.path_of(blob)) as file:
            yield file
        self._make_room(blob.size)

    def add_file(self, blob: Blob, path: Path) -> None:
        """Keep a copy of a file that has the blob's bytes.

        Raises:
            DiskFull, StorageError: the folder cannot be written.

        """
        with self.adding(blob) as copy, path.open("rb") as file:
            shutil.copyfileobj(file, copy, CHUNK)

    def path_of(self, blob: Blob) -> Path:
        """Where the blob's copy lies, whether or not it is there."""
        return self._copies.path_of(blob)

    def forget(self, blob: Blob) -> None:
        """Remove the copy, if there is one."""
        self._copies.delete(blob)

    def _make_room(self, added: int) -> None:
        """Measure the folder each time it may have grown by a twentieth, and bring it back below its limit."""
        with self._counting:
            self._unseen += added
            if self._unseen < self._limit / 20:
                return
            self._unseen = 0
            remove_half_written(self._copies.root, IN_USE_S)
            copies = sorted(self._copies.blobs(), key=lambda copy: copy.stored_at)
            excess = sum(copy.blob.size for copy in copies) - 0.95 * self._limit
            in_use_after = time.time() - IN_USE_S
            for copy in copies:
                if excess <= 0 or copy.stored_at.timestamp() > in_use_after:
                    return
                self._copies.delete(copy.blob)
                excess -= copy.blob.size
