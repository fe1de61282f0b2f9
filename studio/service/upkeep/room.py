"""Room for a copy in a home: what is there of films is put aside, and what was brought back is moved into its place; either may be broken off."""

import errno
import shutil
from itertools import count
from pathlib import Path

from infra.owner_only import make_folder
from infra.storage import copy_atomically, write_atomically
from infra.storage.local import MARK
from infra.storage.moved import RESTORING
from models.errors import BadInput
from studio.service.upkeep.home_files import CONTENTS

_HISTORIES = "temporal-*.db*"
"""The embedded servers' databases, with the logs beside them: one that is left would be played into whatever file comes to its place."""
_ASIDE, _NEW = "aside", "new"


def contents(home: Path) -> list[Path]:
    """What in a home is of films; locks and the like of an engine that never made any are nothing."""
    found = [home / name for name in CONTENTS if (home / name).exists()]
    return [
        path
        for path in found
        if not (path.name == "state" and not any(path.glob(_HISTORIES)))
        and not (path.name == "assets" and not any(path.iterdir()))
    ]


def make_room(home: Path) -> tuple[Path, Path | None]:
    """Put what is there aside, in the first unused `aside-N` of the home; gives the folder for what is brought back, and where the rest is.

    From its beginning the home says that it is being restored, and where what was there goes. Called again after that was broken off, it goes
    on; what the earlier try had moved into its place is nobody else's, and is removed, but for stored files.
    """
    marker = home / RESTORING
    said, new = marker / _ASIDE, marker / _NEW
    if not said.exists():
        unused = next(name for n in count(1) if not (home / (name := f"aside-{n}")).exists())
        make_folder(marker)
        write_atomically(said, (unused if contents(home) else "").encode())
    name = said.read_text()
    aside = home / name if name else None
    if new.exists():
        _check_aside(home, aside)
        _take_back(home)
        for path in new.iterdir():  # of another copy, perhaps
            _remove(path)
    else:
        if aside is not None:
            _put_aside(home, aside)
        make_folder(new)
    return new, aside


def fill_room(home: Path) -> None:
    """Move what was brought back into its place; after that nothing says any more that the home is being restored."""
    marker, done = home / RESTORING, home / f".{RESTORING}"
    for path in sorted((marker / _NEW).iterdir()):
        move_in(path, home / path.name)
    shutil.rmtree(done, ignore_errors=True)
    marker.rename(done)
    shutil.rmtree(done, ignore_errors=True)


def _check_aside(home: Path, aside: Path | None) -> None:
    """See that what is in the home is of the copy, and not what was there before and somebody has put back."""
    gone = aside is not None and not (aside.is_dir() and any(aside.iterdir()))
    if gone and contents(home):
        raise BadInput(
            f"What was put aside in {aside} is not there any more. If you have put it back, and want no copy, remove {home / RESTORING}; if "
            f"you want the copy, put it into {aside} again."
        )


def _take_back(home: Path) -> None:
    (home / "assets" / MARK).unlink(missing_ok=True)  # of another copy, perhaps
    for path in contents(home):
        if path.name == "state":
            for file in path.glob(_HISTORIES):
                file.unlink()  # nobody has opened it yet
        elif path.name != "assets":
            _remove(path)


def _remove(path: Path) -> None:
    shutil.rmtree(path) if path.is_dir() else path.unlink()


def _put_aside(home: Path, aside: Path) -> None:
    make_folder(aside)
    for path in contents(home):
        if path.name == "state":
            make_folder(aside / "state")
            for file in path.glob(_HISTORIES):
                move_in(file, aside / "state" / file.name)
        else:
            move_in(path, aside / path.name)


def move_in(path: Path, place: Path) -> None:
    """Move what was put beside a place there; a folder that is there already takes what is in it."""
    if path.is_dir() and place.is_dir():
        for each in sorted(path.iterdir()):
            move_in(each, place / each.name)
        try:
            path.rmdir()
        except OSError as error:
            if error.errno != errno.EBUSY:  # a disk of its own is mounted there, and stays
                raise
        return
    try:
        path.replace(place)
    except OSError as error:
        if error.errno not in (errno.EXDEV, errno.EBUSY):
            raise
        # A folder of the home is on another disk.
        if path.is_dir():
            make_folder(place)
            move_in(path, place)
        else:
            copy_atomically(path, place)
            path.unlink()
