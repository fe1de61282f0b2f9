"""The object store in a local folder: `objects/ab/abcd….png`."""

import hashlib
import os
import re
import uuid
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from infra.storage.files import copy_atomically, sha256_of, storage_errors, write_atomically
from infra.storage.store import StoredBlob
from models.errors import CorruptAsset
from models.names import object_named, object_place
from models.orders.assets import Blob

MARK = "mark"
"""The name, below the root of any store, of what says which database belongs to it."""


def object_name(blob: Blob) -> str:
    """Where a blob lies below the root of any store."""
    return object_place(blob.sha256, blob.suffix)


def blob_named(name: str, size: int) -> Blob | None:
    """The blob whose file has this name, without folders; None if it is no blob's."""
    found = object_named(name)
    return Blob(sha256=found[0], suffix=found[1], size=size) if found else None


class LocalStore:
    """A `Store` in the folder `root`."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def describe(self) -> str:
        """The folder."""
        return str(self.root)

    def path_of(self, blob: Blob) -> Path:
        """Where the blob's bytes lie, whether or not they are there."""
        return self.root / object_name(blob)

    def put_file(self, path: Path) -> Blob:
        """Keep a file's bytes under its suffix.

        Raises:
            DiskFull, StorageError: the file cannot be read or the store cannot be written.

        """
        with storage_errors(path):
            blob = Blob(sha256=sha256_of(path), suffix=path.suffix.lower(), size=path.stat().st_size)
        if not self._holds_again(blob):
            copy_atomically(path, self.path_of(blob))
        return blob

    def put_bytes(self, data: bytes, suffix: str) -> Blob:
        """Keep some bytes under a suffix such as `.json`.

        Raises:
            DiskFull, StorageError: the store cannot be written.

        """
        blob = Blob(sha256=hashlib.sha256(data).hexdigest(), suffix=suffix, size=len(data))
        if not self._holds_again(blob):
            write_atomically(self.path_of(blob), data)
        return blob

    def open_file(self, blob: Blob) -> Path:
        """The path of a blob whose bytes were just verified. Read it, never write it.

        Raises:
            CorruptAsset: the bytes are missing or are not the ones that were stored.

        """
        path = self.path_of(blob)
        if not path.is_file():
            raise CorruptAsset(
                f"{path} is gone from the store: run the film again to make it anew.", blob.sha256
            )
        if not self.intact(blob):
            raise CorruptAsset(
                f"{path} has changed since it was stored: run the film again to make it anew.", blob.sha256
            )
        return path

    def read_bytes(self, blob: Blob) -> bytes:
        """A blob's verified bytes.

        Raises:
            CorruptAsset: as `open_file`.

        """
        path = self.open_file(blob)
        with storage_errors(path):
            return path.read_bytes()

    def holds(self, blob: Blob) -> bool:
        """Whether the blob is there with the right size."""
        path = self.path_of(blob)
        with storage_errors(path):
            try:
                return path.stat().st_size == blob.size
            except FileNotFoundError:
                return False

    def intact(self, blob: Blob) -> bool:
        """Whether the blob is there and its bytes are the ones that were stored."""
        path = self.path_of(blob)
        with storage_errors(path):
            try:
                return self.holds(blob) and sha256_of(path) == blob.sha256
            except FileNotFoundError:  # removed since
                return False

    def delete(self, blob: Blob) -> None:
        """Remove a blob; one that is absent already is fine."""
        path = self.path_of(blob)
        with storage_errors(path):
            path.unlink(missing_ok=True)

    def blobs(self) -> Iterator[StoredBlob]:
        """Every blob of the folder, one by one."""
        with storage_errors(self.root):
            folders = sorted((self.root / "objects").glob("[0-9a-f][0-9a-f]"))
        for folder in folders:
            with storage_errors(folder), os.scandir(folder) as files:
                for file in files:
                    with suppress(FileNotFoundError):  # removed while we look
                        facts = file.stat()
                        if blob := blob_named(file.name, facts.st_size):
                            yield StoredBlob(blob, datetime.fromtimestamp(facts.st_mtime, UTC))

    def mark(self, given: str = "") -> str:
        """What the file `mark` says, which is made of the `given` one when there is none.

        Raises:
            DiskFull, StorageError: it cannot be read or written.

        """
        path = self.root / MARK
        with storage_errors(path):
            if given and not path.exists():
                # By a name of its own: workers that begin at once are given the same mark.
                new = path.with_name(f"{MARK}.{uuid.uuid4().hex}")
                write_atomically(new, given.encode())
                with suppress(FileExistsError):
                    os.link(new, path)
                new.unlink(missing_ok=True)
            return path.read_text().strip() if path.exists() else ""

    def link(self, blob: Blob, seconds: int) -> str:
        """A file:// URL."""
        del seconds
        return self.path_of(blob).absolute().as_uri()

    def note(self, kind: str, key: str) -> bytes | None:
        """A small text kept under a recipe's key, or None."""
        if not re.fullmatch("[0-9a-f]{64}", key):
            return None
        try:
            return (self.root / kind / key[:2] / f"{key}.json").read_bytes()
        except FileNotFoundError:
            return None

    def _holds_again(self, blob: Blob) -> bool:
        """Whether the bytes are there already; if so they count as stored now.

        Without a new date, bytes that nothing refers to any more and that are just being put again
        would look old to a garbage collection.
        """
        path = self.path_of(blob)
        with storage_errors(path):
            try:
                if self.intact(blob):
                    os.utime(path)
                    return True
            except FileNotFoundError:  # removed since
                pass
            return False
