"""The film's folder: written from the store, file by file, each atomically."""

import json
import re
from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from infra.storage import Folder, Store
from models.errors import BadInput, CorruptAsset, StorageError
from models.film.view import FilmView
from models.names import in_order
from models.places import shot_place

if TYPE_CHECKING:
    from activities.money.film_money import FilmMoney

REPORT = "report.json"
_VOICE = re.compile(r"voice(_[0-9]{1,3})?\.[a-z0-9]{1,8}$")
"""How the file of a line's voice is called, whichever line it is."""
MOST_OF_A_REPORT = 256 * 2**20
"""Bytes of a film's report that are read."""


def check_folder(out: Path, film_id: str, called: str) -> None:
    """See that the folder can be written, and holds nothing or this film; where there is none, none is left.

    `called` is what whoever asks names another folder with.

    Raises:
        BadInput: it is a file, cannot be written, or holds another film or files of somebody's own.

    """
    made = [path for path in (out, *out.parents) if not path.exists()]
    try:
        with Folder(out) as folder:
            _check_contents(folder, film_id, called)
            folder.check_writable()
    except StorageError as error:
        raise BadInput(f"{error} Choose another folder with {called}.") from error
    finally:
        for path in made:
            with suppress(OSError):  # another command has put something into it
                path.rmdir()


def _check_contents(folder: Folder, film_id: str, called: str) -> None:
    out = folder.root
    try:
        other = json.loads(folder.read(REPORT, MOST_OF_A_REPORT) or b"")["id"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        if any(out.iterdir()):
            raise BadInput(
                f"{out} holds files that are not of the film {film_id!r}: choose another folder with {called}."
            ) from error
        return
    if other != film_id:
        raise BadInput(f"{out} holds the film {other!r}: choose another folder with {called}.")


def write_folder(
    view: FilmView,
    store: Store,
    out: Path,
    money: "FilmMoney | None" = None,
    laid: Mapping[str, bytes] | None = None,
    only: Collection[str] = (),
) -> list[Path]:
    """Write everything the film has by now, or of that `only` some places, into `out`, with a report of how it stands and of its `money`, if known.

    `laid` are files that are written so, rather than as they are stored, by their places. Files that are there already are left alone; the voice of a line that the film has no more goes. A stored file that
    was lost does not keep the others from being written.

    Raises:
        StorageError: the disk said no, or a file's name or a link leads out of the folder; what was written before stays.
        CorruptAsset: the store lost something; everything else was written.

    """
    from activities.documents.papers import report_paper

    written, lost = [], []
    with Folder(out) as folder:
        silenced = [] if only else _silenced(folder, view)
        if REPORT not in view.documents:
            paper = report_paper(view, money)
            if folder.read(REPORT, len(paper)) != paper:
                written.append(folder.write(REPORT, paper))
        # The report comes first: it marks the folder as this film's, should the rest not be written.
        files = view.folder()
        if only:
            files = {place: blob for place, blob in files.items() if place in {REPORT, *only}}
        for place in sorted(in_order(files), key=lambda name: name != REPORT):
            if (data := (laid or {}).get(place)) is not None:
                if folder.read(place, len(data)) != data:
                    written.append(folder.write(place, data))
                continue
            if folder.holds(place, files[place]):
                continue
            try:
                written.append(folder.copy(place, store.open_file(files[place])))
            except CorruptAsset as error:
                lost.append(error)
        for place in silenced:
            folder.remove(place)
    if lost:
        raise lost[0]
    return written


def _silenced(folder: Folder, view: FilmView) -> list[str]:
    """The voices that the folder's report has of the film's shots, and the film has no more."""
    try:
        listed = json.loads(folder.read(REPORT, MOST_OF_A_REPORT) or b"{}")["files"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return []
    files, voices = view.folder(), {shot_place(shot.shot.shot_id, "voice") for shot in view.shots}
    places = [place for place in listed if isinstance(place, str)] if isinstance(listed, list) else []
    return [place for place in places if place not in files and _VOICE.sub("voice", place) in voices]
