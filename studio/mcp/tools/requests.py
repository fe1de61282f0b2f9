"""The tool that begins a film."""

import asyncio

from models.errors import BadInput
from models.money.dollars import plain
from studio.mcp.answers.films import BegunFilm, began
from studio.mcp.asked import read_film, within
from studio.mcp.door import Call, door_of, session_of
from studio.mcp.prices import Accepted, Key, check_price
from studio.mcp.tools.costs import Brief
from studio.service.film.start import WantedFilm, start_film
from studio.service.programs.film import key_of
from studio.service.requests.cautions import cautions

_NEXT = {
    "story": "`get_film` with `wait` tells when its story is written.",
    "storyboard": "`get_film` with `wait` tells when its storyboard is drawn, `get_board` shows it.",
    "film": (
        "It waits at its storyboard until a person approves it: `get_film` with `wait` tells when that is there, then "
        "`get_board` shows it, and `decide` has the person asked."
    ),
}


async def create_film(film: Brief, accept_usd: Accepted, idempotency_key: Key, call: Call) -> BegunFilm:
    """Begin a film of a sentence, a story or a shot list; gives its id at once, and the film goes on by itself.

    Call `estimate` first and have a person agree to what it may cost. The film never costs more than `accept_usd`. It
    stops at its storyboard, where a person decides.
    """
    session, caller = await session_of(call, "spend")
    asked = await asyncio.to_thread(read_film, film, caller, session.settings)
    once = key_of(
        caller.name,
        idempotency_key,
        {"create_film": film, "accept_usd": plain(accept_usd)},
        "idempotency_key",
    )
    if await session.studio.asked_before(once.film_id, once.mark) is not None:
        return await found_film(once.film_id, call)
    from studio.service.estimates.home_estimate import estimate

    request = within(asked, accept_usd)
    price = await asyncio.to_thread(estimate, asked.request)
    if price.hopeless:
        raise BadInput(price.hopeless)
    check_price(price.usd, accept_usd, "This film")
    said = await asyncio.to_thread(cautions, asked)
    started = await start_film(session, WantedFilm(request, once.film_id, asked.files, once.mark))
    budget = request.options.budget
    return BegunFilm(
        id=once.film_id,
        status="running",
        began=began(started),
        most_usd=plain(price.usd),
        budget_usd=None if budget is None else plain(budget),
        page=door_of(call).page_of(once.film_id),
        next=_NEXT[request.options.stop_at],
        notes=(*said, *price.cannot),
    )


async def found_film(film_id: str, call: Call) -> BegunFilm:
    """What is said of a film of which the same call began a run before."""
    session, _ = await session_of(call, "see")
    view = await session.studio.view(film_id)
    return BegunFilm(
        id=film_id,
        status=view.verdict if view.ended else "running",
        began=False,
        most_usd=plain(view.budget or view.spent),
        budget_usd=None if view.budget is None else plain(view.budget),
        page=door_of(call).page_of(film_id),
        next="This call began it before, and nothing is begun now: `get_plan` says what is next.",
        notes=view.notes,
    )
