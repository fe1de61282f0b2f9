"""The files of a film's folder, by the names that they have there: its papers and its bible's pictures, and shot by shot."""

from typing import NamedTuple

from models.film.view import FilmView
from models.names import in_order
from models.orders.assets import Blob
from models.places import shot_place
from models.shots.view import ShotView
from studio.service.film.reading.cursors import read, written
from studio.service.film.reading.shots import one_shot
from studio.service.session import Session

_SHOTS = shot_place("", "").split("/", maxsplit=1)[0]
"""The folder of shots."""


class PagedFiles(NamedTuple):
    """Files of a film in order, and the cursor of those that follow, where others do."""

    files: dict[str, Blob]
    next: str | None = None


async def files_after(session: Session, film_id: str, cursor: str | None, limit: int) -> PagedFiles:
    """At most so many of a film's papers and its bible's pictures, from a page's `next` on.

    Raises:
        BadInput: the cursor is none.
        UnknownFilm: there is no such film.
        EngineUnavailable: no worker answers, and nothing of the film is written.

    """
    after = read(cursor)[-1:]
    found = await film_files(session, film_id)
    # In the order of their places also one that is gone has its own.
    places = in_order({*found, *after})
    places = places[places.index(after[0]) + 1 :] if after else places
    some = places[:limit]
    return PagedFiles({place: found[place] for place in some}, written(some[-1:]) if places[limit:] else None)


async def film_files(session: Session, film_id: str) -> dict[str, Blob]:
    """A film's papers and its bible's pictures, in order, by their places in its folder; what its shots have is not among them.

    Raises:
        UnknownFilm: there is no such film.
        EngineUnavailable: no worker answers, and nothing of the film is written.

    """
    film = (await session.studio.glance(film_id, 1)).film
    return _ordered(film.model_copy(update={"shots": ()}).folder())


def shot_files(shot: ShotView) -> dict[str, Blob]:
    """What a shot has, its other takes too, in order, by its places in its film's folder."""
    return _ordered(FilmView(film_id="", brief_digest="", shots=(shot,)).folder())


async def file_at(session: Session, film_id: str, place: str) -> Blob | None:
    """The file that a film's folder has at a place; None where it has none there.

    Raises:
        UnknownFilm: there is no such film.
        EngineUnavailable: no worker answers, and nothing of the film is written.

    """
    folder, _, rest = place.partition("/")
    shot_id = rest.partition("/")[0]
    if folder == _SHOTS and shot_id:
        shot = await one_shot(session, film_id, shot_id)
        found = shot_files(shot).get(place) if shot else None
        if found is not None:
            return found
    return (await film_files(session, film_id)).get(place)


def _ordered(files: dict[str, Blob]) -> dict[str, Blob]:
    return {place: files[place] for place in in_order(files)}
