"""Tools about money: what a film may cost before it is begun, and what films have cost."""

import asyncio
from typing import Annotated, Any

from pydantic import Field

from models.names import checked_film_id
from studio.mcp.asked import read_film
from studio.mcp.door import Call, caller_of, door_of, session_of
from studio.service.costs import check_month, named_sum, read_costs
from studio.service.facts.money import CostFacts, EstimateFacts, cost_facts
from studio.service.film.reading.known import film_costs
from studio.service.programs.estimate import estimated

Brief = Annotated[
    dict[str, Any],
    Field(
        description=(
            "The film, by the fields of a brief as `longtake make --brief` takes it. One of `prompt` (a sentence or a few), "
            "`story` (the whole text) or `shots` (a list of objects with at least `enhanced_prompt` and `duration`) says what "
            "it is about. Beside that, among others: `title`, `seconds`, `aspect` (16:9, 9:16, 1:1), `style`, `mood`, "
            "`template`, `profile` (local, budget, balanced, premium, auto), `casting`, `subjects`, `narrator`, `delivery`, "
            "`seed`, `budget`, `draft`, `approve_bible`, `stop_at` (story, storyboard, film)."
        ),
        examples=[{"prompt": "A lighthouse keeper finds a door in the sea", "seconds": 30}],
    ),
]


async def estimate(film: Brief, call: Call) -> EstimateFacts:
    """Say what a film may cost at most, step by step, and how long it takes; makes nothing and costs nothing.

    Call it before `create_film`, with the same film, and show the person `most_usd`: that is what they accept.
    """
    caller = caller_of(call, "see")
    asked = await asyncio.to_thread(read_film, film, caller, door_of(call).settings)
    return await asyncio.to_thread(estimated, asked)


async def get_costs(
    call: Call,
    film_id: Annotated[str, Field(description="A film's id; every film's costs without.")] = "",
    month: Annotated[str, Field(description="A month such as 2026-11, UTC; all without.")] = "",
    by: Annotated[
        str,
        Field(
            description="What is summed by: film, provider, stage, month or shot. Of one film it is by stage, else by film."
        ),
    ] = "",
) -> CostFacts:
    """Show what films have cost, in exact dollars, and what is set aside now."""
    caller_of(call, "see")
    check_month(month, "month")
    summed_by = named_sum(by or ("stage" if film_id else "film"), "by")
    if film_id and not month:
        session, _ = await session_of(call, "see")
        return await film_costs(session, checked_film_id(film_id), summed_by)
    found, _ = await asyncio.to_thread(
        read_costs, door_of(call).settings, summed_by, month=month, film_id=film_id
    )
    return cost_facts(found, summed_by, month=month, film_id=film_id)
