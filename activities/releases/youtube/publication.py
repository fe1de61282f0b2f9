"""A film published at YouTube: its bytes, what goes with them, and what is to be said of that."""

from collections.abc import Callable
from pathlib import Path

from activities.releases.records import ReleaseRecord, ReleaseRecords
from activities.releases.youtube.companions import Seen, give_poster, give_subtitles, look_at, page_of
from activities.releases.youtube.service import ADDRESS_VARIABLE, YouTube
from activities.releases.youtube.session import PIECE
from activities.releases.youtube.tokens import Tokens, login_file
from activities.releases.youtube.videos import Videos
from infra.settings import Settings, variables
from infra.storage import Store
from models.errors import InvalidRequest, LongtakeError, ProviderError
from models.orders.assets import Blob
from models.releases.release import POSTER, ReleaseRequest, Subtitles, UploadedFilm

Tell = Callable[[str, int], None]
"""Told what goes now, and how many bytes of the film are there; it may raise."""


class Publication:
    """Publishes films under the login of a home; `piece` is how many bytes of a film are sent at once."""

    def __init__(self, store: Store, records: ReleaseRecords, settings: Settings, piece: int = PIECE) -> None:
        self._store = store
        self._records = records
        self._settings = settings
        self._tokens = Tokens(login_file(settings.home))
        self._piece = piece

    def upload(self, request: ReleaseRequest, record: ReleaseRecord, tell: Tell) -> ReleaseRecord:
        """The record with the id of the film's video; raises as `Videos.uploaded`."""
        path = self._store.open_file(request.film)
        videos = Videos(self._youtube(), self._records, self._piece)
        return videos.uploaded(request, record, path, lambda sent: tell("the film", sent))

    def dress(self, film: UploadedFilm, record: ReleaseRecord, tell: Tell) -> ReleaseRecord:
        """The record of a video that was given its poster and its subtitles, with what is to be said of it.

        Raises:
            InvalidRequest: YouTube has taken the film and will not show it.
            LongtakeError: something is to be tried again.

        """
        page, notes = page_of(film.video_id), self._given(film, tell)
        try:
            wanted = Seen(film.request.privacy, film.request.publish_at)
            told = Seen(record.privacy, record.publish_at) if record.privacy else wanted
            notes += look_at(self._youtube(), film.video_id, told, wanted)
        except InvalidRequest:
            self._records.put(record, state="failed", place=page)
            raise
        return self._records.put(record, state="done", notes=tuple(notes), place=page)

    def _given(self, film: UploadedFilm, tell: Tell) -> list[str]:
        """What did not go along with a video, a sentence each."""
        request, youtube, notes = film.request, self._youtube(), []
        for what, step in self._steps(youtube, film):
            tell(what, request.film.size)
            try:
                step()
            except LongtakeError as error:
                if error.retryable or not isinstance(error, ProviderError):
                    raise
                # The video is there: what it lacks is said, and a person can add it.
                notes.append(f"{what[0].upper()}{what[1:]} did not go along: {error}")
        return notes

    def _steps(self, youtube: YouTube, film: UploadedFilm) -> list[tuple[str, Callable[[], None]]]:
        """What a video is given, and how."""

        def poster(blob: Blob) -> Callable[[], None]:
            return lambda: give_poster(youtube, film.video_id, self._file(blob))

        def captions(subtitles: Subtitles) -> Callable[[], None]:
            return lambda: give_subtitles(youtube, film.video_id, subtitles, self._file(subtitles.blob))

        there = film.request.files.get(POSTER)
        return [
            *([("the poster", poster(there))] if there else []),
            *((f"the subtitles ({one.language})", captions(one)) for one in film.request.subtitles()),
        ]

    def _file(self, blob: Blob) -> Path:
        return self._store.open_file(blob)

    def _youtube(self) -> YouTube:
        said = variables([ADDRESS_VARIABLE], self._settings)
        return YouTube(self._tokens, said.get(ADDRESS_VARIABLE, ""))
