"""The files by which commands and the supervisor find each other, in `settings.state_dir`.

    supervisor.lock    held exclusively by the living supervisor; holds its process number
    supervisor.json    what runs and where; written when the engine is ready, removed when it is being stopped
    attached.lock      held shared by every attached command; the supervisor stops only if it can hold it alone

The kernel releases a lock when its holder dies, so a file left behind never blocks anybody.
"""

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from pydantic import ValidationError

from infra.engine.ports import Ports
from infra.owner_only import appending, make_file, make_folder, tighten
from infra.processes import ProcessMark
from infra.settings import Settings
from infra.storage import storage_errors, write_atomically
from infra.storage.moved import check_not_moved
from models.base import Frozen
from models.errors import BadInput, DiskFull

_ROOM_NEEDED = 32 * 1024 * 1024
_OURS = (
    *("state", "logs", "assets", "cache", "scratch", "templates", "weights", "aside-*"),
    *("models.toml", "licences.txt", "longtake.db*"),
)
"""What lies in a home."""


class EngineState(Frozen):
    """What `supervisor.json` says."""

    supervisor: ProcessMark
    started_at: datetime
    ports: Ports
    children: dict[str, ProcessMark]
    """By name: the server, and each worker by its labels."""
    notes: tuple[str, ...] = ()


def lock_path(settings: Settings) -> Path:
    """The supervisor's lock."""
    return settings.state_dir / "supervisor.lock"


def state_path(settings: Settings) -> Path:
    """What runs and where."""
    return settings.state_dir / "supervisor.json"


def attached_path(settings: Settings) -> Path:
    """The lock that attached commands share."""
    return settings.state_dir / "attached.lock"


def prepare_home(settings: Settings, room_needed: int = _ROOM_NEEDED) -> None:
    """Make the folders of the home, and see that they can be written with `room_needed` bytes to spare.

    Raises:
        BadInput: the home is a file, was moved, or a copy has not been brought back to it to the end.
        StorageError: a folder cannot be made or written.
        DiskFull: there is too little room.

    """
    for part in (settings.home, *settings.home.parents):
        if part.exists() and not part.is_dir():
            raise BadInput(f"LONGTAKE_HOME is {settings.home}, but {part} is a file: name a folder.")
    check_not_moved(settings.home)
    with storage_errors(settings.home):
        for folder in (settings.home, settings.state_dir, settings.logs_dir):
            make_folder(folder)
        _tighten_once(settings)
        make_file(attached_path(settings))
        free = shutil.disk_usage(settings.home).free
    if free < room_needed:
        raise DiskFull(
            f"Only {free // 2**20} MB are free on the disk that holds {settings.home}: free some space, "
            "or let LONGTAKE_HOME name a folder on another disk."
        )


def _tighten_once(settings: Settings) -> None:
    """Take a home that others could read away from them, once: what its owner opens again later stays open.

    Only what is ours is touched, and the home itself when nothing else is in it: it may be a folder of somebody's own.
    """
    mark = settings.state_dir / "owner-only"
    if mark.exists():
        return
    ours = [path for pattern in _OURS for path in settings.home.glob(pattern)]
    for path in ours:
        tighten(path)
    if {*settings.home.iterdir()} <= {*ours}:
        tighten(settings.home)
    make_file(mark)


def identity(folder: Path) -> tuple[int, int] | None:
    """What tells a folder from another of the same name; None when there is none."""
    try:
        facts = folder.stat()
    except OSError:
        return None
    return facts.st_dev, facts.st_ino


def home_is_gone(home: Path) -> str:
    """What is to be said when a home vanished under whoever works in it."""
    return (
        f"The folder {home}, in which Longtake keeps its films, was removed while it was in use: what was in it is "
        "lost, and the engine has stopped. Make the film again from the same brief."
    )


def read_state(settings: Settings) -> EngineState | None:
    """What the file says; None if there is none or it cannot be understood."""
    try:
        return EngineState.model_validate_json(state_path(settings).read_bytes())
    except (OSError, ValidationError):
        return None


def write_state(settings: Settings, state: EngineState) -> None:
    """Replace the file as a whole.

    Raises:
        DiskFull, StorageError: it cannot be written.

    """
    write_atomically(state_path(settings), state.model_dump_json(indent=2).encode())


def supervisor_pid(settings: Settings) -> int | None:
    """The process number of the living supervisor; None if there is none, 0 if it has just begun."""
    path = lock_path(settings)
    if not path.exists():
        return None
    with storage_errors(path), path.open("rb") as file:
        with suppress(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            return None
        return int(file.read().strip() or 0)


@contextmanager
def alone(path: Path) -> Iterator[bool]:
    """Try to hold a lock file alone for the length of the block; the value says whether it is held.

    Then nothing stands in it: not the number of a process that held it before, which may be another's by now.
    """
    with storage_errors(path):
        file = appending(path)
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            if os.fstat(file.fileno()).st_size:
                file.truncate(0)
            yield True


@contextmanager
def only_supervisor(settings: Settings) -> Iterator[bool]:
    """Hold the supervisor's lock during the block, with our process number in it; the value says whether we do."""
    path = lock_path(settings)
    give_up_at = time.monotonic() + 0.5
    while True:
        with alone(path) as held:
            if held:
                path.write_text(str(os.getpid()))
            # A command that looks for an engine holds the lock for an instant: look again.
            if held or time.monotonic() > give_up_at:
                yield held
                return
        time.sleep(0.02)
