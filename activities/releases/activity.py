"""A finished film on its way out of the house, as activities."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from temporalio import activity

from activities.contracts import Sent
from activities.failures import translated
from activities.heartbeat import Beats, beating
from activities.releases.deliveries import deliver, place_of
from activities.releases.records import ReleaseRecord, ReleaseRecords
from activities.releases.youtube.companions import give_poster, give_subtitles, look_at, page_of
from activities.releases.youtube.service import ADDRESS_VARIABLE, YouTube
from activities.releases.youtube.session import PIECE
from activities.releases.youtube.tokens import Tokens, login_file
from activities.releases.youtube.videos import Videos
from infra.settings import Settings, variables
from library.assets import Library
from models.errors import BadInput, InvalidRequest, LongtakeError, ProviderError
from models.names import release_id
from models.orders.assets import Blob
from models.releases.release import POSTER, Released, ReleaseRequest, Subtitles, Uploaded, UploadedFilm

T = TypeVar("T")

NOT_HERE = (
    "A folder is written only by workers of a Temporal server on this machine: `longtake fetch` writes one where you are, "
    "and a cluster's workers release to a bucket or to YouTube."
)


class Releases:
    """Implements `contracts.Releases`; `is_local` says whether the Temporal server is on the worker's own machine.

    `piece` is how many bytes of a film are sent at once.
    """

    def __init__(
        self, library: Library, settings: Settings, is_local: Callable[[], bool], piece: int = PIECE
    ) -> None:
        self._library = library
        self._settings = settings
        self._is_local = is_local
        self._piece = piece
        self._records = ReleaseRecords(library.database)
        self._tokens = Tokens(login_file(settings.home))

    @activity.defn(name="releases.upload", no_thread_cancel_exception=True)
    @translated
    def upload(self, request: ReleaseRequest) -> Uploaded:
        """Have the film's bytes at YouTube, as one video, continued where an earlier worker left off."""
        with beating() as beats:
            record = self._records.open(request)

            def found() -> ReleaseRecord | None:
                nonlocal record
                record = self._records.open(request)
                return record if record.video_id else None

            def uploaded(_: str) -> ReleaseRecord:
                path = self._library.store.open_file(request.film)
                videos = Videos(self._youtube(), self._records, self._piece)
                return videos.uploaded(request, record, path, _telling(beats, record.size, "the film"))

            # One that is frozen and wakes again goes on with the same upload: its address was written down.
            done = self._once(request, found, uploaded, beats)
            return Uploaded(video_id=done.video_id)

    @activity.defn(name="releases.dress", no_thread_cancel_exception=True)
    @translated
    def dress(self, film: UploadedFilm) -> Released:
        """Give the video its poster and its subtitles, and see what YouTube says of it."""
        request = film.request
        with beating() as beats:
            record = self._records.open(request)
            already = record.state == "done"
            if not already:
                notes = self._dressed(film, beats)
                record = self._records.put(
                    record, state="done", notes=tuple(notes), place=page_of(film.video_id)
                )
            said = record.notes
            if not record.is_of(request.film):
                said = (*said, "The film was cut anew since it was uploaded.")
            return Released(
                film_id=request.film_id,
                target=request.target,
                number=request.number,
                where=record.place,
                already=already,
                notes=said,
            )

    @activity.defn(name="releases.deliver", no_thread_cancel_exception=True)
    @translated
    def deliver(self, request: ReleaseRequest) -> Released:
        """Put the film and what goes with it into a folder, or into a folder of a bucket."""
        target, total = request.target, sum(blob.size for blob in request.files.values())
        if target.kind == "folder" and not self._is_local():
            raise BadInput(NOT_HERE)
        with beating() as beats:
            record = self._records.open(request)

            def beat(name: str, sent: int) -> None:
                _telling(beats, total, name)(sent)

            def delivered(_: str) -> int:
                with place_of(target, self._settings) as place:
                    return deliver(request, place, self._library.store, beat)

            put = self._once(request, lambda: None, delivered, beats)
            film = request.film
            self._records.put(record, state="done", place=target.place, sha256=film.sha256, size=film.size)
            return Released(
                film_id=request.film_id,
                target=target,
                number=request.number,
                where=target.place,
                already=not put,
            )

    def _dressed(self, film: UploadedFilm, beats: Beats) -> list[str]:
        """What is to be said of a video that was given what goes with it."""
        request, youtube, notes = film.request, self._youtube(), []
        poster = request.files.get(POSTER)
        steps: list[tuple[str, Callable[[], None]]] = []
        if poster:
            steps.append(("The poster", lambda: give_poster(youtube, film.video_id, self._file(poster))))
        for subtitles in request.subtitles():
            what = f"The subtitles ({subtitles.language})"

            def give(subtitles: Subtitles = subtitles) -> None:
                give_subtitles(youtube, film.video_id, subtitles, self._file(subtitles.blob))

            steps.append((what, give))
        for what, step in steps:
            _telling(beats, request.film.size, what)(request.film.size)
            try:
                step()
            except LongtakeError as error:
                if error.retryable or not isinstance(error, ProviderError):
                    raise
                # The video is there: what it lacks is said, and a person can add it.
                notes.append(f"{what} did not go along: {error}")
        try:
            return notes + look_at(youtube, film.video_id, request.privacy)
        except InvalidRequest:
            self._records.put(self._records.open(request), state="failed", place=page_of(film.video_id))
            raise

    def _once(
        self, request: ReleaseRequest, find: Callable[[], T | None], make: Callable[[str], T], beats: Beats
    ) -> T:
        """What is found, or made while no other worker makes it; what an earlier attempt left behind is taken over at once."""
        info = activity.info()
        key = release_id(request.film_id, request.target.mark, request.number)
        who = f"{info.workflow_run_id}/{info.activity_id}"
        return self._library.leases.once(key, find, make, beats.check, who)

    def _file(self, blob: Blob) -> Path:
        return self._library.store.open_file(blob)

    def _youtube(self) -> YouTube:
        address = variables([ADDRESS_VARIABLE]).get(ADDRESS_VARIABLE, "")
        return YouTube(self._tokens, address)


def _telling(beats: Beats, total: int, doing: str) -> Callable[[int], None]:
    """What is to be told how many of so many bytes are there, while something goes."""

    def tell(sent: int) -> None:
        beats.standing = Sent(doing=doing, sent=sent, of=total)
        beats(sent / total if total else 0.0)

    return tell
