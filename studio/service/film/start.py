"""A film to be made, started: what only this machine can tell is looked at first, what only it has is stored."""

import asyncio
from pathlib import Path
from typing import NamedTuple

from models.cut.delivery import Picture
from models.errors import BadInput, MediaError
from models.film.start import FilmRequest
from models.film.view import WORKING, FilmView
from studio.client import Started
from studio.service.field_names import Called, as_field
from studio.service.session import Session

DEFAULT_CODEC = Picture.model_fields["codec"].default
"""What every machine can encode; anything else is tried before a film is started."""


class WantedFilm(NamedTuple):
    """A film to be started: what is asked for, its id, and a music file that the store has to have."""

    request: FilmRequest
    film_id: str
    music: Path | None = None


async def start_film(session: Session, wanted: WantedFilm, called: Called = as_field) -> Started:
    """Start a film, or find it running; `called` names in errors what was asked for.

    Raises:
        BadInput: the id belongs to another brief, or this machine, which shall make it, lacks its codec.
        LongtakeError: the music could not be stored, or the film not be started.

    """
    if session.embedded:
        await asyncio.to_thread(_check_codec, wanted.request.brief.picture, called("delivery.codec"))
    await session.ready_for_films()
    if wanted.music is not None:
        stored = await asyncio.to_thread(session.studio.store.put_file, wanted.music)
        if stored != wanted.request.brief.music:
            raise BadInput(
                f"{called('music')}: {wanted.music} changed while it was read: start the film again."
            )
    return await session.studio.start(wanted.request, wanted.film_id, id_called=called("id"))


def is_past(view: FilmView, request: FilmRequest) -> bool:
    """Whether a film that was started with other options works beyond the stage that is asked for now."""
    last = {"story": "story", "storyboard": "keyframes"}.get(request.options.stop_at)
    return last is not None and view.stage in WORKING[WORKING.index(last) + 1 :]


def _check_codec(picture: Picture, codec_called: str) -> None:
    if picture.codec == DEFAULT_CODEC:
        return
    from infra.media.encoder import header

    try:
        header(picture)
    except MediaError as error:
        raise BadInput(f"{codec_called} {picture.codec} cannot be used here: {error}") from error
