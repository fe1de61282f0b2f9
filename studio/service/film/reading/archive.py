"""A film's folder as one ZIP file, made as it is read: nothing of it is held but the piece that is on its way."""

import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from infra.storage import Store, storage_errors
from models.film.view import FilmView
from models.names import in_order
from models.orders.assets import Blob
from studio.service.film.folder import REPORT

if TYPE_CHECKING:
    from activities.money.film_money import FilmMoney

_PIECE = 256 * 2**10
"""Bytes that are read at once."""
_TEXTS = frozenset({".json", ".md", ".txt", ".srt", ".vtt", ".edl", ".otio", ".csv", ".xml"})
"""What becomes smaller; pictures, clips and sounds are as small as they are."""
_DAY = (1980, 1, 1, 0, 0, 0)
"""The first that a ZIP file knows: the store does not say when a file was made, and the same film gives the same bytes."""


def lost_of(view: FilmView, store: Store) -> tuple[str, ...]:
    """The places whose files a store does not have any more."""
    return tuple(place for place, blob in view.folder().items() if not store.holds(blob))


def folder_zip(view: FilmView, store: Store, money: "FilmMoney | None" = None) -> Iterator[bytes]:
    """Everything that a film has by now, piece by piece, under the names that its folder has for it.

    The report comes first, made of how the film stands and of its `money` where it has none of its own. Every file's bytes
    are verified before the first of them is given.

    Raises:
        StorageError: the disk or the bucket said no.
        CorruptAsset: the store lost something; what was given before is no whole ZIP file.

    """
    from activities.documents.papers import report_paper

    files = view.folder()
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as packed:
        if REPORT not in files:
            yield from _entry(packed, sink, REPORT, [report_paper(view, money)])
        for place in sorted(in_order(files), key=lambda name: name != REPORT):
            yield from _entry(packed, sink, place, _pieces(store, files[place]), files[place].size)
    yield sink.taken()


def _entry(
    packed: zipfile.ZipFile, sink: "_Sink", place: str, pieces: Iterable[bytes], size: int = 0
) -> Iterator[bytes]:
    entry = zipfile.ZipInfo(place, _DAY)
    entry.file_size = size  # whether it needs the long form of a header is settled before it is read
    entry.external_attr = 0o644 << 16
    if Path(place).suffix in _TEXTS:
        entry.compress_type = zipfile.ZIP_DEFLATED
    pieces = iter(pieces)
    first = next(pieces, b"")  # verified before its header is written
    with packed.open(entry, "w") as written:
        written.write(first)
        for piece in pieces:
            written.write(piece)
            yield sink.taken()
    yield sink.taken()


def _pieces(store: Store, blob: Blob) -> Iterator[bytes]:
    path = store.open_file(blob)
    with storage_errors(path), path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece


class _Sink:
    """What a ZIP file is written to: it cannot be gone back in, and keeps nothing that was taken."""

    def __init__(self) -> None:
        self._held = bytearray()

    def write(self, data: bytes) -> int:
        """More of it."""
        self._held += data
        return len(data)

    def flush(self) -> None:
        """Nothing: it is taken by whoever sends it."""

    def close(self) -> None:
        """Nothing either."""

    def taken(self) -> bytes:
        """What came since."""
        taken = bytes(self._held)
        self._held.clear()
        return taken
