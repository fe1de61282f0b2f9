"""The fleet: which queues somebody serves."""

from collections.abc import Sequence
from datetime import timedelta

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client

from studio.client.server_answers import answered


async def served_queues(client: Client, queues: Sequence[str], within: timedelta) -> list[str]:
    """Those of the queues that a worker has asked for work in the last minutes.

    Raises:
        EngineUnavailable: the server does not answer.

    """
    served = []
    for queue in queues:
        kind = (
            TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW
            if queue == "film"
            else TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY
        )
        request = DescribeTaskQueueRequest(
            namespace=client.namespace, task_queue=TaskQueue(name=queue), task_queue_type=kind
        )
        answer = await answered(client.workflow_service.describe_task_queue(request, timeout=within))
        if answer.pollers:
            served.append(queue)
    return served
