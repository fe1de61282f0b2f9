"""The film's folder: written from the store, file by file, each atomically."""

import json
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from infra.storage import Store, copy_atomically, sha256_of, storage_errors, write_atomically
from models.errors import BadInput, CorruptAsset, StorageError
from models.film.view import FilmView
from models.names import in_order

if TYPE_CHECKING:
    from activities.money.film_money import FilmMoney

REPORT = "report.json"


def check_folder(out: Path, film_id: str, called: str) -> None:
    """See that the folder can be written, and holds nothing or this film; where there is none, none is left.

    `called` is what whoever asks names another folder with.

    Raises:
        BadInput: it is a file, cannot be written, or holds another film or files of somebody's own.

    """
    made = [folder for folder in (out, *out.parents) if not folder.exists()]
    try:
        with storage_errors(out):
            out.mkdir(parents=True, exist_ok=True)
            _check_contents(out, film_id, called)
            probe = out / ".longtake-writes-here"
            probe.touch()
            probe.unlink()
    except StorageError as error:
        raise BadInput(f"{error} Choose another folder with {called}.") from error
    finally:
        for folder in made:
            with suppress(OSError):  # another command has put something into it
                folder.rmdir()


def _check_contents(out: Path, film_id: str, called: str) -> None:
    try:
        other = json.loads((out / REPORT).read_text(encoding="utf-8"))["id"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        if any(out.iterdir()):
            raise BadInput(
                f"{out} holds files that are not of the film {film_id!r}: choose another folder with {called}."
            ) from error
        return
    if other != film_id:
        raise BadInput(f"{out} holds the film {other!r}: choose another folder with {called}.")


def write_folder(view: FilmView, store: Store, out: Path, money: "FilmMoney | None" = None) -> list[Path]:
    """Write everything the film has by now into `out`, with a report of how it stands and of its `money`, if known.

    Files that are there already are left alone. A stored file that was lost does not keep the others
    from being written.

    Raises:
        StorageError: the disk said no; what was written before stays.
        CorruptAsset: the store lost something; everything else was written.

    """
    from activities.documents.papers import report_paper

    written, lost = [], []
    if REPORT not in view.documents:
        paper = report_paper(view, money)
        if not (out / REPORT).is_file() or (out / REPORT).read_bytes() != paper:
            write_atomically(out / REPORT, paper)
            written.append(out / REPORT)
    # The report comes first: it marks the folder as this film's, should the rest not be written.
    files = view.folder()
    for name in sorted(in_order(files), key=lambda name: name != REPORT):
        blob, target = files[name], out / name
        if target.is_file() and target.stat().st_size == blob.size and sha256_of(target) == blob.sha256:
            continue
        try:
            copy_atomically(store.open_file(blob), target)
        except CorruptAsset as error:
            lost.append(error)
        else:
            written.append(target)
    if lost:
        raise lost[0]
    return written
