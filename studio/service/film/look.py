"""Where a film stands, asked: what it says, how many shots it has of which status, and what is under way for it."""

from typing import TYPE_CHECKING, Any, NamedTuple

from studio.client import Attempt
from studio.client.film_reader import Glance
from studio.service.film.reading.workers import lacking, with_lacks
from studio.service.session import Session

if TYPE_CHECKING:
    from studio.service.facts.film.report import FilmStanding


class Look(NamedTuple):
    """A film, with some of its shots, and what is being tried for it right now; it says which workers it waits for."""

    glance: Glance
    attempts: tuple[Attempt, ...] = ()


async def look_at(session: Session, film_id: str, most: int) -> Look:
    """Where a film stands, with at most so many of its shots: those that need somebody come first.

    Raises:
        BadInput: there is no such film.
        EngineUnavailable: no worker answers, and nothing of the film is written.

    """
    glance = await session.studio.glance(film_id, most)
    attempts = tuple(await session.studio.attempts(glance.film))
    view = with_lacks(glance.film, await lacking(session.studio, attempts))
    return Look(glance._replace(film=view), attempts)


def standing_facts(session: Session, look: Look) -> "FilmStanding":
    """A film with those of its shots that were looked at."""
    from activities.documents.papers import report
    from studio.service.facts.film.decisions import told_facts
    from studio.service.facts.film.report import FilmStanding

    view = look.glance.film
    told = {"decisions": told_facts(view).decisions}
    return FilmStanding.model_validate(report(view) | told | doing(session, look))


def doing(session: Session, look: Look) -> dict[str, Any]:
    """What a film waits for, and what is under way for it, by the fields of `FilmDoing`."""
    from studio.service.facts.film.work import asking_facts, card_facts, vendor_facts

    view = look.glance.film
    return {
        "stage": view.stage,
        "waiting": view.waiting,
        "paused": view.paused,
        "ended": view.ended,
        "asking": asking_facts(look.attempts),
        "at_vendors": vendor_facts(look.attempts),
        "on_cards": card_facts(look.attempts),
        "ui": session.film_url(view.film_id) or None,
        "address": session.address,
        "namespace": session.namespace,
        "as_of": look.glance.as_of,
    }
