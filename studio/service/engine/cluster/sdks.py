"""Which SDKs the workers of a namespace have, as they tell the server once a minute."""

from collections import Counter
from datetime import timedelta

from temporalio.api.enums.v1 import WorkerStatus
from temporalio.api.workflowservice.v1 import ListWorkersRequest
from temporalio.client import Client
from temporalio.service import RPCError

from studio.service.engine.check import Check

_ANSWER_WITHIN = timedelta(seconds=10)
_MOST = 1000
"""Of how many workers it is told."""


async def sdks_check(client: Client) -> list[Check]:
    """How many workers have which; nothing where none told, or the server does not list them."""
    request = ListWorkersRequest(namespace=client.namespace, page_size=_MOST)
    try:
        told = await client.workflow_service.list_workers(request, timeout=_ANSWER_WITHIN)
    except RPCError:
        return []
    beats = [each.worker_heartbeat for each in told.workers_info]
    running = [beat for beat in beats if beat.status == WorkerStatus.WORKER_STATUS_RUNNING]
    counts = Counter(f"{beat.sdk_name} {beat.sdk_version}" for beat in running)
    if not counts:
        return []
    each = [f"{sdk} in {count} worker{'' if count == 1 else 's'}" for sdk, count in sorted(counts.items())]
    return [Check(name="worker SDKs", ok=True, found=", ".join(each))]
