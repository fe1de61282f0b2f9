"""Files of the store as answers: in ranges where they are local, by an address of their own where they are in a bucket."""

import asyncio
from collections import OrderedDict
from http import HTTPStatus
from typing import Any

from fastapi.responses import FileResponse, RedirectResponse
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from infra.storage import Store
from models.errors import CorruptAsset
from models.orders.assets import Blob
from studio.web.problems import of_status, problem

LINK_S = 3600
"""Seconds for which the address of a file in a bucket can be opened."""

_VERIFIED: "OrderedDict[str, None]" = OrderedDict()
"""Files whose bytes were read through, so that a film is not read through for each of its ranges."""
_MOST_VERIFIED = 1000

REDIRECT: dict[int | str, dict[str, Any]] = {
    307: {
        "description": "It is in a bucket: `Location` is where, for an hour.",
        "headers": {"Location": {"description": "Its address.", "schema": {"type": "string"}}},
    }
}


class StoredFile(FileResponse):
    """A file, or ranges of it; a range that it does not have is told as a problem."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""
        refused: Response | None = None

        async def told(message: Message) -> None:
            nonlocal refused
            if message["type"] == "http.response.start" and message["status"] >= HTTPStatus.BAD_REQUEST:
                size = self.headers["content-length"]
                refused = problem(
                    of_status(416),
                    f"There is no such range: the file has {size} bytes.",
                    headers={"Content-Range": f"bytes */{size}"},
                )
            elif refused is None:
                await send(message)

        await super().__call__(scope, receive, told)
        if refused is not None:
            await refused(scope, receive, send)


async def stored_file(store: Store, blob: Blob, name: str, media_type: str) -> Response:
    """A file of the store, called `name` where it is saved.

    Raises:
        CorruptAsset: it is gone, or damaged.
        StorageError: the store does not answer.

    """
    return await asyncio.to_thread(_answer, store, blob, name, media_type)


def _answer(store: Store, blob: Blob, name: str, media_type: str) -> Response:
    link = store.link(blob, LINK_S)
    if not link.startswith("file:"):
        if not store.holds(blob):
            raise CorruptAsset(f"{name} is gone from the store.", blob.sha256)
        return RedirectResponse(link, 307, headers={"Cache-Control": "no-store"})
    path = _opened(store, blob)
    return StoredFile(
        path,
        media_type=media_type,
        filename=name,
        stat_result=path.stat(),
        content_disposition_type="inline",
        headers={"ETag": f'"{blob.sha256}"', "Cache-Control": "no-cache"},
    )


def _opened(store: Store, blob: Blob) -> Any:  # noqa: ANN401 - a path
    from pathlib import Path
    from urllib.parse import urlsplit
    from urllib.request import url2pathname

    if blob.sha256 in _VERIFIED and store.holds(blob):
        return Path(url2pathname(urlsplit(store.link(blob, LINK_S)).path))
    path = store.open_file(blob)
    _VERIFIED[blob.sha256] = None
    while len(_VERIFIED) > _MOST_VERIFIED:
        _VERIFIED.popitem(last=False)
    return path
