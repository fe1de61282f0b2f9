"""YouTube's Data API, doubled, with Google's server of logins; `youtube_videos` has what it keeps of a channel.

Stricter than YouTube: a piece has to begin where the last confirmed byte ends, and all but the last are multiples of 256 KiB;
a byte that was confirmed and is sent again is a crime, as is a film that becomes a second video, one that does not say
that it is synthetic, an address of an upload that is asked for under no login, and a piece of a login in an address.
"""

import json
import secrets
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

from models.base import Frozen
from tests.kit.vendors.manners import Desk, Double
from tests.kit.vendors.youtube_login import Logins
from tests.kit.vendors.youtube_videos import Channel, Refused, Upload, Video, parts_of

_STEP = 64 * 1024


class Trouble(Frozen):
    """What goes wrong with the next `times` requests `at` a place: a status with a reason, or something with the wire.

    `amount` is how many bytes of a piece are taken before.
    """

    at: str
    how: str = ""
    status: int = 0
    reason: str = ""
    times: int = 1
    amount: int = 0
    after_s: float = 0.0


class YouTube(Double):
    """A channel, its uploads, and what a test wants to go wrong."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, YouTubeDesk)
        self.logins = Logins()
        self.channel = Channel()
        self.troubles: list[Trouble] = []
        self.asked: list[str] = []
        """What was asked, in order: `begin`, `ask`, `piece` …"""
        self.pieces: list[tuple[int, int, int]] = []
        """First and last byte of each piece, and how many bytes of the upload were there before."""
        self.hold_at = 0
        """From so many bytes of an upload on nothing more is read, until it is zero."""
        self.held = threading.Event()

    def trouble(self, at: str) -> Trouble | None:
        """What goes wrong with this request."""
        with self.lock:
            self.asked.append(at)
            for number, trouble in enumerate(self.troubles):
                if trouble.at == at:
                    left = trouble.times - 1
                    rest = [trouble.model_copy(update={"times": left})] if left else []
                    self.troubles[number : number + 1] = rest
                    return trouble
            return None

    @property
    def crimes(self) -> list[str]:
        """What no client should do."""
        return self.channel.crimes + self.logins.crimes

    @property
    def client(self) -> dict[str, Any]:
        """The file of an OAuth client that logs in here."""
        return {
            "installed": {
                "client_id": self.logins.client_id,
                "project_id": "films",
                "auth_uri": f"{self.address}/auth",
                "token_uri": f"{self.address}/token",
                "client_secret": self.logins.client_secret,
                "redirect_uris": ["http://localhost"],
            }
        }


class YouTubeDesk(Desk):
    """One caller of YouTube."""

    server: YouTube

    def do_PUT(self) -> None:  # noqa: N802 - the base class names it so
        self._answered("PUT")

    def do_GET(self) -> None:  # noqa: N802 - the base class names it so
        self._answered("GET")

    def do_POST(self) -> None:  # noqa: N802 - the base class names it so
        self._answered("POST")

    def _answered(self, method: str) -> None:
        try:
            self._route(method)
        except Refused as refused:
            self._refuse(refused.status, refused.reason)
        except (BrokenPipeError, ConnectionError):
            self.close_connection = True

    def _route(self, method: str) -> None:
        server = self.server
        match method, self.parts:
            case "GET", ["auth"]:
                self.answer(302, b"", {"Location": server.logins.page(self.query)})
            case "POST", ["token"]:
                status, told = server.logins.token(self.body().decode())
                self.answer(status, told)
            case _ if not self._let_in():
                return
            case "POST", ["upload" | "resumable", *rest] if rest[-2:] == ["v3", "videos"]:
                self._begin()
            case "PUT", ["upload", "youtube", "v3", "videos"]:
                self._carry()
            case "POST", ["upload", "youtube", "v3", "thumbnails", "set"]:
                self._checked("poster")
                server.channel.give_poster(self.query, self.body(), self.headers.get("Content-Type", ""))
                self.answer(200, {"kind": "youtube#thumbnailSetResponse", "items": []})
            case "POST", ["upload", "youtube", "v3", "captions"]:
                self._checked("subtitles")
                about, data = parts_of(self.headers["Content-Type"], self.body())
                self.answer(200, server.channel.give_subtitles(about, data))
            case "GET", ["youtube", "v3", "videos" | "channels" | "playlistItems" | "captions" as what]:
                self._checked(what)
                self.answer(200, server.channel.listed(what, self.query))
            case _:
                raise Refused(404, "notFound")

    def _let_in(self) -> bool:
        """Whether the caller is logged in, for what it asks."""
        said = self.headers.get("Authorization", "")
        scope = "force-ssl" if self.parts[-1] == "captions" else "youtube"
        reason = self.server.logins.refusal(said.removeprefix("Bearer "), scope)
        if reason:
            self._read_all()
            self._refuse(401 if reason == "authError" else 403, reason)
        return not reason

    def _checked(self, at: str) -> Trouble | None:
        """The trouble of a request, when it is not one that ends it."""
        trouble = self.server.trouble(at)
        if trouble and trouble.status:
            self._read_all()
            raise Refused(trouble.status, trouble.reason)
        if trouble and trouble.how == "drop-before":
            raise ConnectionError
        return trouble

    def _begin(self) -> None:
        trouble, channel = self._checked("begin"), self.server.channel
        body, size = self.body(), self.headers.get("X-Upload-Content-Length", "")
        if self.query.get("uploadType") != "resumable" or not self.headers["Content-Type"].startswith(
            "application/json"
        ):
            raise Refused(400, "badRequest")
        if not size.isdigit() or not self.headers.get("X-Upload-Content-Type", "").startswith("video/"):
            raise Refused(400, "mediaBodyRequired")
        if self.query.get("part") != "snippet,status":
            raise Refused(400, "badRequest")
        upload = channel.begin(json.loads(body), int(size))
        where = f"{self.server.address}/upload/youtube/v3/videos?uploadType=resumable&upload_id={upload.name}"
        how = trouble.how if trouble else ""
        if how == "drop-after":
            raise ConnectionError
        if how == "elsewhere":
            where = "http://127.0.0.1:9/upload/youtube/v3/videos"
        self.answer(200, b"", {} if how == "nowhere" else {"Location": where})

    def _carry(self) -> None:
        channel = self.server.channel
        upload = channel.uploads.get(self.query.get("upload_id", ""))
        said = self.headers.get("Content-Range", "")
        at = "ask" if said.startswith("bytes */") else "piece"
        trouble = self._checked(at)
        if upload is None or upload.gone:
            self._read_all()
            raise Refused(404, "notFound")
        if at == "ask":
            if said != f"bytes */{upload.size}" or int(self.headers.get("Content-Length") or 0):
                raise Refused(400, "badRequest")
        else:
            self._take(upload, said, trouble)
        how = trouble.how if trouble else ""
        if how == "drop-after":
            raise ConnectionError
        if how == "gone-after":
            upload.gone = True
            raise ConnectionError
        self._tell(upload, unnamed=how == "unnamed")

    def _take(self, upload: Upload, said: str, trouble: Trouble | None) -> None:
        """Read a piece as it comes: what arrived before a line breaks is kept."""
        first, last = upload.piece(said, int(self.headers.get("Content-Length") or -1), self.server.channel)
        self.server.pieces.append((first, last, len(upload.data)))
        most = last - first + 1
        if trouble and trouble.how in ("part", "cut"):
            most = trouble.amount
        taken = 0
        while taken < most:
            hold = self.server.hold_at
            if hold and len(upload.data) >= hold:
                self.server.held.set()
                time.sleep(0.01)
                continue
            part = self.rfile.read1(min(_STEP, most - taken))
            if not part:
                raise ConnectionError
            upload.data += part
            taken += len(part)
        if trouble and trouble.how == "cut":
            raise ConnectionError
        self._read_all(last - first + 1 - taken)
        if len(upload.data) == upload.size:
            self.server.channel.complete(upload)

    def _tell(self, upload: Upload, *, unnamed: bool) -> None:
        if upload.video is not None:
            upload.confirmed = upload.size
            told = self.server.channel.shown(upload.video)
            self.answer(200, {"kind": "youtube#video"} if unnamed else told)
            return
        upload.confirmed = len(upload.data)
        more = {"Range": f"bytes=0-{upload.confirmed - 1}"} if upload.confirmed else {}
        self.answer(308, b"", more)

    def _read_all(self, count: int | None = None) -> None:
        left = int(self.headers.get("Content-Length") or 0) if count is None else count
        while left > 0 and (part := self.rfile.read1(min(_STEP, left))):
            left -= len(part)

    def _refuse(self, status: int, reason: str) -> None:
        error = {
            "code": status,
            "message": f"The request was refused: {reason}. {self.server.behaviour.says}",
            "errors": [{"domain": "youtube.video", "reason": reason, "message": reason}] if reason else [],
        }
        wait = {"Retry-After": "1"} if status in (429, 503) else {}
        self.answer(status, {"error": error}, wait)

    def drop(self) -> None:
        self.close_connection = True
        with suppress(OSError):
            self.connection.shutdown(2)

    def finish(self) -> None:
        if self.close_connection:
            self.drop()
        with suppress(OSError, ValueError):
            BaseHTTPRequestHandler.finish(self)


def film_bytes(size: int) -> bytes:
    """A film that no other test has."""
    return secrets.token_bytes(size)


__all__ = ["Trouble", "Upload", "Video", "YouTube", "film_bytes"]
