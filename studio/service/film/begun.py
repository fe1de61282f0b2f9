"""What a door says of a film that was begun, or found."""

from studio.client import Started
from studio.service.facts.film.made import BegunFacts, ChangingFacts
from studio.service.session import Session


async def begun_facts(session: Session, started: Started) -> BegunFacts:
    """A film that was begun; where it was past what was asked for, how it stands.

    Raises:
        LongtakeError: it was past that, and cannot be read.

    """
    film_id = started.film_id
    return BegunFacts(
        id=film_id,
        status=(await session.studio.view(film_id)).verdict if started.past else "running",
        attached=started.running,
        again=started.again,
        past=started.past,
        address=session.address,
        ui=session.film_url(film_id) or None,
    )


def changing_facts(started: Started) -> ChangingFacts:
    """A finished film whose next run was begun."""
    return ChangingFacts(id=started.film_id, status="running", attached=started.running)
