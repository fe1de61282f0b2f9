"""Room for a copy in a home: what is there of films is put aside, and what was brought back is moved into its place; either may be broken off."""

import errno
import shutil
from itertools import count
from pathlib import Path

from infra.owner_only import make_folder
from infra.storage import copy_atomically, write_atomically
from infra.storage.moved import RESTORING
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


def _take_back(home: Path) -> None:
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
                file.replace(aside / "state" / file.name)
        else:
            path.replace(aside / path.name)


def move_in(path: Path, place: Path) -> None:
    """Move what was put beside a place there; a folder that is there already takes what is in it."""
    if path.is_dir() and place.is_dir():
        for each in sorted(path.iterdir()):
            move_in(each, place / each.name)
        path.rmdir()
        return
    try:
        path.replace(place)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        copy_atomically(path, place)  # a folder of the home is on another disk
        path.unlink()
