"""Films and reels that are woken after a deploy, so that they see another build is current."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress

from temporalio.client import Client
from temporalio.common import WorkerDeploymentVersion

from models.base import Frozen
from models.errors import UnknownFilm, WrongMoment
from studio.client.deploys.census import Pinned, film_builds, pinned
from studio.client.deploys.traffic import Routing, routing_of
from studio.client.server_answers import SERVER_WITHIN, server_answered

WAKE = "wake"
"""The signal that does nothing but have a workflow looked at, which is when it sees that another build is current."""

_AT_ONCE = 20
_ARRIVES_WITHIN_S = 5.0
_LOOK_EVERY_S = 0.2


class Woken(Frozen):
    """How many films and reels were woken, by the build that each is on; all others of the deployment are on the `current` one.

    `elsewhere` is how many films are on builds of other deployments, by `DEPLOYMENT:BUILD`: nobody wakes those.
    """

    deployment: str
    current: str
    films: Mapping[str, int]
    reels: Mapping[str, int]
    elsewhere: Mapping[str, int]


async def wake_films(client: Client, deployment: str = "") -> Woken:
    """Wake every running film and reel of a deployment that is on another build than the current one, so that it sees that.

    Without a name it is the deployment that films go to. Before, the server's own news of what is current is waited for, five
    seconds at most: who is woken too early sees nothing.

    Raises:
        WrongMoment: no worker of films is versioned.
        EngineUnavailable: the server does not answer.

    """
    if not deployment:
        builds = await film_builds(client)
        if builds is None:
            raise WrongMoment(
                "The workers of films are not versioned: no film waits to be woken after a deploy."
            )
        deployment = builds.deployment
    current = (await _settled(client, deployment)).current
    kinds = "WorkflowType IN ('FilmWorkflow', 'ReelWorkflow')"
    found = await pinned(client, kinds)
    of_it = [each for each in found if each.version.deployment_name == deployment]
    behind = [each for each in of_it if each.version.build_id != current]
    films = Counter(each.version for each in found if each.kind == "FilmWorkflow")
    gate = asyncio.Semaphore(_AT_ONCE)

    async def woken(one: Pinned) -> bool:
        async with gate:
            with suppress(UnknownFilm):  # it has ended meanwhile
                handle = client.get_workflow_handle(one.workflow_id)
                await server_answered(handle.signal(WAKE, rpc_timeout=SERVER_WITHIN), one.workflow_id)
                return True
        return False

    heard = await asyncio.gather(*map(woken, behind))
    counts = {"FilmWorkflow": Counter[str](), "ReelWorkflow": Counter[str]()}
    for one, true in zip(behind, heard, strict=True):
        counts[one.kind][one.version.build_id] += true
    return Woken(
        deployment=deployment,
        current=current,
        films=+counts["FilmWorkflow"],
        reels=+counts["ReelWorkflow"],
        elsewhere=films_elsewhere(films, deployment),
    )


def films_elsewhere(films: Mapping[WorkerDeploymentVersion, int], deployment: str) -> Mapping[str, int]:
    """How many of the films are on builds of other deployments than that one, by `DEPLOYMENT:BUILD`."""
    return {
        f"{each.deployment_name}:{each.build_id}": count
        for each, count in films.items()
        if each.deployment_name != deployment
    }


async def _settled(client: Client, deployment: str) -> Routing:
    """Where a deployment's films go, once every queue has heard of it."""
    loop = asyncio.get_running_loop()
    give_up_at = loop.time() + _ARRIVES_WITHIN_S
    while True:
        routing = await routing_of(client, deployment)
        if routing.settled or loop.time() > give_up_at:
            return routing
        await asyncio.sleep(_LOOK_EVERY_S)
