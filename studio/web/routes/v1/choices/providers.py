"""Who draws, films, speaks and plays."""

import asyncio
from typing import Annotated

from fastapi import Path, Query

from models.errors import UnknownName
from models.kinds import Kind
from studio.service.facts.vendors import ProviderFacts, provider_facts
from studio.service.vendors.provider_choices import choices_called, provider_choices
from studio.web.doors import OfDoors
from studio.web.resources import resource
from studio.web.routes.v1.examples import answer
from studio.web.routes.v1.parameters import SEE, in_path

router = resource("providers")

OfKind = Annotated[Kind | None, Query(description="Only those that make it.")]
Named = Annotated[
    str,
    Path(
        pattern="^[A-Za-z0-9][A-Za-z0-9 ._:/-]{0,199}$",
        description="A provider, its short name, or a vendor.",
        examples=["animatic"],
    ),
]


@router.get("/providers", summary="List providers", dependencies=[SEE], responses=answer(ProviderFacts))
async def list_providers(doors: OfDoors, kind: OfKind = None) -> ProviderFacts:
    """Who makes what, what each can do, and what it costs; and whether its vendor's key is set."""
    choices = await asyncio.to_thread(provider_choices, doors.settings)
    return provider_facts(one for one in choices if kind in (None, one.kind))


@router.get(
    "/providers/{name:path}", summary="Show a provider", dependencies=[SEE], responses=answer(ProviderFacts)
)
async def show_provider(name: Named, doors: OfDoors) -> ProviderFacts:
    """A provider, or all of a vendor."""
    choices = await asyncio.to_thread(provider_choices, doors.settings)
    with in_path(UnknownName):
        return provider_facts(choices_called(choices, name))
