"""Who asks the server for work of a queue, and of which build they are."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from temporalio.api.enums.v1 import TaskQueueType, WorkerVersioningMode
from temporalio.api.taskqueue.v1 import PollerInfo, TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest, DescribeTaskQueueResponse
from temporalio.client import Client
from temporalio.common import WorkerDeploymentVersion

HERE_WITHIN = timedelta(seconds=100)
"""A worker with a free slot asks again after 70 seconds at the latest: who was silent for longer is gone."""


class Versions(NamedTuple):
    """The builds of a queue's workers: the one that new work goes to, those that ask for work, and whether others do."""

    current: WorkerDeploymentVersion | None
    asking: frozenset[WorkerDeploymentVersion]
    unversioned: bool


async def pollers_of(client: Client, queue: str, within: timedelta) -> list[PollerInfo]:
    """The workers that have asked for work of a queue in the last minutes.

    Raises:
        RPCError: the server does not answer.

    """
    return list((await described(client, queue, within)).pollers)


async def seen_at(client: Client, queue: str, within: timedelta, now: datetime | None = None) -> bool:
    """Whether a worker serves a queue now, which has to be one whose slots are free most of the time.

    `now` is the moment by the server's clock, where whoever asks knows it; else it is taken to be this machine's.

    Raises:
        RPCError: the server does not answer.

    """
    return any(is_here(poller, now) for poller in await pollers_of(client, queue, within))


async def versions_of(client: Client, queue: str, within: timedelta) -> Versions:
    """The builds of those who serve a queue now, which has to be one whose slots are free most of the time.

    Raises:
        RPCError: the server does not answer.

    """
    told = await described(client, queue, within)
    current = told.versioning_info.current_deployment_version
    here = [poller.deployment_options for poller in told.pollers if is_here(poller)]
    versioned = [
        one
        for one in here
        if one.worker_versioning_mode == WorkerVersioningMode.WORKER_VERSIONING_MODE_VERSIONED
    ]
    return Versions(
        WorkerDeploymentVersion(current.deployment_name, current.build_id) if current.build_id else None,
        frozenset(WorkerDeploymentVersion(one.deployment_name, one.build_id) for one in versioned),
        len(versioned) < len(here),
    )


async def described(
    client: Client, queue: str, within: timedelta, *, stats: bool = False
) -> DescribeTaskQueueResponse:
    """What the server says of a queue; with `stats`, how much waits there and for how long.

    Raises:
        RPCError: the server does not answer.

    """
    kind = (
        TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW if queue == "film" else TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY
    )
    request = DescribeTaskQueueRequest(
        namespace=client.namespace,
        task_queue=TaskQueue(name=queue),
        task_queue_type=kind,
        report_stats=stats,
    )
    return await client.workflow_service.describe_task_queue(request, timeout=within)


def is_here(poller: PollerInfo, now: datetime | None = None) -> bool:
    """Whether a worker asked for work lately; `now` as for `seen_at`."""
    return poller.last_access_time.ToDatetime(UTC) > (now or datetime.now(UTC)) - HERE_WITHIN
