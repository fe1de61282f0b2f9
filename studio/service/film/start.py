"""A film to be made, started: what only this machine can tell is looked at first, what only it has is stored."""

import asyncio
from typing import NamedTuple

from temporalio.client import WorkflowExecutionStatus

from models.cut.delivery import Picture
from models.errors import BadInput, MediaError
from models.film.start import FilmRequest
from models.film.view import WORKING, FilmView
from models.names import checked_film_id
from models.review import Settled
from studio.client import Started
from studio.client.executions import execution_of
from studio.client.server_answers import Unreadable
from studio.service.field_names import Called, as_field
from studio.service.requests.files import GivenFile
from studio.service.review.comments import settle
from studio.service.session import Session

DEFAULT_CODEC = Picture.model_fields["codec"].default
"""What every machine can encode; anything else is tried before a film is started."""


class WantedFilm(NamedTuple):
    """A film to be started: what is asked for, its id, and the files that the store has to have.

    `mark` is that of a key under which it is asked for; it is then started once. `comments` went into the notes of its changes, and
    are resolved once it was started.
    """

    request: FilmRequest
    film_id: str
    files: tuple[GivenFile, ...] = ()
    mark: str = ""
    comments: tuple[int, ...] = ()


async def start_film(session: Session, wanted: WantedFilm, called: Called = as_field) -> Started:
    """Start a film, or find it running; `called` names in errors what was asked for.

    One that has ended beyond the stage that is asked for now is left as it is.

    Raises:
        BadInput: the id belongs to another brief, or this machine, which shall make it, lacks its codec.
        KeyTaken: something else was asked for under the key.
        LongtakeError: a file could not be stored, or the film not be started.

    """
    runs = await session.studio.asked_before(wanted.film_id, wanted.mark)
    if runs is not None:
        return Started(film_id=wanted.film_id, running=runs, past=not runs)
    if await _ended_past(session, wanted):
        return Started(film_id=wanted.film_id, past=True)
    if session.embedded:
        await asyncio.to_thread(_check_codec, wanted.request.brief.picture, called("delivery.codec"))
    await session.ready_for_films()
    for file in wanted.files:
        await asyncio.to_thread(file.put, session.studio.store)
    options = wanted.request.options
    windows = session.settings.windows(options.at_once, embedded=session.embedded)
    options = options.model_copy(update={"at_once": windows})
    request = wanted.request.model_copy(update={"options": options})
    started = await session.studio.start(request, wanted.film_id, id_called=called("id"), mark=wanted.mark)
    if not started.running:
        by = next((one.by for one in request.previous.changes), "") if request.previous else ""
        await settle(session, wanted.film_id, wanted.comments, Settled(by, "retake"))
    return started


def is_past(view: FilmView, request: FilmRequest) -> bool:
    """Whether a film, running or ended, was taken beyond the stage that is asked for now."""
    last = {"story": "story", "storyboard": "keyframes"}.get(request.options.stop_at)
    if last is None:
        return False
    # Every end is published, a stop at the story too: that says nothing about how far the film came.
    beyond = WORKING[WORKING.index(last) + 1 : WORKING.index("publish")]
    return "film.mp4" in view.documents or any(time.stage in beyond for time in view.stages)


async def _ended_past(session: Session, wanted: WantedFilm) -> bool:
    """Whether the film has ended, and beyond the stage that is asked for: another run would end it short of that."""
    if wanted.request.options.stop_at == "film":
        return False
    known = await execution_of(session.studio.client, checked_film_id(wanted.film_id))
    if known is None or known.status == WorkflowExecutionStatus.RUNNING:
        return False
    try:
        view = await session.studio.view(wanted.film_id)
    except Unreadable:
        return False
    return view.brief_digest == wanted.request.brief.digest() and is_past(view, wanted.request)


def _check_codec(picture: Picture, codec_called: str) -> None:
    if picture.codec == DEFAULT_CODEC:
        return
    from infra.media.encoder import header

    try:
        header(picture)
    except MediaError as error:
        raise BadInput(f"{codec_called} {picture.codec} cannot be used here: {error}") from error
