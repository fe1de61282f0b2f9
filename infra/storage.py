"""The content-addressed store: a file is named by the sha256 of its bytes, written atomically, verified on read."""

import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from models.assets import Blob
from models.errors import CorruptAsset, DiskFull, StorageError

_CHUNK = 1024 * 1024


def sha256_of(path: Path) -> str:
    """The sha256 of a file's bytes, 64 hex digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def storage_errors(where: Path) -> Iterator[None]:
    """Turn the system's word about a disk into an error of ours that names the place."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull(
                f"The disk that holds {where} is full: free some space, then run the same again."
            ) from error
        raise StorageError(f"{where} cannot be used: {error.strerror or error}.") from error


def write_atomically(path: Path, data: bytes) -> None:
    """Write `data` so that `path` never holds half of it, and a power loss does not undo it.

    Raises:
        DiskFull, StorageError: with the path.

    """
    with _replacing(path) as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def copy_atomically(source: Path, target: Path) -> None:
    """Copy a file so that `target` never holds half of it.

    Raises:
        DiskFull, StorageError: with the target.

    """
    with _replacing(target) as copy, source.open("rb") as file:
        shutil.copyfileobj(file, copy, _CHUNK)


@contextmanager
def _replacing(target: Path) -> Iterator[BinaryIO]:
    """A new file beside `target` that takes its place when the block ends well, and vanishes when it does not."""
    with storage_errors(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".writing-")
        try:
            with os.fdopen(handle, "wb") as file:
                yield file
            Path(name).chmod(0o644)
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


class Store:
    """A folder of blobs (`objects/ab/abcd….png`) and of small named notes (`notes/…`) beside them."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path_of(self, blob: Blob) -> Path:
        """Where the blob's bytes lie, whether or not they are there."""
        return self.root / "objects" / blob.sha256[:2] / f"{blob.sha256}{blob.suffix}"

    def put_file(self, path: Path) -> Blob:
        """Keep a file's bytes; the same bytes are kept once.

        Raises:
            DiskFull, StorageError: the store cannot be written.

        """
        blob = Blob(sha256=sha256_of(path), suffix=path.suffix.lower(), size=path.stat().st_size)
        target = self.path_of(blob)
        if not self._holds(blob):
            copy_atomically(path, target)
        return blob

    def put_bytes(self, data: bytes, suffix: str) -> Blob:
        """Keep some bytes under a suffix such as `.json`.

        Raises:
            DiskFull, StorageError: the store cannot be written.

        """
        blob = Blob(sha256=hashlib.sha256(data).hexdigest(), suffix=suffix, size=len(data))
        if not self._holds(blob):
            write_atomically(self.path_of(blob), data)
        return blob

    def open_file(self, blob: Blob) -> Path:
        """The path of a blob whose bytes were just verified. Read it, never write it.

        Raises:
            CorruptAsset: the bytes are missing or are not the ones that were stored.

        """
        path = self.path_of(blob)
        if not path.is_file():
            raise CorruptAsset(f"{path} is gone from the store: run the film again to make it anew.")
        if not self._holds(blob):
            raise CorruptAsset(f"{path} has changed since it was stored: run the film again to make it anew.")
        return path

    def read_bytes(self, blob: Blob) -> bytes:
        """A blob's verified bytes.

        Raises:
            CorruptAsset: as `open_file`.

        """
        return self.open_file(blob).read_bytes()

    def note(self, kind: str, key: str) -> bytes | None:
        """A small text kept under a name, or None."""
        try:
            return self._note_path(kind, key).read_bytes()
        except FileNotFoundError:
            return None

    def put_note(self, kind: str, key: str, text: bytes) -> None:
        """Keep or replace a small text under a name.

        Raises:
            DiskFull, StorageError: the store cannot be written.

        """
        write_atomically(self._note_path(kind, key), text)

    def _note_path(self, kind: str, key: str) -> Path:
        return self.root / kind / key[:2] / f"{key}.json"

    def _holds(self, blob: Blob) -> bool:
        path = self.path_of(blob)
        return path.is_file() and path.stat().st_size == blob.size and sha256_of(path) == blob.sha256
