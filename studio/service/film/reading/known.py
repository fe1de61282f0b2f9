"""Whether there is such a film, and what one cost that may have cost nothing yet."""

import asyncio
from typing import TYPE_CHECKING

from studio.client.executions import execution_of
from studio.client.server_answers import no_film
from studio.service.session import Session

if TYPE_CHECKING:
    from studio.service.costs import By
    from studio.service.facts.money import CostFacts


async def check_film(session: Session, film_id: str) -> None:
    """See that Temporal knows a film.

    Raises:
        UnknownFilm: it knows none of that id.
        EngineUnavailable: the server does not answer.

    """
    if await execution_of(session.studio.client, film_id) is None:
        raise no_film(film_id)


async def film_costs(session: Session, film_id: str, by: "By") -> "CostFacts":
    """What a film has cost, and what is set aside for it.

    Raises:
        UnknownFilm: Temporal knows none of that id, and the ledger has none.
        StorageError: the database does not answer.

    """
    from studio.service.costs import read_costs
    from studio.service.facts.money import cost_facts

    found, _ = await asyncio.to_thread(read_costs, session.settings, by, film_id=film_id, known=True)
    if not found.sums and not found.reserved:
        await check_film(session, film_id)
    return cost_facts(found, by, film_id=film_id)
