"""Money: what films have cost, and what one may cost before it is begun."""

import asyncio
from typing import Annotated, Any

from fastapi import Query

from infra.settings import Settings
from infra.storage import open_store
from models.base import Frozen
from models.names import FILM_ID
from studio.service.costs import By, read_costs
from studio.service.facts.money import CostFacts, EstimateFacts, cost_facts
from studio.service.film.reading.known import film_costs
from studio.service.programs.estimate import estimated_film
from studio.web.doors import OfDoors, Open
from studio.web.resources import resource
from studio.web.routes.making.bodies import FilmBody
from studio.web.routes.v1.examples import answer
from studio.web.routes.v1.parameters import SEE, FilmId

router = resource("money")


class CostQuery(Frozen):
    """Which costs are summed, and how."""

    by: By | None = Query(
        default=None, description="What is summed by; by default the stages of one film, else films."
    )
    month: str = Query(
        default="",
        pattern="^([0-9]{4}-(0[1-9]|1[0-2]))?$",
        description="One month, UTC.",
        examples=["2026-11"],
    )
    film: str = Query(
        default="", pattern=f"^({FILM_ID.pattern})?$", description="One film, which has to be in the ledger."
    )


SummedBy = Annotated[By, Query(description="What is summed by.")]


@router.get("/costs", summary="What films have cost", dependencies=[SEE], responses=answer(CostFacts))
async def sum_costs(doors: OfDoors, asked: Annotated[CostQuery, Query()]) -> CostFacts:
    """Sums over everything that was paid, the dearest first, in exact dollars; and what is set aside now."""
    by = asked.by or ("stage" if asked.film else "film")
    found, _ = await asyncio.to_thread(read_costs, doors.settings, by, month=asked.month, film_id=asked.film)
    return cost_facts(found, by, month=asked.month, film_id=asked.film)


@router.get(
    "/films/{film_id}/costs", summary="What a film has cost", dependencies=[SEE], responses=answer(CostFacts)
)
async def sum_film_costs(film_id: FilmId, session: Open, by: SummedBy = "stage") -> CostFacts:
    """What a film has cost, and what is set aside for it; nothing where it has cost nothing yet."""
    return await film_costs(session, film_id, by)


@router.post(
    "/estimate",
    summary="What a film may cost",
    dependencies=[SEE],
    responses=answer(EstimateFacts),
)
async def estimate_film(body: FilmBody, doors: OfDoors) -> EstimateFacts:
    """What a film may cost at most and how long it takes, step by step; makes nothing, and costs nothing.

    It takes the body that begins one (`POST /films`), and refuses what that would refuse.
    """
    return await asyncio.to_thread(_estimated, body, doors.settings)


def _estimated(body: dict[str, Any], settings: Settings) -> EstimateFacts:
    return estimated_film(body, open_store(settings))
