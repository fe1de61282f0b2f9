"""Which builds of the film workers ask for work, and what runs on which."""

from collections import Counter
from typing import NamedTuple

from temporalio.client import Client
from temporalio.common import SearchAttributeKey, WorkerDeploymentVersion

from infra.pollers import Versions, is_here, pollers_of, versions_of
from models.base import Frozen
from studio.client.server_answers import SERVER_WITHIN, server_answered

_PINNED = "ExecutionStatus = 'Running' AND TemporalWorkflowVersioningBehavior = 'Pinned'"
ON_BUILD = SearchAttributeKey.for_keyword("TemporalWorkerDeploymentVersion")
"""`DEPLOYMENT:BUILD`: where a workflow runs on."""


class Builds(Frozen):
    """The builds of a deployment: the one that new films go to, which may be none, and those whose workers ask for work."""

    deployment: str
    current: str = ""
    served: tuple[str, ...] = ()
    unversioned: bool = False
    """Whether workers without a version ask for work as well."""


class Pinned(NamedTuple):
    """A running workflow that stays with a build."""

    workflow_id: str
    kind: str
    version: WorkerDeploymentVersion


async def film_versions(client: Client) -> Versions:
    """The builds that ask for films, of whichever deployment.

    Raises:
        EngineUnavailable: the server does not answer.

    """
    return await server_answered(versions_of(client, "film", SERVER_WITHIN))


async def film_builds(client: Client) -> Builds | None:
    """What the server knows of the film workers' builds; None where no worker of films is versioned.

    Raises:
        EngineUnavailable: the server does not answer.

    """
    known = await film_versions(client)
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


async def workers_by_build(client: Client, deployment: str) -> Counter[str]:
    """How many film workers of each build of a deployment ask for work.

    Raises:
        EngineUnavailable: the server does not answer.

    """
    found = await server_answered(pollers_of(client, "film", SERVER_WITHIN))
    here = [poller.deployment_options for poller in found if is_here(poller)]
    return Counter(each.build_id for each in here if each.deployment_name == deployment)


async def films_by_version(client: Client) -> Counter[WorkerDeploymentVersion]:
    """How many running films are on each build, of whichever deployment.

    Raises:
        EngineUnavailable: the server does not answer.

    """
    return Counter(film.version for film in await pinned(client, "WorkflowType = 'FilmWorkflow'"))


async def running_on(client: Client, version: WorkerDeploymentVersion) -> int:
    """How many workflows of every kind run on a build.

    Raises:
        EngineUnavailable: the server does not answer.

    """
    return await _counted(client, version, "")


async def films_on(client: Client, version: WorkerDeploymentVersion) -> int:
    """How many running films are on a build.

    Raises:
        EngineUnavailable: the server does not answer.

    """
    return await _counted(client, version, " AND WorkflowType = 'FilmWorkflow'")


async def _counted(client: Client, version: WorkerDeploymentVersion, and_: str) -> int:
    on = f"{ON_BUILD.name} = '{version.deployment_name}:{version.build_id}'"
    query = f"ExecutionStatus = 'Running' AND {on}{and_}"
    return (await server_answered(client.count_workflows(query, rpc_timeout=SERVER_WITHIN))).count


async def pinned(client: Client, kinds: str) -> list[Pinned]:
    """The running workflows of those kinds that stay with a build, of whichever deployment.

    Raises:
        EngineUnavailable: the server does not answer.

    """

    async def read() -> list[Pinned]:
        found: list[Pinned] = []
        async for each in client.list_workflows(f"{_PINNED} AND {kinds}", rpc_timeout=SERVER_WITHIN):
            name, _, build = (each.typed_search_attributes.get(ON_BUILD) or "").partition(":")
            found.append(Pinned(each.id, each.workflow_type, WorkerDeploymentVersion(name, build)))
        return found

    return await server_answered(read())
