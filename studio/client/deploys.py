"""Deploys: which build of the film workers is current, which builds the running films are on, and films woken to see it."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from typing import NamedTuple

from temporalio.api.deployment.v1 import WorkerDeploymentInfo
from temporalio.api.enums.v1 import RoutingConfigUpdateState
from temporalio.api.workflowservice.v1 import DescribeWorkerDeploymentRequest
from temporalio.client import Client
from temporalio.common import SearchAttributeKey
from temporalio.service import RPCError, RPCStatusCode

from infra.pollers import versions_of
from models.base import Frozen
from models.errors import UnknownFilm, WrongMoment
from studio.client.server_answers import SERVER_WITHIN, answered

WAKE = "wake"
"""The signal that does nothing but have a workflow looked at, which is when it sees that another build is current."""

_PINNED = "ExecutionStatus = 'Running' AND TemporalWorkflowVersioningBehavior = 'Pinned'"
_VERSION = SearchAttributeKey.for_keyword("TemporalWorkerDeploymentVersion")
_UNDER_WAY = RoutingConfigUpdateState.ROUTING_CONFIG_UPDATE_STATE_IN_PROGRESS
_AT_ONCE = 20
_ARRIVES_WITHIN_S = 5.0
_LOOK_EVERY_S = 0.2


class Builds(Frozen):
    """The builds of a deployment: the one that new films go to, which may be none, and those whose workers ask for work."""

    deployment: str
    current: str = ""
    served: tuple[str, ...] = ()
    unversioned: bool = False
    """Whether workers without a version ask for work as well."""


class Woken(Frozen):
    """How many films and reels were woken, by the build that each is on; all others are on the `current` one."""

    deployment: str
    current: str
    films: Mapping[str, int]
    reels: Mapping[str, int]


class _Pinned(NamedTuple):
    workflow_id: str
    kind: str
    build: str


async def film_builds(client: Client) -> Builds | None:
    """What the server knows of the film workers' builds; None where no worker of films is versioned.

    Raises:
        EngineUnavailable: the server does not answer.

    """
    known = await answered(versions_of(client, "film", SERVER_WITHIN))
    named = known.current or min(known.asking, default=None, key=lambda build: build.deployment_name)
    if named is None:
        return None
    of_it = sorted(each.build_id for each in known.asking if each.deployment_name == named.deployment_name)
    return Builds(
        deployment=named.deployment_name,
        current=known.current.build_id if known.current else "",
        served=tuple(of_it),
        unversioned=known.unversioned,
    )


async def films_by_build(client: Client, deployment: str) -> Counter[str]:
    """How many running films are on each build of a deployment.

    Raises:
        EngineUnavailable: the server does not answer.

    """
    return Counter(film.build for film in await _pinned(client, deployment, "WorkflowType = 'FilmWorkflow'"))


async def wake_films(client: Client) -> Woken:
    """Wake every running film and reel that is on another build than the current one, so that it sees that.

    Before, the server's own news of what is current is waited for, five seconds at most: who is woken too early sees nothing.

    Raises:
        WrongMoment: no worker of films is versioned.
        EngineUnavailable: the server does not answer.

    """
    builds = await film_builds(client)
    if builds is None:
        raise WrongMoment("The workers of films are not versioned: no film waits to be woken after a deploy.")
    current = await _current(client, builds.deployment)
    kinds = "WorkflowType IN ('FilmWorkflow', 'ReelWorkflow')"
    behind = [each for each in await _pinned(client, builds.deployment, kinds) if each.build != current]
    gate = asyncio.Semaphore(_AT_ONCE)

    async def woken(one: _Pinned) -> bool:
        async with gate:
            with suppress(UnknownFilm):  # it has ended meanwhile
                handle = client.get_workflow_handle(one.workflow_id)
                await answered(handle.signal(WAKE, rpc_timeout=SERVER_WITHIN), one.workflow_id)
                return True
        return False

    heard = await asyncio.gather(*map(woken, behind))
    counts = {"FilmWorkflow": Counter[str](), "ReelWorkflow": Counter[str]()}
    for one, true in zip(behind, heard, strict=True):
        counts[one.kind][one.build] += true
    return Woken(
        deployment=builds.deployment,
        current=current,
        films=+counts["FilmWorkflow"],
        reels=+counts["ReelWorkflow"],
    )


async def _pinned(client: Client, deployment: str, kinds: str) -> list[_Pinned]:
    """The running workflows of those kinds that stay with a build of the deployment."""

    async def read() -> list[_Pinned]:
        found: list[_Pinned] = []
        async for each in client.list_workflows(f"{_PINNED} AND {kinds}"):
            name, _, build = (each.typed_search_attributes.get(_VERSION) or "").partition(":")
            if name == deployment:
                found.append(_Pinned(each.id, each.workflow_type, build))
        return found

    return await answered(read())


async def _current(client: Client, deployment: str) -> str:
    """The build of a deployment that is current, once every queue has heard of it; empty when none is."""
    loop = asyncio.get_running_loop()
    give_up_at = loop.time() + _ARRIVES_WITHIN_S
    while True:
        info = await answered(_described(client, deployment))
        on_its_way = info.routing_config_update_state == _UNDER_WAY
        if not on_its_way or loop.time() > give_up_at:
            return info.routing_config.current_deployment_version.build_id
        await asyncio.sleep(_LOOK_EVERY_S)


async def _described(client: Client, deployment: str) -> WorkerDeploymentInfo:
    """What the server knows of a deployment: nothing of one whose first worker has only just come."""
    asked = DescribeWorkerDeploymentRequest(namespace=client.namespace, deployment_name=deployment)
    try:
        told = await client.workflow_service.describe_worker_deployment(asked, timeout=SERVER_WITHIN)
    except RPCError as error:
        if error.status == RPCStatusCode.NOT_FOUND:
            return WorkerDeploymentInfo()
        raise
    return told.worker_deployment_info
