"""Stored files as answers: from a folder with ranges, from a bucket by an address that is signed for an hour."""

import asyncio
import hashlib
import re
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path
from typing import Any

from fastapi import Request, Response
from fastapi.responses import FileResponse, RedirectResponse
from starlette.types import Message, Receive, Scope, Send

from infra.storage import LocalStore, Store
from models.errors import CorruptAsset
from models.orders.assets import Blob
from studio.service.library import LINK_S
from studio.web.problems import declared, of_status, problem

_TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".mov": "video/quicktime",
    ".mkv": "video/x-matroska",
    ".wav": "audio/wav",
    ".mp3": "audio/mpeg",
    ".flac": "audio/flac",
    ".m4a": "audio/mp4",
    ".ogg": "audio/ogg",
    ".json": "application/json",
    ".otio": "application/json",
    ".xml": "application/xml",
    ".srt": "application/x-subrip",
    ".vtt": "text/vtt",
    ".txt": "text/plain; charset=utf-8",
    ".md": "text/plain; charset=utf-8",
    ".edl": "text/plain; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
}
"""What a browser is told that files are; anything else is bytes."""
_BYTES = "application/octet-stream"
_VERIFIED = 4096
"""Files of which it is remembered that their bytes are the ones that were stored."""
KEPT = "private, max-age=86400, immutable"
"""A file that is named by its hash never changes; one that is named by its place may be another later."""
ASKED_AGAIN = "private, no-cache"

_JSON = "application/json"
_OF_BYTES = {"schema": {"type": "string", "format": "binary"}}

ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file.",
        # Bytes first: a client that is generated takes every file as what stands first.
        "content": {
            kind.partition(";")[0]: {"schema": {}} if kind == _JSON else _OF_BYTES
            for kind in (_BYTES, *dict.fromkeys(_TYPES.values()))
        },
    },
    206: {
        "description": "The part of it that `Range` asks for.",
        "content": {_BYTES: _OF_BYTES},
    },
    304: {"description": "It is the file that `If-None-Match` names."},
    307: {"description": "Where it lies in a bucket; the address can be opened for an hour."},
    **declared(416),
}
"""What a route of files declares."""


def type_of(name: str) -> str:
    """What a file is, by its name."""
    return _TYPES.get(Path(name).suffix.lower(), _BYTES)


async def stored(request: Request, store: Store, blob: Blob, name: str, *, by_hash: bool = False) -> Response:
    """A stored file under a name; `by_hash` where it was asked for by its hash.

    Raises:
        CorruptAsset: it is gone, or has changed since it was stored.
        StorageError: the disk or the bucket says no.

    """
    if not isinstance(store, LocalStore):
        link = await asyncio.to_thread(store.link, blob, LINK_S)
        return RedirectResponse(link, 307, {"cache-control": "no-store"})
    path = await asyncio.to_thread(_verified, store, blob)
    headers = {"etag": f'"{blob.sha256}"', "cache-control": KEPT if by_hash else ASKED_AGAIN}
    if is_known(request.headers.get("if-none-match", ""), headers["etag"]):
        return Response(status_code=304, headers=headers)
    kind = type_of(name)
    shown = "attachment" if kind in (_BYTES, "application/xml") else "inline"
    return _File(
        path, headers=headers, media_type=kind, filename=Path(name).name, content_disposition_type=shown
    )


def written(request: Request, data: bytes, name: str) -> Response:
    """What was written for whoever asks, under a file's name: as a stored file, but whole."""
    headers = {"etag": f'"{hashlib.sha256(data).hexdigest()}"', "cache-control": ASKED_AGAIN}
    if is_known(request.headers.get("if-none-match", ""), headers["etag"]):
        return Response(status_code=304, headers=headers)
    headers["content-disposition"] = f'inline; filename="{Path(name).name}"'
    return Response(data, headers=headers, media_type=type_of(name))


def is_known(given: str, etag: str) -> bool:
    """Whether an `If-None-Match` names what would be answered."""
    tags = [re.sub(r"^W/", "", tag.strip()) for tag in given.split(",")]
    return etag in tags or given.strip() == "*"


class _File(FileResponse):
    """A file; a range that cannot be read, or that it does not have, is a problem as everything else that goes wrong."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refused: Message = {}

        async def sent(message: Message) -> None:
            nonlocal refused
            if message["type"] == "http.response.start" and message["status"] >= HTTPStatus.BAD_REQUEST:
                refused = message
            if not refused:
                await send(message)

        await super().__call__(scope, receive, sent)
        if refused:
            await _out_of_range(refused)(scope, receive, send)


def _out_of_range(refused: Message) -> Response:
    if refused["status"] != HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
        return problem(of_status(refused["status"]), "The Range cannot be read: ask for it as `bytes=0-99`.")
    (length,) = (value.decode() for name, value in refused["headers"] if name == b"content-range")
    sentence = f"The file has {int(length.rpartition('/')[2]):,} bytes: there is no such range of it."
    return problem(of_status(refused["status"]), sentence, headers={"Content-Range": length})


def _verified(store: LocalStore, blob: Blob) -> Path:
    """Where a blob lies, its bytes read and compared once for as long as nobody touches the file: a player asks for many ranges."""
    path = store.path_of(blob)
    try:
        found = path.stat()
        return _opened(store, blob, found.st_mtime_ns, found.st_size)
    except (OSError, CorruptAsset) as error:
        # Whoever asks from elsewhere does not learn where it lies.
        told = str(error) if isinstance(error, CorruptAsset) else f"{path} is gone from the store."
        raise CorruptAsset(told.replace(str(path), "This file"), blob.sha256) from error


@lru_cache(_VERIFIED)
def _opened(store: LocalStore, blob: Blob, _mtime_ns: int, _size: int) -> Path:
    return store.open_file(blob)
