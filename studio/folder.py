"""The film's folder: written from the store, file by file, each atomically."""

import json
from pathlib import Path

from infra.storage import Store, copy_atomically, sha256_of, storage_errors, write_atomically
from models.errors import BadInput, CorruptAsset, StorageError
from models.film import FilmView

REPORT = "report.json"


def check_folder(out: Path, film_id: str) -> None:
    """See that the folder can be written and does not hold another film.

    Raises:
        BadInput: it is a file, cannot be written, or holds another film.

    """
    try:
        with storage_errors(out):
            out.mkdir(parents=True, exist_ok=True)
            probe = out / ".longtake-writes-here"
            probe.touch()
            probe.unlink()
    except StorageError as error:
        raise BadInput(f"{error} Choose another folder with --out.") from error
    try:
        other = json.loads((out / REPORT).read_text(encoding="utf-8"))["id"]
    except (OSError, ValueError, KeyError, TypeError):
        return
    if other != film_id:
        raise BadInput(f"{out} holds the film {other!r}: choose another folder with --out.")


def write_folder(view: FilmView, store: Store, out: Path) -> list[Path]:
    """Write everything the film has by now into `out`, with a report of how it stands.

    Files that are there already are left alone. A stored file that was lost does not keep the others
    from being written.

    Raises:
        StorageError: the disk said no; what was written before stays.
        CorruptAsset: the store lost something; everything else was written.

    """
    from activities.publish.papers import report_paper

    written, lost = [], []
    for name, blob in sorted(view.folder().items()):
        target = out / name
        if target.is_file() and target.stat().st_size == blob.size and sha256_of(target) == blob.sha256:
            continue
        try:
            copy_atomically(store.open_file(blob), target)
        except CorruptAsset as error:
            lost.append(error)
        else:
            written.append(target)
    if REPORT not in view.documents:
        write_atomically(out / REPORT, report_paper(view))
        written.append(out / REPORT)
    if lost:
        raise lost[0]
    return written
