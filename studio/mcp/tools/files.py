"""The tool that gives a film's files."""

import asyncio
from pathlib import Path
from typing import Annotated

from mcp_types import CallToolResult, ContentBlock, ResourceLink, TextContent
from pydantic import Field

from infra.settings import variable_of
from models.errors import BadInput
from models.film.view import FilmView
from models.names import checked_film_id, in_order
from models.orders.assets import Blob
from studio.mcp.answers.films import FetchedFilm, FilmFile
from studio.mcp.door import Call, door_of, session_of
from studio.mcp.tools.films import Film
from studio.service.environment.defaults import films_folder
from studio.service.film.fetch import write_film
from studio.service.film.folder import check_folder
from studio.service.session import Session

USUAL = ("film.mp4", "poster.jpg", "storyboard.png", "report.json")
"""The files of which a link is given where none is asked for by name."""
LINK_S = 3600
"""Seconds for which a link to a bucket is good."""


async def fetch(
    film_id: Film,
    call: Call,
    files: Annotated[
        tuple[str, ...],
        Field(
            max_length=100,
            description="Files by name, such as film.mp4: those alone are written, beside report.json; over HTTP "
            "those of which links are given.",
        ),
    ] = (),
) -> Annotated[CallToolResult, FetchedFilm]:
    """Give a film's files: on this machine they are written into its folder, over HTTP there are links to them.

    Works at any time; a film that is not finished has what it has made by then. `film.mp4` is the film.
    """
    session, caller = await session_of(call, "see")
    view = await session.studio.view(checked_film_id(film_id))
    there = view.folder()
    for name in files:
        if name not in there:
            raise BadInput(
                f"There is no file {name[:200]!r} in {film_id}: it has {', '.join(in_order(there))[:600]}."
            )
    folder, written = None, list[Path]()
    if caller.local:
        folder = (films_folder(session.settings) / film_id).absolute()
        await asyncio.to_thread(check_folder, folder, film_id, variable_of("films"))
        written = await write_film(session, view, folder, files)
    linked = [] if folder else [name for name in files or USUAL if name in there]
    urls = await asyncio.to_thread(_urls, session, call, view, linked)
    facts = FetchedFilm(
        id=film_id,
        status=view.verdict,
        folder=str(folder) if folder else None,
        files=tuple(
            FilmFile(name=name, bytes=there[name].size, url=urls.get(name, "")) for name in in_order(there)
        ),
        written=tuple(in_order(str(path.relative_to(folder)) for path in written)) if folder else (),
    )
    content: list[ContentBlock] = [TextContent(type="text", text=facts.model_dump_json())]
    content += [ResourceLink(type="resource_link", name=name, uri=url) for name, url in urls.items()]
    return CallToolResult(content=content, structured_content=facts.model_dump(mode="json"))


def _urls(session: Session, call: Call, view: FilmView, names: list[str]) -> dict[str, str]:
    """Where files can be had: of a bucket a link that is good for an hour, else the door's own."""
    files = view.folder()
    found = {name: _url(session, call, view.film_id, name, files[name]) for name in names}
    return {name: url for name, url in found.items() if url}


def _url(session: Session, call: Call, film_id: str, name: str, blob: Blob) -> str:
    link = session.studio.store.link(blob, LINK_S)
    if not link.startswith("file:"):
        return link
    # Where the store is a folder, its path is nobody's over HTTP.
    path = door_of(call).link_to(film_id, name)
    request = call.request_context.request
    return f"{str(request.base_url).rstrip('/')}{path}" if path.startswith("/") and request else path
