"""The engine that makes films, and what this machine has for it."""

import asyncio

from fastapi import Depends

from studio.service.engine.doctor import examine
from studio.service.facts.film.lines import EngineFacts, engine_facts
from studio.service.facts.machine import DoctorFacts, OpenModels, doctor_facts, model_facts
from studio.service.open_models.inventory import listed_models
from studio.web.access.callers import may
from studio.web.doors import OfDoors, Open
from studio.web.resources import resource
from studio.web.routes.v1.examples import answer
from studio.web.routes.v1.parameters import See, told_to

router = resource("engine")


@router.get("/engine", summary="The engine", responses=answer(EngineFacts))
async def show_engine(session: Open, caller: See) -> EngineFacts:
    """Where films are made, which only whoever may spend is told, and those that are being made."""
    return told_to(caller, engine_facts(session, await session.studio.films(running=True)))


@router.get(
    "/open-models",
    summary="List open models",
    dependencies=[Depends(may("spend"))],
    responses=answer(OpenModels),
)
async def list_open_models(doors: OfDoors) -> OpenModels:
    """The open models that cards can run: their licences, whether their weights are here, and in which folder."""
    listed = await asyncio.to_thread(listed_models, doors.settings)
    return model_facts(doors.settings.weights_dir, listed)


@router.get(
    "/doctor", summary="What is missing", dependencies=[Depends(may("spend"))], responses=answer(DoctorFacts)
)
async def examine_machine(doors: OfDoors) -> DoctorFacts:
    """What is there, what is missing, and the command that mends it, with this machine's folders."""
    return doctor_facts(await asyncio.to_thread(examine, doors.settings))
