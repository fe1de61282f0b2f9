"""One worker a card, and one a home on the CPU: a file in the machine's folder for temporary ones, which the kernel lets go of with its holder."""

import fcntl
import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from models.errors import BadInput, StorageError


@contextmanager
def only_worker(device: str) -> Iterator[None]:
    """Hold a device, by the name that no other has, during the block.

    Raises:
        BadInput: another worker of this machine holds it.
        StorageError: the file cannot be opened.

    """
    with _held(
        re.sub(r"[^A-Za-z0-9-]", "-", device),
        f"Another worker uses the device {device}: a card has one worker. Stop that one, or name another with --device.",
    ):
        yield


@contextmanager
def only_worker_on_cpu(home: Path) -> Iterator[None]:
    """Hold the CPU for a home's work that is meant for cards during the block.

    Raises:
        BadInput: another worker of that home works on the CPU.
        StorageError: the file cannot be opened.

    """
    where = home.resolve()
    with _held(
        f"cpu-{hashlib.sha256(os.fsencode(where)).hexdigest()[:16]}",
        f"Another worker with --allow-cpu serves {where}: the CPU has one worker, as a card has. Stop that one first.",
    ):
        yield


@contextmanager
def _held(name: str, taken: str) -> Iterator[None]:
    path = Path(tempfile.gettempdir()) / f"longtake-{name}.lock"
    try:
        file = _opened(path)
    except OSError as error:
        raise StorageError(f"The lock of a device, {path}, cannot be opened ({error.strerror}).") from error
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise BadInput(taken) from error
    finally:
        os.close(file)


def _opened(path: Path) -> int:
    """The file, which may be another user's: it is never written, and a link is not followed."""
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        return os.open(path, flags)
    except FileNotFoundError:
        made = os.open(path, flags | os.O_CREAT, 0o444)
        os.fchmod(made, 0o444)  # whatever the umask: others' workers have to see that it is taken
        return made
