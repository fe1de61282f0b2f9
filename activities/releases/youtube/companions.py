"""What goes with a video: its poster and its subtitles; and what YouTube says of it."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from activities.releases.youtube.refusals import reason_of, refusal_of
from activities.releases.youtube.service import Asked, YouTube, items_of, multipart, text_at
from models.errors import InvalidRequest
from models.releases.release import Subtitles

MOST_OF_A_POSTER = 50 * 1000**2
MOST_OF_SUBTITLES = 100 * 1000**2
"""Bytes."""

_SENDING_WITHIN_S = 600.0
_NAME = "Subtitles"
"""How a track of subtitles is called; with its language it tells it from others of the video."""

FAILURES = {
    "conversion": "it cannot convert it",
    "invalidFile": "it does not know the format of the file",
    "emptyFile": "it is empty",
    "tooSmall": "it is too small",
    "codec": "it does not know its codec",
    "uploadAborted": "the upload did not end",
}
REJECTIONS = {
    "copyright": "of a copyright that it infringes",
    "inappropriate": "of what it shows",
    "duplicate": "the channel has the same video",
    "termsOfUse": "it is against the terms of use",
    "uploaderAccountSuspended": "the account is suspended",
    "uploaderAccountClosed": "the account is closed",
    "length": "it is longer than the channel may upload: verify the channel at youtube.com/verify",
    "claim": "the owner of its content blocks it",
    "trademark": "of a trademark that it infringes",
    "legal": "of a law",
}


def page_of(video_id: str) -> str:
    """The address at which people see a video."""
    return f"https://www.youtube.com/watch?v={video_id}"


def give_poster(youtube: YouTube, video_id: str, poster: Path) -> None:
    """Make a JPEG the picture by which a video is shown; once more does the same.

    Raises:
        InvalidRequest: it is too large.
        ProviderError: YouTube does not take it.

    """
    data = poster.read_bytes()
    if len(data) > MOST_OF_A_POSTER:
        raise InvalidRequest(
            f"The poster has {len(data):,} bytes, and YouTube takes {MOST_OF_A_POSTER:,} at most."
        )
    where = f"/upload/youtube/v3/thumbnails/set?videoId={video_id}&uploadType=media"
    headers = {"Content-Type": "image/jpeg"}
    youtube.told(Asked("POST", where, "the poster", data, headers, _SENDING_WITHIN_S))


def give_subtitles(youtube: YouTube, video_id: str, subtitles: Subtitles, file: Path) -> None:
    """Add subtitles to a video; those that it has in this language already are left.

    Raises:
        InvalidRequest: they are too long, or in no known language.
        ProviderError: YouTube does not take them.

    """
    data = file.read_bytes()
    if len(data) > MOST_OF_SUBTITLES:
        raise InvalidRequest("The subtitles are longer than YouTube takes.")
    if (
        not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", subtitles.language)
        or subtitles.language == "und"
    ):
        raise InvalidRequest(
            "Nobody knows the language of the subtitles, and YouTube wants one: add them at studio.youtube.com."
        )
    snippet = {"videoId": video_id, "language": subtitles.language, "name": _NAME, "isDraft": False}
    body, headers = multipart({"snippet": snippet}, data, "application/octet-stream")
    what = f"the subtitles in {subtitles.language}"
    where = "/upload/youtube/v3/captions?part=snippet&uploadType=multipart"
    came = youtube.ask(Asked("POST", where, what, body, headers, _SENDING_WITHIN_S))
    if not came.accepted and reason_of(came) != "captionExists":
        raise refusal_of(what, came)


class Seen(NamedTuple):
    """Who sees a video: a privacy, and when it becomes public by itself (ISO 8601 with an offset, empty for never)."""

    privacy: str
    publish_at: str = ""

    @property
    def words(self) -> str:
        """`private`, or `private, public from 2026-12-24T18:00:00Z on`."""
        return self.privacy + (f", public from {self.publish_at} on" if self.publish_at else "")

    def allows(self, privacy: str) -> bool:
        """Whether a video that was to be seen so may have a privacy by now."""
        due = bool(self.publish_at) and datetime.fromisoformat(self.publish_at) <= datetime.now(UTC)
        return privacy == self.privacy or (due and privacy == "public")


def look_at(youtube: YouTube, video_id: str, told: Seen, wanted: Seen) -> list[str]:
    """What is to be said of a video: that YouTube shows it otherwise than it was `told`, or that is not what is `wanted` by now.

    Raises:
        InvalidRequest: YouTube has taken it and will not show it.
        ProviderError: YouTube does not say.

    """
    videos = items_of(youtube.read("videos", "the video", part="status", id=video_id))
    if not videos:
        return ["YouTube does not list the video yet."]
    state, privacy = (
        text_at(videos[0], "status", "uploadStatus"),
        text_at(videos[0], "status", "privacyStatus"),
    )
    if state == "failed":
        why = FAILURES.get(text_at(videos[0], "status", "failureReason"), "it does not say why")
        raise InvalidRequest(f"YouTube cannot show the film: {why}.")
    if state in ("rejected", "deleted"):
        why = REJECTIONS.get(text_at(videos[0], "status", "rejectionReason"), "it does not say why")
        raise InvalidRequest(f"YouTube has rejected the film, because {why}.")
    notes = []
    if not told.allows(privacy):
        why = (
            ": YouTube locks what comes from projects that it has not audited" if privacy == "private" else ""
        )
        notes.append(f"It was to be {told.words} and is {privacy}{why}.")
    elif told != wanted and not wanted.allows(privacy):
        notes.append(
            f"Its upload was begun as {told.words}, and it is {privacy}: make it {wanted.words} at YouTube."
        )
    if state == "uploaded":
        notes.append("YouTube is still working on the picture.")
    return notes
