"""Who asks the server for work of a queue."""

from datetime import UTC, datetime, timedelta

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import PollerInfo, TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client

HERE_WITHIN = timedelta(seconds=100)
"""A worker with a free slot asks again after 70 seconds at the latest: who was silent for longer is gone."""


async def pollers_of(client: Client, queue: str, within: timedelta) -> list[PollerInfo]:
    """The workers that have asked for work of a queue in the last minutes.

    Raises:
        RPCError: the server does not answer.

    """
    kind = (
        TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW if queue == "film" else TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY
    )
    request = DescribeTaskQueueRequest(
        namespace=client.namespace, task_queue=TaskQueue(name=queue), task_queue_type=kind
    )
    return list((await client.workflow_service.describe_task_queue(request, timeout=within)).pollers)


async def seen_at(client: Client, queue: str, within: timedelta) -> bool:
    """Whether a worker serves a queue now, which has to be one whose slots are free most of the time.

    Raises:
        RPCError: the server does not answer.

    """
    since = datetime.now(UTC) - HERE_WITHIN
    found = await pollers_of(client, queue, within)
    return any(poller.last_access_time.ToDatetime(UTC) > since for poller in found)
