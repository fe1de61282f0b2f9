"""Films by pages, the newest first."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime

from studio.client.film_summaries import FilmSummary
from studio.service.facts.film.lines import FilmPage, film_line
from studio.service.film.reading.cursors import no_cursor
from studio.service.session import Session


async def film_page(session: Session, limit: int, cursor: str = "", *, running: bool = False) -> FilmPage:
    """At most so many films, or of those that run, from a page's `next` on.

    Raises:
        BadInput: the cursor is none.
        EngineUnavailable: the server does not answer.
        StorageError: the database does not.

    """
    films = sorted(await session.studio.listed(running=running), key=_place)
    if cursor:
        behind = _read(cursor)
        films = [film for film in films if _place(film) > behind]
    some = await session.studio.counted(films[:limit])
    return FilmPage(
        films=tuple(map(film_line, some)), next=_written(some[-1]) if len(films) > limit else None
    )


def _place(film: FilmSummary) -> tuple[float, str]:
    """Where a film stands in the list: one that was started meanwhile moves none of the others."""
    return -film.started.timestamp(), film.film_id


def _written(film: FilmSummary) -> str:
    return urlsafe_b64encode(f"{film.started.isoformat()} {film.film_id}".encode()).decode().rstrip("=")


def _read(cursor: str) -> tuple[float, str]:
    try:
        text = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        started, _, film_id = text.partition(" ")
        return -datetime.fromisoformat(started).timestamp(), film_id
    except (ValueError, OverflowError, OSError):
        raise no_cursor() from None
