"""What a person gives a film's bible while it is made: a picture of a subject, stored before the film hears of it."""

import asyncio
from pathlib import Path

from models.errors import WrongMoment
from models.film.view import FilmView
from models.shots.view import ShotView
from studio.service.requests.pictures import given_picture
from studio.service.session import Session


def at_bible(view: FilmView) -> bool:
    """Whether the bible is there to be decided on."""
    return view.bible_waits and not view.ended


def stale_shots(view: FilmView) -> tuple[ShotView, ...]:
    """The shots whose pictures show a subject as it is no longer."""
    return tuple(shot for shot in view.shots if shot.stale)


def another_sheet(view: FilmView, name: str) -> dict[str, object]:
    """What a decision says that has another sheet of a subject drawn, of the same words.

    Raises:
        WrongMoment: there is a picture of its own, or nothing is said of it.

    """
    subject = view.bible.find(name)
    if subject is not None and subject.subject.references:
        raise WrongMoment(
            f"No sheet is drawn of {subject.name!r}: there is a picture of its own, which is used."
        )
    if subject is None or not subject.subject.description:
        raise WrongMoment(f"No sheet can be drawn of {name!r}: the film's bible has no words for it.")
    return {"subject": name, "description": subject.subject.description}


async def put_picture(session: Session, path: Path, called: str) -> dict[str, object]:
    """Store a picture that a person has; gives its reference, as a decision takes it.

    Raises:
        BadInput: there is no such file, or it is no picture that can be used.
        StorageError: it could not be stored.

    """
    given = await asyncio.to_thread(given_picture, str(path), Path(), called)
    await asyncio.to_thread(given.put, session.studio.store)
    return given.blob.model_dump(mode="json")
