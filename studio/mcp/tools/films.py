"""Tools that look at films, and the one that stops them."""

import asyncio
from typing import Annotated

from pydantic import Field

from models.errors import LongtakeError
from models.film.view import WORKING, FilmView
from models.money.dollars import plain
from models.review import Wanted
from studio.mcp.answers.films import FilmNow
from studio.mcp.answers.plans import Plan, needs_somebody, next_action, plan_of
from studio.mcp.door import Call, door_of, session_of
from studio.service.facts.film.comments import comment_facts
from studio.service.facts.film.decisions import CancelOutcome, cancel_outcome
from studio.service.facts.film.lines import FilmLines, film_facts, film_lines
from studio.service.film.reading.workers import with_lacks
from studio.service.film.watch import sights
from studio.service.review.comments import film_comments
from studio.service.session import Session

Film = Annotated[
    str,
    Field(description="The film's id, as `list_films` shows it.", examples=["the-door-in-the-sea-3f9a1c"]),
]
LONGEST_WAIT_S = 60.0
MOST_COMMENTS = 100


async def list_films(call: Call) -> FilmLines:
    """List every film, the newest first: id, title, stage, shots, dollars spent. Use it to find a film's id."""
    session, _ = await session_of(call, "see")
    return film_lines(await session.studio.films())


async def get_film(
    film_id: Film,
    call: Call,
    wait: Annotated[
        float,
        Field(
            ge=0,
            le=LONGEST_WAIT_S,
            description="Seconds to wait for something that needs somebody, or for the film's end; progress is reported meanwhile.",
        ),
    ] = 0,
) -> FilmNow:
    """Show where a film stands: stage, shots, cost, what it waits for, what is next, and what people said of it.

    With `wait` it answers as soon as the film needs somebody or has ended, and else when the time is over: call it again
    to go on waiting. Making a film takes minutes to hours; it goes on whether or not anybody waits.
    """
    session, caller = await session_of(call, "see")
    view = await session.studio.view(film_id)
    if wait and not needs_somebody(view):
        view = await _waited(session, view, wait, call)
    view = with_lacks(view, await session.lacks.of(session.studio, view))
    ui = session.film_url(film_id) if caller.may("spend") else ""
    facts = await asyncio.to_thread(film_facts, view, session.studio.store, ui)
    said = (await film_comments(session, Wanted(film_id, resolved=False, most=MOST_COMMENTS))).comments
    return FilmNow(
        **dict(facts),
        ended=view.ended,
        next_action=next_action(view),
        doing=doing(view),
        comments=tuple(map(comment_facts, said)),
    )


async def get_plan(film_id: Film, call: Call) -> Plan:
    """Say what is next for a film, who has to do it, what keeps it from going on, and what the rest may cost.

    Use it whenever you do not know what to do next with a film.
    """
    session, _ = await session_of(call, "see")
    view = await session.studio.view(film_id)
    rest = None if view.ended else await price_of_rest(session, view)
    lacks = await session.lacks.of(session.studio, view)
    return plan_of(with_lacks(view, lacks), rest, door_of(call).page_of(film_id), lacks)


async def cancel(film_id: Film, call: Call) -> CancelOutcome:
    """Stop a film that is being made; what it has made is kept, what it has spent is spent.

    It cannot be undone: ask the person first. A film that only waits costs nothing and need not be stopped.
    """
    session, _ = await session_of(call, "decide")
    return cancel_outcome(film_id, await session.studio.cancel(film_id))


async def price_of_rest(session: Session, view: FilmView) -> str | None:
    """The most that what is left of a film may cost, in dollars; None where that cannot be said now."""
    from studio.service.estimates.rest_price import rest_price

    try:
        return plain(await rest_price(session, view))
    except LongtakeError:
        return None  # what is wrong is said by whoever needs it


def doing(view: FilmView) -> str:
    """How far a film is, in a few words."""
    if view.ended:
        return view.verdict
    if view.stage in ("keyframes", "shots") and view.shots:
        made = sum(bool(one.clip if view.stage == "shots" else one.keyframe) for one in view.shots)
        return f"{view.stage}: {made} of {len(view.shots)} done"
    return view.waiting or view.stage


async def _waited(session: Session, view: FilmView, seconds: float, call: Call) -> FilmView:
    """The film once it needs somebody or has ended, or as it was seen last when the time is over."""
    told, furthest = "", -1.0
    try:
        async with asyncio.timeout(seconds):
            async for sight in sights(session, view.film_id):
                view = sight.view
                if needs_somebody(view):
                    break
                if (said := doing(view)) != told:
                    # A redraw takes a film back, and what is reported never goes back.
                    told, furthest = said, max(furthest + 0.01, _how_far(view))
                    await call.report_progress(furthest, float(len(WORKING)), said)
    except TimeoutError:
        pass
    return view


def _how_far(view: FilmView) -> float:
    """The stages that are over, and of the one it is at the share of shots that are made."""
    if view.stage not in WORKING:
        return float(len(WORKING))
    made = sum(bool(one.clip if view.stage == "shots" else one.keyframe) for one in view.shots)
    part = made / len(view.shots) if view.shots and view.stage in ("keyframes", "shots") else 0.0
    return WORKING.index(view.stage) + min(part, 0.99)
