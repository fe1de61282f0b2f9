"""A film put into a folder, or into a folder of a bucket: the film, its subtitles, its poster and its report."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from infra.settings import Settings
from infra.storage import Folder, Store, check_folder
from infra.tenants.others import check_no_others
from models.errors import BadInput
from models.orders.assets import Blob
from models.releases.release import FILM, REPORT, ReleaseRequest
from models.releases.target import Target

MOST_OF_A_REPORT = 256 * 2**20
"""Bytes of a report that is read to see whose folder it is."""

Beat = Callable[[str, int], None]
"""Told which file goes now, and how many bytes are there; it may raise."""


class Place(Protocol):
    """Where files are put by their places."""

    def read(self, place: str, most: int) -> bytes | None:
        """The bytes there, at most so many; None where there are none, or more."""

    def is_empty(self) -> bool:
        """Whether nothing is there, but what a delivery that died has left half written."""

    def tidy(self) -> None:
        """Take away what a delivery that died has left half written."""

    def holds(self, place: str, blob: Blob) -> bool:
        """Whether those very bytes are there."""

    def copy(self, place: str, blob: Blob, source: Path) -> None:
        """Put a file there, whole or not at all."""


class _OnDisk:
    """A folder of this machine."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder

    def read(self, place: str, most: int) -> bytes | None:
        return self._folder.read(place, most)

    def is_empty(self) -> bool:
        return self._folder.is_empty()

    def tidy(self) -> None:
        self._folder.drop_half_written()

    def holds(self, place: str, blob: Blob) -> bool:
        return self._folder.holds(place, blob)

    def copy(self, place: str, blob: Blob, source: Path) -> None:
        del blob
        self._folder.copy(place, source)


@contextmanager
def place_of(target: Target, settings: Settings) -> Iterator[Place]:
    """Where a target's files are put; a folder that is not there is made.

    Raises:
        StorageError, BadInput: it cannot be used, or is another tenant's.

    """
    check_no_others(settings, target.place)
    if target.kind == "s3":
        # boto3 takes a third of a second to import.
        from infra.storage.s3_folder import S3Folder

        bucket = target.bucket
        yield S3Folder(
            bucket.name,
            bucket.prefix,
            endpoint=settings.s3_endpoint,
            region=settings.s3_region,
            named="the target",
        )
        return
    check_folder(Path(target.place))
    with Folder(Path(target.place), shared=True) as folder:
        yield _OnDisk(folder)


def deliver(request: ReleaseRequest, place: Place, store: Store, beat: Beat) -> int:
    """Put the film's files there that are not there yet; gives how many were put.

    The report goes first, which says whose folder it is, and the film last: where that is, everything else is.

    Raises:
        BadInput: another film, or something of somebody's own, is there.
        StorageError: a place or the store said no; what was put before stays.

    """
    _check_free(request, place)
    place.tidy()
    put = sent = 0
    for name in sorted(request.files, key=lambda name: (name == FILM, name != REPORT, name)):
        blob = request.files[name]
        beat(name, sent)
        if not place.holds(name, blob):
            place.copy(name, blob, store.open_file(blob))
            put += 1
        sent += blob.size
        beat(name, sent)
    return put


def _check_free(request: ReleaseRequest, place: Place) -> None:
    where = request.target.shown
    report = place.read(REPORT, MOST_OF_A_REPORT)
    if report is None:
        if not place.is_empty():
            raise BadInput(
                f"{where} holds files that are not of the film {request.film_id!r}: choose another place."
            )
        return
    try:
        other = json.loads(report)["id"]
    except (ValueError, KeyError, TypeError, RecursionError):
        other = None
    if other != request.film_id:
        raise BadInput(f"{where} holds another film than {request.film_id!r}: choose another place.")
