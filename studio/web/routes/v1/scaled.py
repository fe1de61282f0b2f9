"""Stored pictures as small as somebody sees them: a board of many would be hundreds of megabytes else."""

import asyncio
from io import BytesIO
from typing import Annotated, Literal

from fastapi import Query, Request, Response

from infra.media.intake.stills import STILL
from infra.storage import Store
from models.orders.assets import Blob
from studio.service.remembered import Remembered
from studio.web.routes.v1.stored import ASKED_AGAIN, KEPT, is_known, stored

Width = Literal["160", "320", "640", "1280"]
AskedWidth = Annotated[
    Width | None,
    Query(description="Of a picture: no wider than so many pixels.", examples=["640"]),
]
"""A route's parameter: how wide a picture is asked for."""

_QUALITY = 82
_PICTURES = Remembered(64 * 2**20)
"""As they were scaled, some 20 KB each."""


async def scaled(
    request: Request, store: Store, blob: Blob, width: int, *, by_hash: bool = False
) -> Response:
    """A stored picture, no wider than so many pixels, as JPEG; `by_hash` where it was asked for by its hash.

    Raises:
        CorruptAsset: it is gone, or has changed since it was stored.
        MediaError: it is no picture.
        StorageError: the disk or the bucket says no.

    """
    headers = {"etag": f'"{blob.sha256}-{width}"', "cache-control": KEPT if by_hash else ASKED_AGAIN}
    if is_known(request.headers.get("if-none-match", ""), headers["etag"]):
        return Response(status_code=304, headers=headers)
    data = await asyncio.to_thread(_PICTURES.get, (blob.sha256, width), lambda: _scaled(store, blob, width))
    return Response(data, headers=headers, media_type="image/jpeg")


async def shown(request: Request, store: Store, blob: Blob, name: str, width: Width | None) -> Response:
    """A stored file that is named by its hash, a picture no wider than was asked for.

    Raises:
        LongtakeError: as `scaled` and `stored`.

    """
    if width and blob.suffix.lower() in STILL:
        return await scaled(request, store, blob, int(width), by_hash=True)
    return await stored(request, store, blob, name, by_hash=True)


def _scaled(store: Store, blob: Blob, width: int) -> bytes:
    from infra.media.intake.stills import read_still

    picture = read_still(store.open_file(blob))
    if picture.width > width:
        picture = picture.resize(
            (width, max(1, round(picture.height * width / picture.width))), reducing_gap=2.0
        )
    data = BytesIO()
    picture.save(data, format="JPEG", quality=_QUALITY, optimize=True, progressive=True)
    return data.getvalue()
