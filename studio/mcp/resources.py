"""What can be read of a film by its address: its board, its poster, its report."""

import asyncio

from mcp.server.mcpserver.exceptions import ResourceNotFoundError

from activities.documents.papers import report_paper
from models.errors import UnknownFilm
from models.film.view import FilmView
from studio.mcp.door import Call, session_of
from studio.service.session import Session


async def board(film_id: str, call: Call) -> bytes:
    """The first page of a film's storyboard, a PNG."""
    return await _document(film_id, "storyboard.png", call)


async def poster(film_id: str, call: Call) -> bytes:
    """The poster of a finished film, a JPEG."""
    return await _document(film_id, "poster.jpg", call)


async def report(film_id: str, call: Call) -> str:
    """A film in figures, as JSON: where it stands, shot by shot, what it cost, who decided what."""
    session, view = await _view(film_id, call)
    blob = view.documents.get("report.json")
    if blob is None:
        return (await asyncio.to_thread(report_paper, view)).decode()
    return (await asyncio.to_thread(session.studio.store.read_bytes, blob)).decode()


OFFERED = (
    (board, "film://{film_id}/board", "Storyboard", "image/png"),
    (poster, "film://{film_id}/poster", "Poster", "image/jpeg"),
    (report, "film://{film_id}/report", "Report", "application/json"),
)
"""What is read, by which address, what people call it, and of which kind it is."""


async def _document(film_id: str, name: str, call: Call) -> bytes:
    session, view = await _view(film_id, call)
    blob = view.documents.get(name)
    if blob is None:
        raise ResourceNotFoundError(f"The film {film_id!r} has no {name} yet: it is {view.verdict}.")
    return await asyncio.to_thread(session.studio.store.read_bytes, blob)


async def _view(film_id: str, call: Call) -> tuple[Session, FilmView]:
    session, _ = await session_of(call, "see")
    try:
        return session, await session.studio.view(film_id)
    except UnknownFilm as error:
        raise ResourceNotFoundError(str(error)) from error
