"""Files and folders that only their owner can read: homes, databases, logs, what is stored."""

import os
import re
import secrets
import stat
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

_FILE, _FOLDER = 0o600, 0o700
_UMASK = "LONGTAKE_STARTED_WITH_UMASK"


def use_private_umask() -> None:
    """From here on, whatever this process and its children make is their owner's alone.

    The umask that it was started with goes down in the environment, which its children have too: see `persons_umask`.
    """
    before = os.umask(0o077)
    os.environ.setdefault(_UMASK, f"{before:03o}")


def persons_umask() -> int | None:
    """The umask of whoever started this process, or the one that started it; None where it still is the process's own."""
    text = os.environ.get(_UMASK, "")
    return int(text, 8) if re.fullmatch("[0-7]{3}", text) else None


def make_folder(folder: Path) -> None:
    """See that a folder is there; those that are made are their owner's alone.

    Raises:
        OSError: it cannot be made.

    """
    for part in (*reversed(folder.parents), folder):
        with suppress(FileExistsError):
            if not part.exists():
                part.mkdir(mode=_FOLDER)
    if not folder.is_dir():
        raise NotADirectoryError(20, "Not a directory", str(folder))


def make_file(path: Path) -> None:
    """See that a file is there: an empty one, its owner's alone, unless there is one.

    Raises:
        OSError: it cannot be made, or is a link that leads nowhere.

    """
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, _FILE))


def put_file(path: Path, data: bytes) -> None:
    """Put a file there, its owner's alone, whole or not at all, in the place of whatever is there.

    Raises:
        OSError: it cannot be written.

    """
    aside = path.with_name(f".{path.name}-{secrets.token_hex(8)}")
    try:
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, _FILE)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise


def appending(path: Path) -> BinaryIO:
    """A file opened for writing at its end; one that is made is its owner's alone, and a link is not followed.

    Raises:
        OSError: it cannot be opened, or is a link.

    """
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    return os.fdopen(os.open(path, flags, _FILE), "ab")


def is_mine_alone(folder: Path) -> bool:
    """Whether it is a folder, no link to one, of this user's, which nobody else can read or write."""
    try:
        facts = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(facts.st_mode) and facts.st_uid == os.getuid() and not facts.st_mode & 0o077


def tighten(path: Path) -> None:
    """Take away what others may do with a file or a folder; a link, or what is somebody else's, is left alone."""
    with suppress(OSError):
        facts = path.lstat()
        if not stat.S_ISLNK(facts.st_mode) and facts.st_mode & 0o077:
            path.chmod(stat.S_IMODE(facts.st_mode) & 0o700)
