"""A film as a video: uploaded once, whoever does it and however often it is broken off."""

import hashlib
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from activities.releases.records import ReleaseRecord, ReleaseRecords
from activities.releases.youtube.refusals import MEANINGS, NO_CHANNEL
from activities.releases.youtube.service import YouTube, items_of, text_at
from activities.releases.youtube.session import PIECE, Session, Standing, begin
from models.errors import Transient, Unauthorised, UnknownOutcome
from models.releases.release import ReleaseRequest

CATEGORY = "1"
"""Film and animation."""

UNNAMED = "YouTube took the film, and does not say which video it became."
LOOKS = 4
"""How often a video is looked for that may just have been made: YouTube's lists are a moment behind."""
LOOK_AGAIN_S = 10.0
TRIES = 6
"""How often in a row a piece may fail before the work is given back; each time the pause is twice as long, from a second."""
_LONGEST_PAUSE_S = 60.0
_SESSIONS = 3
_PAGES = 4
"""Pages of 50 of the channel's own uploads, the newest first, that are looked through."""

Beat = Callable[[int], None]
"""Told how many bytes are there, and whether to go on: it may raise."""


def mark_of(record: ReleaseRecord) -> str:
    """The tag by which a release's video is known again, wherever it was uploaded from: made of the film's own bytes."""
    digest = hashlib.sha256(f"{record.film_id}/{record.sha256}/{record.number}".encode())
    return f"longtake-{digest.hexdigest()[:16]}"


def metadata_of(request: ReleaseRequest, record: ReleaseRecord) -> dict[str, Any]:
    """What YouTube is told of a video."""
    words = request.words
    snippet: dict[str, Any] = {
        "title": words.title,
        "description": words.description,
        "tags": [*words.tags, mark_of(record)],
        "categoryId": CATEGORY,
    }
    if request.language != "und":
        snippet |= {"defaultLanguage": request.language, "defaultAudioLanguage": request.language}
    status: dict[str, Any] = {
        "privacyStatus": request.privacy,
        "selfDeclaredMadeForKids": False,
        "containsSyntheticMedia": True,
    }
    if request.publish_at:
        status["publishAt"] = request.publish_at
    return {"snippet": snippet, "status": status}


class Videos:
    """Uploads films; `piece` is how many bytes are sent at once."""

    def __init__(self, youtube: YouTube, records: ReleaseRecords, piece: int = PIECE) -> None:
        self._youtube = youtube
        self._records = records
        self._piece = piece

    def uploaded(
        self, request: ReleaseRequest, record: ReleaseRecord, path: Path, beat: Beat
    ) -> ReleaseRecord:
        """The record with the id of the film's video, which is in the file at `path`.

        Raises:
            ProviderError: YouTube did not take it; the type says whether it may later.
            Exception: what `beat` raises.

        """
        record = self._of_this_cut(request, record, path, beat)
        for _ in range(_SESSIONS):
            if record.video_id:
                return record
            if not record.session:
                address = begin(self._youtube, metadata_of(request, record), record.size)
                told = {"privacy": request.privacy, "publish_at": request.publish_at}
                record = self._records.session(record, address, **told)
            record, standing = self._carried(record, path, beat)
            video_id = standing.video_id or self._found(record, beat)
            if video_id:
                return self._records.put(record, video_id=video_id, session="", ending=False)
            if not standing.gone:
                raise Transient(UNNAMED, 60.0)
            record = self._records.session(record, "")
        raise Transient("YouTube forgot the upload of the film again and again.", 60.0)

    def _of_this_cut(
        self, request: ReleaseRequest, record: ReleaseRecord, path: Path, beat: Beat
    ) -> ReleaseRecord:
        """The record, of the film as it is now: an upload of an earlier cut is left, unless it became a video."""
        if record.video_id or record.is_of(request.film):
            return record
        if record.session:
            try:
                standing, is_there = (
                    Session(self._youtube, record.session, path, record.size).standing(),
                    False,
                )
            except UnknownOutcome:
                standing, is_there = Standing(record.size), True
            video_id = standing.video_id or (self._found(record, beat) if standing.gone or is_there else "")
            if video_id:
                return self._records.put(record, video_id=video_id, session="", ending=False)
            if is_there:
                raise Transient(UNNAMED, 60.0)
            record = self._records.session(record, "")
        return self._records.put(record, sha256=request.film.sha256, size=request.film.size)

    def _carried(self, record: ReleaseRecord, path: Path, beat: Beat) -> tuple[ReleaseRecord, Standing]:
        """The upload gone on with to its end, from the byte that YouTube has: what it has is asked before anything is sent."""
        session, failed = Session(self._youtube, record.session, path, record.size), 0
        standing: Standing | None = None
        while True:
            try:
                standing = standing or session.standing()
                if standing.video_id or standing.gone:
                    return record, standing
                beat(standing.received)
                if session.is_last(standing.received, self._piece) and not record.ending:
                    record = self._records.put(record, ending=True)
                standing, failed = session.sent_on(standing, self._piece), 0
            except (Transient, UnknownOutcome) as error:
                failed += 1
                if failed >= TRIES:
                    if isinstance(error, UnknownOutcome):
                        return record, Standing(record.size)
                    raise
                wait_s = getattr(error, "retry_after_s", None) or 2.0 ** (failed - 1)
                self._pause(min(wait_s, _LONGEST_PAUSE_S), beat, standing)
                standing = None

    def _pause(self, seconds: float, beat: Beat, standing: Standing | None) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            beat(standing.received if standing else 0)
            time.sleep(0.2)

    def _found(self, record: ReleaseRecord, beat: Beat) -> str:
        """The video of an upload that nobody knows any more; empty where there is none.

        Where the last bytes were sent there may be one that YouTube's lists do not have yet.
        """
        mark = mark_of(record)
        for look in range(LOOKS if record.ending else 1):
            if look:
                self._pause(LOOK_AGAIN_S, beat, None)
            if video_id := self._look(mark):
                return video_id
        return ""

    def _look(self, mark: str) -> str:
        """The id of the channel's own upload that has a mark; empty where there is none."""
        uploads, page = channel_of(self._youtube)[1], ""
        for _ in range(_PAGES):
            more = {"pageToken": page} if page else {}
            listed = self._youtube.read(
                "playlistItems",
                "the channel's uploads",
                part="contentDetails",
                playlistId=uploads,
                maxResults="50",
                **more,
            )
            ids = [text_at(item, "contentDetails", "videoId") for item in items_of(listed)]
            if ids:
                videos = self._youtube.read(
                    "videos", "the channel's videos", part="snippet", id=",".join(ids)
                )
                for video in items_of(videos):
                    if mark in (video.get("snippet", {}).get("tags") or ()):
                        return text_at(video, "id")
            page = text_at(listed, "nextPageToken")
            if not page:
                break
        return ""


def channel_of(youtube: YouTube) -> tuple[str, str]:
    """The title of a login's channel, and its list of uploads.

    Raises:
        Unauthorised: the account has no channel.
        ProviderError: YouTube does not say.

    """
    channels = items_of(youtube.read("channels", "the channel", part="snippet,contentDetails", mine="true"))
    if not channels:
        raise Unauthorised(f"{MEANINGS[NO_CHANNEL].said}.")
    return (
        text_at(channels[0], "snippet", "title"),
        text_at(channels[0], "contentDetails", "relatedPlaylists", "uploads"),
    )
