"""Files that are written whole or not at all, and what a disk says, as errors of ours."""

import errno
import hashlib
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from infra.owner_only import make_folder
from models.errors import DiskFull, StorageError

CHUNK = 1024 * 1024
"""Bytes read or written at a time: what a file of any size takes of memory."""
HALF_WRITTEN = ".writing-"
"""How the names of files begin that are being written."""
OWNERS, FOR_PEOPLE = 0o600, 0o666
"""Who may read a file that is made: its owner alone, or whoever the system's umask lets."""


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


def write_atomically(path: Path, data: bytes, mode: int = OWNERS) -> None:
    """Write `data` so that `path` never holds half of it, and a power loss does not undo it.

    Raises:
        DiskFull, StorageError: with the path.

    """
    with replacing(path, mode) as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def copy_atomically(source: Path, target: Path, mode: int = OWNERS) -> None:
    """Copy a file so that `target` never holds half of it.

    Raises:
        DiskFull, StorageError: with the target.

    """
    with replacing(target, mode) as copy, source.open("rb") as file:
        shutil.copyfileobj(file, copy, CHUNK)


@contextmanager
def replacing(target: Path, mode: int = OWNERS) -> Iterator[BinaryIO]:
    """A new file beside `target` that takes its place when the block ends well, and vanishes when it does not."""
    with storage_errors(target):
        if not target.parent.is_dir():
            make_folder(target.parent)
        if target.exists() and not target.is_file():
            raise StorageError(f"{target} is no file that can be written over: name another one.")
        aside = target.with_name(f"{HALF_WRITTEN}{secrets.token_hex(8)}")
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
            with os.fdopen(os.open(aside, flags, mode), "wb") as file:
                yield file
            aside.replace(target)
        except BaseException:
            aside.unlink(missing_ok=True)
            raise


def remove_half_written(root: Path, untouched_s: float) -> None:
    """Remove what killed writers left below a folder, once nobody has written to it for so many seconds."""
    for path in root.rglob(f"{HALF_WRITTEN}*"):
        with storage_errors(path), suppress(FileNotFoundError):  # its writer has finished
            if time.time() - path.stat().st_mtime > untouched_s:
                path.unlink(missing_ok=True)
