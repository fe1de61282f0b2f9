"""A film's folder as one file."""

import asyncio

from fastapi import Response
from fastapi.responses import StreamingResponse

from infra.storage import LocalStore, Store
from models.errors import CorruptAsset
from models.film.view import FilmView
from studio.service.film.fetch import booked_money
from studio.service.film.folder import REPORT
from studio.service.film.reading.archive import folder_zip, lost_of
from studio.web.doors import Open
from studio.web.resources import resource
from studio.web.routes.v1.parameters import SEE, FilmId

router = resource("files")

_ZIP = "application/zip"
_BYTES = {"schema": {"type": "string", "format": "binary"}}


@router.get(
    "/films/{film_id}/folder.zip",
    summary="Fetch a film's folder",
    dependencies=[SEE],
    response_class=StreamingResponse,
    responses={
        200: {
            "description": "The folder.",
            # Bytes first: a client that is generated takes every file as what stands first.
            "content": {"application/octet-stream": _BYTES, _ZIP: _BYTES},
        }
    },
)
async def fetch_folder(film_id: FilmId, session: Open) -> Response:
    """Everything that a film has by now, as one ZIP file that is made while it is sent.

    A file that is lost is said before anything is sent; from a bucket, where that is found later, the connection ends.
    """
    view = await session.studio.view(film_id)
    await asyncio.to_thread(_check, view, session.studio.store)
    money = None if REPORT in view.documents else await booked_money(session, view)
    headers = {
        "content-disposition": f'attachment; filename="{film_id}.zip"',
        "cache-control": "no-store",
    }
    return StreamingResponse(folder_zip(view, session.studio.store, money), media_type=_ZIP, headers=headers)


def _check(view: FilmView, store: Store) -> None:
    """See that a folder's files are all there; a bucket is not asked for each."""
    if isinstance(store, LocalStore) and (lost := lost_of(view, store)):
        more = f" and {len(lost) - 1} more" if len(lost) > 1 else ""
        raise CorruptAsset(f"{lost[0]}{more} of the film is gone from the store: make the film again.")
