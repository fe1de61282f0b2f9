"""The files of a film's folder."""

from typing import Annotated

from fastapi import Depends, Path, Query, Request, Response
from fastapi.responses import FileResponse
from starlette.exceptions import HTTPException

from models.orders.assets import Blob
from studio.service.facts.film.files import FileFacts, FileList, FilePage, file_facts
from studio.service.film.reading.files import file_at, film_files, shot_files
from studio.service.review.film import is_shown
from studio.service.review.markers import laid_in
from studio.web.access.callers import Caller, may
from studio.web.doors import Open
from studio.web.resources import resource
from studio.web.routes.v1.examples import answer
from studio.web.routes.v1.film.shots import known_shot
from studio.web.routes.v1.parameters import SEE, FilmId, PageQuery, ShotId
from studio.web.routes.v1.stored import ANSWERS, stored, type_of, written

router = resource("files")

SeeAsGuest = Annotated[Caller, Depends(may("see", guests=True))]
PLACE = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,200}(/[A-Za-z0-9][A-Za-z0-9._-]{0,200}){0,7}$"
Place = Annotated[
    str, Path(pattern=PLACE, description="The file's place in the film's folder.", examples=["film.mp4"])
]


@router.get(
    "/films/{film_id}/files", summary="List a film's files", dependencies=[SEE], responses=answer(FilePage)
)
async def list_files(film_id: FilmId, session: Open, asked: Annotated[PageQuery, Query()]) -> FilePage:
    """A film's papers, its own cut, its boards and its subjects' pictures, by pages; each shot's files are listed with the shot."""
    found = await film_files(session, film_id)
    start = asked.after + 1
    some = list(found.items())[start : start + asked.limit]
    return FilePage(id=film_id, files=_listed(dict(some)), next=asked.next(len(found)))


@router.get(
    "/films/{film_id}/shots/{shot_id}/files",
    summary="List a shot's files",
    dependencies=[SEE],
    responses=answer(FileList),
)
async def list_shot_files(film_id: FilmId, shot_id: ShotId, session: Open) -> FileList:
    """What a shot has, its other takes too."""
    shot = await known_shot(session, film_id, shot_id)
    return FileList(id=film_id, files=_listed(shot_files(shot)))


@router.get(
    "/films/{film_id}/files/{place:path}",
    summary="Fetch a film's file",
    response_class=FileResponse,
    responses=ANSWERS,
)
async def fetch_file(
    film_id: FilmId, place: Place, session: Open, request: Request, caller: SeeAsGuest
) -> Response:
    """A file of a film, whole or a range of it; from a bucket by way of an address that can be opened for an hour.

    `timeline.otio` and `film.edl` have the film's comments in them.
    """
    found = await file_at(session, film_id, place)
    if found is None or (caller.film and not is_shown(place)):
        raise HTTPException(404, f"The film {film_id!r} has no file {place!r}.")
    if laid := (await laid_in(session, film_id, {place: found})).get(place):
        return written(request, laid, place)
    return await stored(request, session.studio.store, found, place)


def _listed(found: dict[str, Blob]) -> tuple[FileFacts, ...]:
    return tuple(file_facts(place, blob, type_of(place)) for place, blob in found.items())
