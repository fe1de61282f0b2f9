"""A film read for those who review it, and which of its files those may have who came by a link."""

import re

from models.shots.view import ShotView
from studio.service.facts.film.review import Reviewer, ReviewFacts, ReviewShot
from studio.service.film.reading.files import shot_files
from studio.service.session import Session

_SHOWN = re.compile(
    r"film\.(mp4|srt|vtt)|poster\.jpg|(reels/\d{1,4}/)?storyboard(_\d{1,3})?\.png"
    r"|shots/[A-Za-z0-9_-]+/(frame|opening|clip)\.[a-z0-9]{1,9}",
    re.ASCII,
)


def is_shown(place: str) -> bool:
    """Whether a guest may have the file at a place of a film's folder: what is seen and heard, and no paper that tells costs."""
    return _SHOWN.fullmatch(place) is not None


async def review_of(session: Session, film_id: str, you: Reviewer) -> ReviewFacts:
    """A film for somebody who reviews it.

    Raises:
        UnknownFilm: there is no such film.
        EngineUnavailable: no worker answers, and nothing of the film is written.

    """
    glance = await session.studio.glance(film_id, 1)
    film = glance.film
    papers = film.documents
    return ReviewFacts(
        id=film.film_id,
        title=film.title,
        stage=film.stage,
        ended=film.ended,
        board=film.board,
        board_pages=film.board_pages,
        shots=sum(glance.counts.values()) or len(film.shots),
        seconds=film.film_seconds,
        size=(film.width, film.height),
        film="film.mp4" if "film.mp4" in papers else None,
        captions="film.vtt" if "film.vtt" in papers else None,
        poster="poster.jpg" if "poster.jpg" in papers else None,
        you=you,
    )


def review_shot(view: ShotView) -> ReviewShot:
    """A shot for somebody who reviews it."""
    places = {
        place.rpartition("/")[2].partition(".")[0]: place for place in shot_files(view) if is_shown(place)
    }
    return ReviewShot(
        shot=view.shot.shot_id,
        number=view.shot.shot_number,
        status=view.status,
        take=view.take,
        shows=view.shot.seen,
        heard=view.shot.words,
        planned_seconds=view.shot.duration,
        frame=places.get("frame"),
        clip=places.get("clip"),
    )
