"""Subjects that were saved beyond their film."""

import asyncio
from typing import Annotated

from fastapi import Path, Request, Response
from fastapi.responses import FileResponse
from starlette.exceptions import HTTPException

from infra.storage import open_store
from library.subjects import UnknownSubject
from models.subjects.subject import MOST_PICTURES
from studio.service import subjects as saved
from studio.service.facts.subjects import SavedSubjects, ShownSubjectFacts, saved_subjects, shown_facts
from studio.web.doors import OfDoors
from studio.web.resources import resource
from studio.web.routes.v1.examples import answer
from studio.web.routes.v1.parameters import SEE, Name, in_path
from studio.web.routes.v1.scaled import AskedWidth, scaled
from studio.web.routes.v1.stored import ANSWERS, stored

router = resource("saved subjects")

Number = Annotated[int, Path(ge=1, le=MOST_PICTURES, description="Which of its pictures, from 1.")]


@router.get("/subjects", summary="List saved subjects", dependencies=[SEE], responses=answer(SavedSubjects))
async def list_subjects(doors: OfDoors) -> SavedSubjects:
    """The saved characters, places and props, by name."""
    return saved_subjects(await asyncio.to_thread(saved.listed, doors.settings))


@router.get(
    "/subjects/{name}",
    summary="Show a saved subject",
    dependencies=[SEE],
    responses=answer(ShownSubjectFacts),
)
async def show_subject(name: Name, doors: OfDoors) -> ShownSubjectFacts:
    """A saved subject: its words, its pictures, and what of it was lost."""
    with in_path(UnknownSubject):
        return shown_facts(await asyncio.to_thread(saved.shown, doors.settings, name))


@router.get(
    "/subjects/{name}/pictures/{number}",
    summary="Fetch a saved subject's picture",
    dependencies=[SEE],
    response_class=FileResponse,
    responses=ANSWERS,
)
async def fetch_picture(
    name: Name, number: Number, doors: OfDoors, request: Request, width: AskedWidth = None
) -> Response:
    """A picture of a saved subject; from a bucket by way of an address that can be opened for an hour.

    With `width` it comes no wider than that, as JPEG.
    """
    with in_path(UnknownSubject):
        pictures = (await asyncio.to_thread(saved.found, doors.settings, name)).pictures
    if number > len(pictures):
        raise HTTPException(
            404, f"The subject {name!r} has {len(pictures)} pictures, and no number {number}."
        )
    store = await asyncio.to_thread(open_store, doors.settings)
    blob = pictures[number - 1].blob
    if width:
        return await scaled(request, store, blob, int(width))
    return await stored(request, store, blob, f"{number:02d}{blob.suffix}")
