"""A finished film on its way out of the house, as activities."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from temporalio import activity

from activities.contracts import Sent
from activities.failures import translated
from activities.heartbeat import Beats, beating
from activities.releases.deliveries import deliver, place_of
from activities.releases.records import ReleaseRecord, ReleaseRecords
from infra.settings import Settings
from library.assets import Library
from models.errors import BadInput, LongtakeError
from models.names import release_id
from models.releases.release import Released, ReleaseRequest, Uploaded, UploadedFilm

if TYPE_CHECKING:
    from activities.releases.youtube.publication import Publication

T = TypeVar("T")

NOT_HERE = (
    "A folder is written only by workers of a Temporal server on this machine: `longtake fetch` writes one where you are, "
    "and a cluster's workers release to a bucket or to YouTube."
)


class Releases:
    """Implements `contracts.Releases`; `is_local` says whether the Temporal server is on the worker's own machine."""

    def __init__(self, library: Library, settings: Settings, is_local: Callable[[], bool]) -> None:
        self._library = library
        self._settings = settings
        self._is_local = is_local
        self._records = ReleaseRecords(library.database)

    @cached_property
    def _publication(self) -> "Publication":
        # httpx is imported when somebody is asked: most workers release nothing.
        from activities.releases.youtube.publication import Publication

        return Publication(self._library.store, self._records, self._settings)

    @activity.defn(name="releases.upload", no_thread_cancel_exception=True)
    @translated
    def upload(self, request: ReleaseRequest) -> Uploaded:
        """Have the film's bytes at YouTube, as one video, continued where an earlier worker left off."""
        with beating() as beats:

            def found() -> ReleaseRecord | None:
                record = self._records.open(request)
                return record if record.video_id else None

            def uploaded(_: str) -> ReleaseRecord:
                record = self._records.open(request)
                return self._publication.upload(request, record, _telling(beats, request.film.size))

            # One that is frozen and wakes again goes on with the same upload: its address was written down.
            with self._refusals(self._records.open(request)):
                return Uploaded(video_id=self._once(request, found, uploaded, beats).video_id)

    @activity.defn(name="releases.dress", no_thread_cancel_exception=True)
    @translated
    def dress(self, film: UploadedFilm) -> Released:
        """Give the video its poster and its subtitles, and see what YouTube says of it."""
        request = film.request
        with beating() as beats:
            record = self._records.open(request)
            already = record.state == "done"
            if not already:
                with self._refusals(record):
                    record = self._publication.dress(film, record, _telling(beats, request.film.size))
            anew = () if record.is_of(request.film) else ("The film was cut anew since it was uploaded.",)
            return Released(
                film_id=request.film_id,
                target=request.target,
                number=request.number,
                where=record.place,
                already=already,
                notes=(*record.notes, *anew),
            )

    @activity.defn(name="releases.deliver", no_thread_cancel_exception=True)
    @translated
    def deliver(self, request: ReleaseRequest) -> Released:
        """Put the film and what goes with it into a folder, or into a folder of a bucket."""
        target, film = request.target, request.film
        with beating() as beats, self._refusals(self._records.open(request)) as record:
            if target.kind == "folder" and not self._is_local():
                raise BadInput(NOT_HERE)
            tell = _telling(beats, sum(blob.size for blob in request.files.values()))

            def delivered(_: str) -> int:
                with place_of(target, self._settings) as place:
                    return deliver(request, place, self._library.store, tell)

            put = self._once(request, lambda: None, delivered, beats)
            self._records.put(record, state="done", notes=(), sha256=film.sha256, size=film.size)
            return Released(
                film_id=request.film_id,
                target=target,
                number=request.number,
                where=target.place,
                already=not put,
            )

    @contextmanager
    def _refusals(self, record: ReleaseRecord) -> Iterator[ReleaseRecord]:
        """Write down why a release was refused for good: nobody goes on with it before it is asked for again."""
        try:
            yield record
        except LongtakeError as error:
            if not error.retryable:
                self._records.put(record, state="failed", notes=(str(error),))
            raise

    def _once(
        self, request: ReleaseRequest, find: Callable[[], T | None], make: Callable[[str], T], beats: Beats
    ) -> T:
        """What is found, or made while no other worker makes it; what an earlier attempt left behind is taken over at once."""
        info = activity.info()
        key = release_id(request.film_id, request.target.mark, request.number)
        who = f"{info.workflow_run_id}/{info.activity_id}"
        return self._library.leases.once(key, find, make, beats.check, who)


def _telling(beats: Beats, total: int) -> Callable[[str, int], None]:
    """What is to be told how many of so many bytes are there, while something goes."""

    def tell(doing: str, sent: int) -> None:
        beats.standing = Sent(doing=doing, sent=sent, of=total)
        beats(sent / total if total else 0.0)

    return tell
