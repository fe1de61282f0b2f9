"""A person's folder that files are put into by their places below it; no link in it is followed, and nothing leaves it."""

import errno
import hashlib
import os
import re
import secrets
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO, Self

from infra.owner_only import persons_umask
from infra.storage.files import CHUNK, HALF_WRITTEN, storage_errors
from models.errors import BadInput, StorageError
from models.orders.assets import Blob
from models.places import checked_place

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_HALF_WRITTEN = re.compile(re.escape(HALF_WRITTEN) + "[0-9a-f]{16}")
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


def check_folder(root: Path) -> None:
    """See that a folder is there, or can be made by that path.

    Raises:
        BadInput: a file stands in its way.
        StorageError: whatever the disk says.

    """
    with storage_errors(root):
        for part in (root, *root.parents):
            if part.is_dir():
                return
            if os.path.lexists(part):
                raise BadInput(f"{part} is no folder: name another place.")


class Folder:
    """An open folder. The folder itself may be reached through links: a person named it; what is in it is not trusted.

    Close it, or use it in a `with`. Its calls raise StorageError for a place that is none or that a link stands in the
    way of, and whatever the disk says. A new one is its owner's alone, as what it tells of is; one that is there keeps
    its mode. With `shared`, what is made is for whoever the umask of the person lets, however private this process is.
    """

    def __init__(self, root: Path, *, shared: bool = False) -> None:
        self.root = root
        self._umask = persons_umask() if shared else None
        with storage_errors(root):
            if shared:
                self._make_shared()
            else:
                root.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._root = os.open(root, _FOLDER)

    def _make_shared(self) -> None:
        for part in (*reversed(self.root.parents), self.root):
            with suppress(FileExistsError):
                if not part.exists():
                    part.mkdir()
                    if self._umask is not None:
                        part.chmod(0o777 & ~self._umask)

    def __enter__(self) -> Self:
        """The folder."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        os.close(self._root)

    def check_writable(self) -> None:
        """See that files can be made in it."""
        with storage_errors(self.root):
            name = f"{HALF_WRITTEN}{secrets.token_hex(8)}"
            os.close(os.open(name, _NEW, 0o600, dir_fd=self._root))
            os.unlink(name, dir_fd=self._root)

    def read(self, place: str, most: int) -> bytes | None:
        """The bytes of a regular file of at most `most` bytes; None where there is none."""
        with self._opened(place) as file:
            data = file.read(most + 1) if file else None
        return data if data is not None and len(data) <= most else None

    def holds(self, place: str, blob: Blob) -> bool:
        """Whether a regular file with the blob's bytes is there."""
        with self._opened(place) as file:
            if file is None or os.fstat(file.fileno()).st_size != blob.size:
                return False
            return hashlib.file_digest(file, "sha256").hexdigest() == blob.sha256

    def write(self, place: str, data: bytes) -> Path:
        """Put some bytes there, whole or not at all; what was there, a link too, gives way. Gives the path."""
        with self._replacing(place) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        return self.root / place

    def copy(self, place: str, source: Path) -> Path:
        """Put a copy of a file there, as `write`."""
        with self._replacing(place) as file, source.open("rb") as copied:
            shutil.copyfileobj(copied, file, CHUNK)
        return self.root / place

    def remove(self, place: str) -> None:
        """Take the regular file there away; anything else stays, and nothing is amiss where there is none."""
        with storage_errors(self.root / place), self._parent(place, make=False) as (parent, name):
            if parent is None:
                return
            with suppress(FileNotFoundError):
                if stat.S_ISREG(os.stat(name, dir_fd=parent, follow_symlinks=False).st_mode):
                    os.unlink(name, dir_fd=parent)

    def is_empty(self) -> bool:
        """Whether nothing is in it; what a writer that died has left half written counts as nothing."""
        with storage_errors(self.root):
            return all(_is_half_written(entry) for entry in self._entries())

    def drop_half_written(self) -> None:
        """Take away what writers that died have left in it; whoever writes into it now finds its file gone, and fails."""
        with storage_errors(self.root):
            for entry in self._entries():
                if _is_half_written(entry):
                    with suppress(FileNotFoundError):
                        os.unlink(entry.name, dir_fd=self._root)

    def _entries(self) -> list[os.DirEntry[str]]:
        with os.scandir(self._root) as entries:
            return list(entries)

    @contextmanager
    def _opened(self, place: str) -> Iterator[BufferedReader | None]:
        """The regular file there, no link to one; None where there is none."""
        with storage_errors(self.root / place), self._parent(place, make=False) as (parent, name):
            handle = None
            if parent is not None:
                with suppress(FileNotFoundError, NotADirectoryError):
                    handle = _regular(name, parent)
            if handle is None:
                yield None
                return
            with os.fdopen(handle, "rb") as file:
                yield file

    @contextmanager
    def _replacing(self, place: str) -> Iterator[BinaryIO]:
        with storage_errors(self.root / place), self._parent(place, make=True) as (parent, name):
            aside = f"{HALF_WRITTEN}{secrets.token_hex(8)}"
            try:
                # The system's umask says who else may read it.
                with os.fdopen(os.open(aside, _NEW, 0o666, dir_fd=parent), "wb") as file:
                    if self._umask is not None:
                        os.fchmod(file.fileno(), 0o666 & ~self._umask)
                    yield file
                os.replace(aside, name, src_dir_fd=parent, dst_dir_fd=parent)
            except BaseException:
                with suppress(FileNotFoundError):
                    os.unlink(aside, dir_fd=parent)
                raise

    @contextmanager
    def _parent(self, place: str, *, make: bool) -> Iterator[tuple[int | None, str]]:
        """The open folder that a place is in, made where that is asked for, and the file's name in it."""
        try:
            *folders, name = checked_place(place).split("/")
        except ValueError as error:
            raise StorageError(f"Nothing was written to {self.root} there: {error}.") from None
        at: int | None = os.dup(self._root)
        try:
            for number, folder in enumerate(folders, 1):
                assert at is not None
                inner = self._inner(at, folder, "/".join(folders[:number]), make=make)
                os.close(at)
                at = inner
                if at is None:
                    break
            yield at, name
        finally:
            if at is not None:
                os.close(at)

    def _inner(self, at: int, folder: str, shown: str, *, make: bool) -> int | None:
        if make:
            with suppress(FileExistsError):
                os.mkdir(folder, dir_fd=at)
        try:
            return os.open(folder, _FOLDER | os.O_NOFOLLOW, dir_fd=at)
        except OSError as error:
            if error.errno == errno.ENOENT and not make:
                return None
            if error.errno in (errno.ENOTDIR, errno.ELOOP):
                raise StorageError(
                    f"{self.root / shown} is a link or a file where a folder of the film belongs: move it away."
                ) from error
            raise


def _is_half_written(entry: os.DirEntry[str]) -> bool:
    return _HALF_WRITTEN.fullmatch(entry.name) is not None and entry.is_file(follow_symlinks=False)


def _regular(name: str, parent: int) -> int | None:
    """An open file, when it is a regular one."""
    try:
        handle = os.open(name, _READ, dir_fd=parent)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENXIO):  # a link, or a socket
            return None
        raise
    if stat.S_ISREG(os.fstat(handle).st_mode):
        return handle
    os.close(handle)
    return None
