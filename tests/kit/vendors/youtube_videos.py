"""What the double of YouTube keeps: uploads, the videos that they become, and what goes with these."""

import hashlib
import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import Message
from email.parser import BytesParser
from io import BytesIO
from typing import Any

from PIL import Image

UNIT = 256 * 1024
UPLOADS = "UUnot-a-secret"
_SNIPPET = {"title", "description", "tags", "categoryId", "defaultLanguage", "defaultAudioLanguage"}
_STATUS = {"privacyStatus", "publishAt", "selfDeclaredMadeForKids", "containsSyntheticMedia"}


class Refused(Exception):
    """A request that gets an error."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status, self.reason = status, reason


@dataclass
class Video:
    """A video of the channel."""

    video_id: str
    about: dict[str, Any]
    sha256: str
    size: int
    poster: bytes = b""
    subtitles: dict[str, str] = field(default_factory=dict)
    upload_status: str = "processed"
    reason: str = ""


@dataclass
class Upload:
    """A film on its way; `confirmed` is how many bytes its sender was told are there."""

    name: str
    about: dict[str, Any]
    size: int
    data: bytearray = field(default_factory=bytearray)
    confirmed: int = 0
    gone: bool = False
    video: Video | None = None

    def piece(self, said: str, length: int, channel: "Channel") -> tuple[int, int]:
        """First and last byte of a piece that can be taken."""
        found = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+)", said)
        first, last, total = map(int, found.groups()) if found else (-1, -1, -1)
        count = last - first + 1
        if total != self.size or last >= total or count < 1 or count != length:
            channel.crimes.append(f"a piece of {length} bytes was sent as {said!r}")
            raise Refused(400, "badContentRange")
        if first < self.confirmed:
            channel.crimes.append(
                f"bytes from {first} on were sent again, and {self.confirmed} were confirmed"
            )
        if first != len(self.data):
            channel.crimes.append(f"a piece begins at {first}, and {len(self.data)} bytes are there")
            raise Refused(400, "badContentRange")
        if last + 1 != total and count % UNIT:
            channel.crimes.append(f"a piece of {count} bytes is no multiple of 256 KiB")
            raise Refused(400, "badRequest")
        return first, last


class Channel:
    """A channel; its lists lag `behind` so many looks. `locked` is a project that was not audited."""

    def __init__(self) -> None:
        self.uploads: dict[str, Upload] = {}
        self.videos: list[Video] = []
        self.crimes: list[str] = []
        self.behind = 0
        self.locked = False
        self.exists = True
        self.upload_status, self.reason = "processed", ""

    def begin(self, about: dict[str, Any], size: int) -> Upload:
        """A new upload, when what is said of it can be."""
        if not self.exists:
            raise Refused(401, "youtubeSignupRequired")
        self._check(about)
        name = f"not-a-secret-upload-{len(self.uploads) + 1}"
        self.uploads[name] = Upload(name, about, size)
        return self.uploads[name]

    def _check(self, about: dict[str, Any]) -> None:
        snippet, status = about.get("snippet", {}), about.get("status", {})
        if about.keys() != {"snippet", "status"} or not (
            snippet.keys() <= _SNIPPET and status.keys() <= _STATUS
        ):
            raise Refused(400, "badRequest")
        title, text, tags = snippet.get("title", ""), snippet.get("description", ""), snippet.get("tags", [])
        if not title.strip() or len(title) > 100 or re.search("[<>]", title):
            raise Refused(400, "invalidTitle")
        if len(text.encode()) > 5000 or re.search("[<>]", text):
            raise Refused(400, "invalidDescription")
        counted = sum(len(tag) + 2 * (" " in tag) for tag in tags) + max(0, len(tags) - 1)
        if counted > 500 or any(re.search("[<>,]", tag) or not tag for tag in tags):
            raise Refused(400, "invalidTags")
        if not str(snippet.get("categoryId", "")).isdigit():
            raise Refused(400, "invalidCategoryId")
        if status.get("privacyStatus") not in ("private", "unlisted", "public"):
            raise Refused(400, "invalidVideoMetadata")
        at = status.get("publishAt")
        if at and (status["privacyStatus"] != "private" or datetime.fromisoformat(at) <= datetime.now(UTC)):
            raise Refused(400, "invalidPublishAt")
        if (
            status.get("containsSyntheticMedia") is not True
            or status.get("selfDeclaredMadeForKids") is not False
        ):
            self.crimes.append(f"a film does not say what it is: {status}")

    def complete(self, upload: Upload) -> None:
        """An upload whose bytes are all there is a video."""
        sha256 = hashlib.sha256(upload.data).hexdigest()
        if any(video.sha256 == sha256 for video in self.videos):
            self.crimes.append("the same film became a second video")
        about = json.loads(json.dumps(upload.about))
        if self.locked:
            about["status"]["privacyStatus"] = "private"
        video = Video(f"vid-{len(self.videos) + 1:03d}_{sha256[:4]}", about, sha256, upload.size)
        video.upload_status, video.reason = self.upload_status, self.reason
        upload.video = video
        self.videos.append(video)

    def shown(self, video: Video) -> dict[str, Any]:
        """A video as it is told."""
        reason = {"failed": "failureReason", "rejected": "rejectionReason"}.get(video.upload_status)
        status = {**video.about["status"], "uploadStatus": video.upload_status}
        return {
            "kind": "youtube#video",
            "id": video.video_id,
            "snippet": video.about["snippet"],
            "status": status | ({reason: video.reason} if reason else {}),
        }

    def listed(self, what: str, query: dict[str, str]) -> dict[str, Any]:
        """One of the channel's lists."""
        if what == "channels":
            channel = {
                "kind": "youtube#channel",
                "snippet": {"title": "Night Films"},
                "contentDetails": {"relatedPlaylists": {"uploads": UPLOADS}},
            }
            return {"items": [channel]} if self.exists and query.get("mine") == "true" else {"pageInfo": {}}
        if what == "playlistItems":
            if query.get("playlistId") != UPLOADS:
                raise Refused(404, "playlistNotFound")
            known = self.videos[: -self.behind or None]
            self.behind = max(0, self.behind - 1)
            start, most = int(query.get("pageToken") or 0), int(query.get("maxResults", 5))
            found = list(reversed(known))
            items = [{"contentDetails": {"videoId": one.video_id}} for one in found[start : start + most]]
            more = {"nextPageToken": str(start + most)} if start + most < len(found) else {}
            return {"items": items, **more}
        if what == "captions":
            [video] = self._named(query["videoId"])
            return {"items": [{"snippet": {"language": language}} for language in sorted(video.subtitles)]}
        wanted = query["id"].split(",")
        if len(wanted) > 50:
            raise Refused(400, "invalidFilters")
        return {"items": [self.shown(video) for video in self.videos if video.video_id in wanted]}

    def give_poster(self, query: dict[str, str], data: bytes, kind: str) -> None:
        """The picture of a video, which has to be one."""
        [video] = self._named(query.get("videoId", ""))
        with Image.open(BytesIO(data)) as picture:
            if (
                kind not in ("image/jpeg", "image/png")
                or picture.format != kind.removeprefix("image/").upper()
            ):
                raise Refused(400, "mediaBodyRequired")
        video.poster = data

    def give_subtitles(self, about: dict[str, Any], data: bytes) -> dict[str, Any]:
        """Subtitles of a video, each language once."""
        snippet = about["snippet"]
        if snippet.keys() > {"videoId", "language", "name", "isDraft"} or not snippet.get("name"):
            raise Refused(400, "nameRequired")
        [video] = self._named(snippet["videoId"])
        if "-->" not in data.decode():
            raise Refused(400, "contentRequired")
        if snippet["language"] in video.subtitles:
            raise Refused(409, "captionExists")
        video.subtitles[snippet["language"]] = data.decode()
        return {"kind": "youtube#caption", "id": f"cap-{len(video.subtitles)}", "snippet": snippet}

    def _named(self, video_id: str) -> list[Video]:
        found = [video for video in self.videos if video.video_id == video_id]
        if not found:
            raise Refused(404, "videoNotFound")
        return found


def parts_of(kind: str, body: bytes) -> tuple[dict[str, Any], bytes]:
    """What is said of a file, and the file, in a body of two parts."""
    whole = BytesParser().parsebytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
    if whole.get_content_type() != "multipart/related":
        raise Refused(400, "badRequest")
    about, media = (
        part.get_payload(decode=True) for part in whole.get_payload() if isinstance(part, Message)
    )
    assert isinstance(about, bytes)
    assert isinstance(media, bytes)
    return json.loads(about), media
