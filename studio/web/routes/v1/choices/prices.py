"""The prices that count."""

import asyncio

from studio.service.facts.vendors import PriceFacts, price_facts
from studio.service.vendors.price_list import price_list
from studio.web.doors import OfDoors
from studio.web.resources import resource
from studio.web.routes.v1.examples import answer
from studio.web.routes.v1.parameters import SEE

router = resource("prices")


@router.get("/prices", summary="List prices", dependencies=[SEE], responses=answer(PriceFacts))
async def list_prices(doors: OfDoors) -> PriceFacts:
    """What counts as the price of each model and provider, since when, and whose price it is."""
    return price_facts(await asyncio.to_thread(price_list, doors.settings))
