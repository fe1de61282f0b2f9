"""What a person gives a film's bible while it is made: a picture of a subject, stored before the film hears of it."""

import asyncio
from pathlib import Path

from infra.media.intake.stills import read_still
from models.errors import BadInput, MediaError
from models.film.view import FilmView
from models.shots.view import ShotView
from studio.service.session import Session


def at_bible(view: FilmView) -> bool:
    """Whether the bible is there to be decided on."""
    return view.bible_waits and not view.ended


def stale_shots(view: FilmView) -> tuple[ShotView, ...]:
    """The shots whose pictures show a subject as it is no longer."""
    return tuple(shot for shot in view.shots if shot.stale)


async def put_picture(session: Session, path: Path, called: str) -> dict[str, object]:
    """Store a picture that a person has; gives its reference, as a decision takes it.

    Raises:
        BadInput: there is no such file, or it is no picture.
        StorageError: it could not be stored.

    """
    await asyncio.to_thread(_check, path, called)
    blob = await asyncio.to_thread(session.studio.store.put_file, path)
    return blob.model_dump(mode="json")


def _check(path: Path, called: str) -> None:
    if not path.is_file():
        raise BadInput(f"{called}: there is no file {str(path)!r}.")
    try:
        read_still(path)
    except MediaError as error:
        raise BadInput(f"{called}: {error}") from error
