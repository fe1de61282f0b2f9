"""The files of a film's folder."""

from typing import Annotated

from fastapi import Depends, Path, Query, Request, Response
from fastapi.responses import FileResponse
from starlette.exceptions import HTTPException

from infra.media.intake.stills import STILL
from models.base import Frozen
from models.orders.assets import Blob
from studio.service.facts.film.files import FileFacts, FileList, FilePage, file_facts
from studio.service.film.reading.files import file_at, files_after, shot_files
from studio.service.review.film import is_shown
from studio.service.review.markers import laid_in
from studio.web.access.callers import Caller, may
from studio.web.doors import Open
from studio.web.resources import resource
from studio.web.routes.v1.examples import answer
from studio.web.routes.v1.film.shots import known_shot
from studio.web.routes.v1.parameters import SEE, FilmId, PageQuery, ShotId
from studio.web.routes.v1.scaled import Width, scaled
from studio.web.routes.v1.stored import ANSWERS, stored, type_of, written

router = resource("files")

SeeAsGuest = Annotated[Caller, Depends(may("see", guests=True))]
PLACE = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,200}(/[A-Za-z0-9][A-Za-z0-9._-]{0,200}){0,7}$"
Place = Annotated[
    str, Path(pattern=PLACE, description="The file's place in the film's folder.", examples=["film.mp4"])
]


class FileQuery(Frozen):
    """How a file is asked for."""

    width: Width | None = Query(
        default=None, description="Of a picture: no wider than so many pixels.", examples=["640"]
    )
    v: str = Query(
        default="",
        pattern="^([0-9a-f]{8,64})?$",
        description="The first digits of its sha256, where they are known: its answer is then kept for good.",
        examples=["9f86d081884c7d65"],
    )


@router.get(
    "/films/{film_id}/files", summary="List a film's files", dependencies=[SEE], responses=answer(FilePage)
)
async def list_files(film_id: FilmId, session: Open, asked: Annotated[PageQuery, Query()]) -> FilePage:
    """A film's papers, its own cut, its boards and its subjects' pictures, by pages; each shot's files are listed with the shot."""
    found = await files_after(session, film_id, asked.cursor, asked.limit)
    return FilePage(id=film_id, files=_listed(found.files), next=found.next)


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
    film_id: FilmId,
    place: Place,
    session: Open,
    request: Request,
    caller: SeeAsGuest,
    asked: Annotated[FileQuery, Query()],
) -> Response:
    """A file of a film, whole or a range of it; from a bucket by way of an address that can be opened for an hour.

    With `width` a picture comes no wider than that, as JPEG. `timeline.otio` and `film.edl` have the film's comments in them.
    """
    found = await file_at(session, film_id, place)
    if found is None or (caller.film and not is_shown(place)):
        raise HTTPException(404, f"The film {film_id!r} has no file {place!r}.")
    if laid := (await laid_in(session, film_id, {place: found})).get(place):
        return written(request, laid, place)
    known = bool(asked.v) and found.sha256.startswith(asked.v)
    if asked.width and found.suffix.lower() in STILL:
        return await scaled(request, session.studio.store, found, int(asked.width), by_hash=known)
    return await stored(request, session.studio.store, found, place, by_hash=known)


def _listed(found: dict[str, Blob]) -> tuple[FileFacts, ...]:
    return tuple(file_facts(place, blob, type_of(place)) for place, blob in found.items())
