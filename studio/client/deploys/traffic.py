"""Where a deployment's new films go: the build that is current, the one that gets a part of them, and both changed."""

from collections.abc import Awaitable, Mapping
from typing import Literal, TypeVar

from temporalio.api.deployment.v1 import WorkerDeploymentInfo
from temporalio.api.enums.v1 import RoutingConfigUpdateState, WorkerDeploymentVersionStatus
from temporalio.api.workflowservice.v1 import (
    DescribeWorkerDeploymentRequest,
    DescribeWorkerDeploymentResponse,
    ListWorkerDeploymentsRequest,
    SetWorkerDeploymentCurrentVersionRequest,
    SetWorkerDeploymentRampingVersionRequest,
)
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from models.base import Frozen
from models.errors import BuildRefused, LongtakeError
from models.readable import one_line
from studio.client.server_answers import SERVER_WITHIN, server_answered

T = TypeVar("T")

State = Literal["new", "ramping", "current", "draining", "drained"]
"""How a build stands: never chosen, a part of the new films, all of them, none any more while some run on it, none at all."""

_UNDER_WAY = RoutingConfigUpdateState.ROUTING_CONFIG_UPDATE_STATE_IN_PROGRESS
_STATES: Mapping[int, State] = {
    WorkerDeploymentVersionStatus.WORKER_DEPLOYMENT_VERSION_STATUS_RAMPING: "ramping",
    WorkerDeploymentVersionStatus.WORKER_DEPLOYMENT_VERSION_STATUS_CURRENT: "current",
    WorkerDeploymentVersionStatus.WORKER_DEPLOYMENT_VERSION_STATUS_DRAINING: "draining",
    WorkerDeploymentVersionStatus.WORKER_DEPLOYMENT_VERSION_STATUS_DRAINED: "drained",
}


_REFUSALS = (RPCStatusCode.NOT_FOUND, RPCStatusCode.FAILED_PRECONDITION)


class Routing(Frozen):
    """What the server knows of a deployment; nothing of one whose first worker has only just come."""

    deployment: str
    current: str = ""
    ramping: str = ""
    percentage: float = 0.0
    states: Mapping[str, State] = {}
    settled: bool = True
    """Whether every queue has heard of it."""
    token: bytes = b""
    """What a change is refused without, once somebody has made another one since."""


async def routing_of(client: Client, deployment: str) -> Routing:
    """Where a deployment's new films go.

    Raises:
        EngineUnavailable: the server does not answer.

    """
    told = await server_answered(_described(client, deployment))
    info = told.worker_deployment_info
    goes = info.routing_config
    states = {
        each.deployment_version.build_id: _STATES.get(each.status, "new") for each in info.version_summaries
    }
    return Routing(
        deployment=deployment,
        current=goes.current_deployment_version.build_id,
        ramping=goes.ramping_deployment_version.build_id,
        percentage=goes.ramping_version_percentage,
        states=states,
        settled=info.routing_config_update_state != _UNDER_WAY,
        token=told.conflict_token,
    )


async def deployments_of(client: Client, build: str) -> frozenset[str]:
    """The deployments that a build is one of, whether or not a worker of it is there; none where the server has never heard of it.

    Raises:
        EngineUnavailable: the server does not answer.

    """
    request = ListWorkerDeploymentsRequest(namespace=client.namespace)
    found: set[str] = set()
    while True:
        told = await server_answered(
            client.workflow_service.list_worker_deployments(request, retry=True, timeout=SERVER_WITHIN)
        )
        for each in told.worker_deployments:
            if build in (await routing_of(client, each.name)).states:
                found.add(each.name)
        if not told.next_page_token:
            return frozenset(found)
        request.next_page_token = told.next_page_token


async def make_current(client: Client, before: Routing, build: str) -> Routing:
    """Have new films go to a build, where nobody has changed that since `before` to anything else.

    Raises:
        BuildRefused: somebody has, or somebody else looks after the deployment.
        EngineUnavailable: the server does not answer.

    """
    request = SetWorkerDeploymentCurrentVersionRequest(
        namespace=client.namespace,
        deployment_name=before.deployment,
        build_id=build,
        conflict_token=before.token,
        identity=client.identity,
    )
    service = client.workflow_service
    try:
        done = await _changed(
            service.set_worker_deployment_current_version(request, retry=True, timeout=SERVER_WITHIN),
            before.deployment,
        )
    except BuildRefused:
        # What somebody else has done is what was wanted: another deploy of the same build, for example.
        if (now := await routing_of(client, before.deployment)).current != build:
            raise
        return now
    changed = {"current": build, "token": done.conflict_token}
    return before.model_copy(
        update=changed | ({"ramping": "", "percentage": 0.0} if before.ramping == build else {})
    )


async def ramp(client: Client, before: Routing, build: str, percentage: float) -> Routing:
    """Have a part of the new films go to a build, or none where that is empty; `before` and errors as `make_current`."""
    request = SetWorkerDeploymentRampingVersionRequest(
        namespace=client.namespace,
        deployment_name=before.deployment,
        build_id=build,
        percentage=percentage,
        conflict_token=before.token,
        identity=client.identity,
    )
    service = client.workflow_service
    try:
        done = await _changed(
            service.set_worker_deployment_ramping_version(request, retry=True, timeout=SERVER_WITHIN),
            before.deployment,
        )
    except BuildRefused:
        now = await routing_of(client, before.deployment)
        if (now.ramping, now.percentage) != (build, percentage):
            raise
        return now
    return before.model_copy(
        update={"ramping": build, "percentage": percentage, "token": done.conflict_token}
    )


async def _changed(call: Awaitable[T], deployment: str) -> T:
    """What the server says to a change, or our error."""
    try:
        return await server_answered(call)
    except LongtakeError as error:
        cause = error.__cause__
        if isinstance(cause, RPCError) and cause.status in _REFUSALS:
            raise BuildRefused(_refusal(one_line(cause.message), deployment)) from cause
        raise


def _refusal(said: str, deployment: str) -> str:
    if "conflict token" in said:
        return (
            f"Somebody else has changed meanwhile where films of {deployment} go, and nothing was changed over that: "
            "`longtake builds` shows it."
        )
    if "ManagerIdentity" in said:
        return (
            f"Somebody else looks after the builds of {deployment}, and the server refuses others: deploy there, or "
            f"end that with `temporal worker deployment manager-identity unset`. It says: {said}."
        )
    return f"The Temporal server refused: {said}."


async def _described(client: Client, deployment: str) -> DescribeWorkerDeploymentResponse:
    asked = DescribeWorkerDeploymentRequest(namespace=client.namespace, deployment_name=deployment)
    try:
        return await client.workflow_service.describe_worker_deployment(
            asked, retry=True, timeout=SERVER_WITHIN
        )
    except RPCError as error:
        if error.status == RPCStatusCode.NOT_FOUND:
            return DescribeWorkerDeploymentResponse(worker_deployment_info=WorkerDeploymentInfo())
        raise
