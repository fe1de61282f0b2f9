"""The folders that a film was written into, as far as they are known: those of the settings, and one that is named."""

import json
import shutil
from pathlib import Path

from infra.settings import Settings
from infra.storage import Folder, storage_errors
from models.errors import BadInput
from studio.service.environment.defaults import films_folder
from studio.service.film.folder import MOST_OF_A_REPORT, REPORT
from studio.service.film.storyboard import BREAKDOWN

_BOARDS = Path("storyboards")
_MARKS = ((REPORT, "id"), (BREAKDOWN, "film"))
"""The papers that say whose folder it is, and the field in which they do."""


def folders_of(
    settings: Settings, film_id: str, out: Path | None = None, *, again: bool = False
) -> list[Path]:
    """The folders that are a film's, by what is written in them: films/ID, storyboards/ID, and the one that is named.

    `again`, one that a deletion which was broken off has removed, or emptied, is no mistake.

    Raises:
        BadInput: the one that is named is not this film's.

    """
    usual = (films_folder(settings) / film_id, _BOARDS / film_id)
    found = [folder for folder in usual if is_films(folder, film_id) or (again and _is_empty(folder))]
    if out is not None and not (again and not out.exists()):
        if not is_films(out, film_id):
            raise BadInput(
                f"{out} is no folder of the film {film_id!r}: name the one that it was written into."
            )
        found.append(out)
    return list(dict.fromkeys(folder.absolute() for folder in found))


def is_films(folder: Path, film_id: str) -> bool:
    """Whether a folder says that it is of that film."""
    return folder.is_dir() and any(_said(folder, place, field) == film_id for place, field in _MARKS)


def _is_empty(folder: Path) -> bool:
    return folder.is_dir() and not any(folder.iterdir())


def files_in(folder: Path) -> int:
    """How many files are in it."""
    return sum(1 for file in folder.rglob("*") if not file.is_dir())


def remove_folder(folder: Path) -> None:
    """Remove a folder with all that is in it; a link to one goes with what it leads to.

    Raises:
        StorageError: the disk says no.

    """
    with storage_errors(folder):
        target = folder.resolve()
        # Last of all what says whose it is: a removal that was broken off is found by it.
        for file in sorted(target.iterdir(), key=lambda each: each.name in {place for place, _ in _MARKS}):
            if file.is_dir() and not file.is_symlink():
                shutil.rmtree(file)
            else:
                file.unlink(missing_ok=True)
        target.rmdir()
        if folder.is_symlink():
            folder.unlink()


def _said(folder: Path, place: str, field: str) -> str:
    try:
        with Folder(folder) as opened:
            said = json.loads(opened.read(place, MOST_OF_A_REPORT) or b"{}")[field]
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
    return said if isinstance(said, str) else ""
