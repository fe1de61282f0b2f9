"""Where films' files are opened from when they are in a bucket: what a page's policy has to allow beside our own."""

import asyncio
from contextlib import suppress
from urllib.parse import urlsplit

from fastapi import Request

from infra.settings import Settings
from infra.storage import LocalStore, Store, open_store
from models.errors import LongtakeError
from models.orders.assets import Blob
from studio.web.doors import doors_of
from studio.web.page.renderer import STORES

_ANY = Blob(sha256="0" * 64, suffix=".mp4", size=0)


async def know_stores(request: Request) -> None:
    """See that the application knows its store's origin, which is asked for once; nobody is asked over a network for it."""
    state = request.app.state
    if getattr(state, STORES, None) is None:
        with suppress(LongtakeError):  # without credentials no file can be opened either
            setattr(state, STORES, await asyncio.to_thread(_origin, doors_of(request).settings))


def origin_of(store: Store) -> str:
    """The origin of the addresses that a store signs; empty where a browser gets its files from us.

    Raises:
        LongtakeError: nothing can be signed.

    """
    if isinstance(store, LocalStore):
        return ""
    at = urlsplit(store.link(_ANY, 60))
    return f"{at.scheme}://{at.netloc}"


def _origin(settings: Settings) -> str:
    return origin_of(open_store(settings))
