"""One upload that can be broken off and continued: its address, what of it YouTube has, the next piece."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from activities.releases.youtube.refusals import refusal_of
from activities.releases.youtube.service import Asked, YouTube
from models.errors import Transient, UnknownOutcome
from providers.vendors.exchange import Delivered

UNIT = 256 * 1024
"""Bytes; all pieces but the last are multiples of it."""
PIECE = 16 * UNIT
"""Bytes that are sent at once, and that are lost when the line breaks."""

_PIECE_WITHIN_S = 600.0
_GONE = (404, 410)
_MORE = 308
_WHAT = "the upload"


class Standing(NamedTuple):
    """How far an upload is: it has `received` bytes, or became the `video_id`, or nobody knows it any more (`gone`)."""

    received: int = 0
    video_id: str = ""
    gone: bool = False


def begin(youtube: YouTube, about: Mapping[str, Any], size: int) -> str:
    """The address of a new upload of so many bytes, which becomes a video when all of them are there.

    Raises:
        ProviderError: YouTube gives none.

    """
    body = json.dumps(about, ensure_ascii=False).encode()
    headers = {
        "Content-Type": "application/json; charset=UTF-8",
        "X-Upload-Content-Length": str(size),
        "X-Upload-Content-Type": "video/mp4",
    }
    where = "/upload/youtube/v3/videos?uploadType=resumable&part=snippet,status"
    came = youtube.ask(Asked("POST", where, "a new video", body, headers))
    if not came.accepted:
        raise refusal_of("a new video", came)
    address = came.headers.get("location", "")
    if not youtube.is_its_own(address):
        raise Transient("YouTube began an upload without saying where it goes.")
    return address


class Session:
    """The upload of a file of `size` bytes to an address."""

    def __init__(self, youtube: YouTube, address: str, path: Path, size: int) -> None:
        self._youtube = youtube
        self._address = address
        self._path = path
        self._size = size

    def standing(self) -> Standing:
        """How far it is; nothing is sent.

        Raises:
            ProviderError: YouTube does not say.

        """
        headers = {"Content-Range": f"bytes */{self._size}"}
        return self._read(self._youtube.ask(Asked("PUT", self._address, _WHAT, b"", headers)), self._size)

    def sent_on(self, before: Standing, piece: int = PIECE) -> Standing:
        """How far it is once the next piece was sent.

        Raises:
            Transient: nothing more of the film is there, or nobody knows how much; `standing` tells.
            ProviderError: as `standing`.

        """
        with self._path.open("rb") as file:
            file.seek(before.received)
            data = file.read(piece)
        end = before.received + len(data)
        headers = {
            "Content-Type": "video/mp4",
            "Content-Range": f"bytes {before.received}-{end - 1}/{self._size}",
        }
        asked = Asked("PUT", self._address, _WHAT, data, headers, within_s=_PIECE_WITHIN_S)
        now = self._read(self._youtube.ask(asked), end)
        if not now.video_id and not now.gone and now.received <= before.received:
            raise Transient("YouTube takes no more bytes of the film.")
        return now

    def is_last(self, start: int, piece: int = PIECE) -> bool:
        """Whether the piece from a byte on ends the file."""
        return start + piece >= self._size

    def _read(self, came: Delivered, most: int) -> Standing:
        """What an answer says; at most `most` bytes can have arrived."""
        if came.status == _MORE:
            received = _received(came.headers.get("range", ""))
            if received is None or received > most:
                raise Transient("YouTube says that it has bytes of the film which it was not sent.")
            return Standing(received)
        if came.status in _GONE:
            return Standing(gone=True)
        if not came.accepted:
            raise refusal_of(_WHAT, came)
        video_id = (came.read() or {}).get("id")
        if not isinstance(video_id, str) or not re.fullmatch(r"[\w-]{1,64}", video_id, re.ASCII):
            # It has the film all the same: `standing` may say it better, and else it is found by its mark.
            raise UnknownOutcome("YouTube took the film and did not say which video it became.")
        return Standing(self._size, video_id)


def _received(said: str) -> int | None:
    """How many bytes there are, by the header that names them; None where it is not understood."""
    if not said:
        return 0
    found = re.fullmatch(r"(?:bytes=)?0-(\d{1,15})", said.strip(), re.ASCII)
    return int(found[1]) + 1 if found else None
