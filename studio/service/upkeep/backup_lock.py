"""The lock of a backup's folder: one command copies into it at a time, and none while a copy of it is being read."""

import errno
import fcntl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from infra.owner_only import appending, make_folder
from infra.storage import storage_errors
from models.errors import BadInput, WrongMoment
from studio.service.upkeep.manifest import COPIES

_LOCK = "backup.lock"


def folder_of(typed: Path) -> Path:
    """The folder of a backup as somebody has typed it; raises BadInput."""
    try:
        return typed.expanduser().absolute()
    except RuntimeError:
        raise BadInput(f"There is no home of the user that {typed} names: write the path out.") from None


@contextmanager
def writing(root: Path) -> Iterator[None]:
    """Nobody else copies into the folder, or reads a copy of it, for the length of a block.

    Raises:
        WrongMoment: somebody does.
        DiskFull, StorageError: the lock cannot be made or held there.

    """
    with storage_errors(root):
        make_folder(root / COPIES)
    with ExitStack() as held:
        with storage_errors(root):
            lock = held.enter_context(appending(root / _LOCK))
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise WrongMoment(
                    f"Another command copies into {root} right now, or brings a copy of it back: wait for it."
                ) from None
        yield


@contextmanager
def reading(root: Path) -> Iterator[None]:
    """Nobody copies into the folder for the length of a block, as that may remove older copies; where there is no lock nobody can.

    Raises:
        WrongMoment: somebody does.
        StorageError: the lock cannot be held.

    """
    with ExitStack() as held:
        with storage_errors(root):
            try:
                lock = held.enter_context((root / _LOCK).open("rb"))
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except (FileNotFoundError, NotADirectoryError):
                pass
            except BlockingIOError:
                raise WrongMoment(f"Another command copies into {root} right now: wait for it.") from None
            except OSError as error:
                # What is mounted to be read alone may know no locks, and is written by nobody.
                if error.errno not in (errno.ENOLCK, errno.EBADF, errno.ENOTSUP):
                    raise
        yield
