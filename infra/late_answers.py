"""What was billed is told to Temporal once Temporal can be heard: an answer that is lost on the way would be bought again.

The SDK tries for some seconds to tell how an activity ended, with growing pauses, and then gives up; how long cannot be set for workers.
"""

import asyncio
import time
from datetime import timedelta
from typing import Any

from temporalio import activity
from temporalio.api.workflowservice.v1 import GetSystemInfoRequest
from temporalio.client import Client
from temporalio.service import RPCError
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor

_HEARD_WITHIN = timedelta(seconds=2)
_PAUSE_S = 0.25


class LateAnswers(Interceptor):
    """Holds back how an activity ended while the server of `client` is out of reach.

    Only of those which the server lets be silent for as long as `silent`, and for that long at most: after that it takes them for dead.
    """

    def __init__(self, client: Client, silent: timedelta) -> None:
        self._client = client
        self._silent = silent

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002
        """Look for the server after an activity."""
        return _Activities(next, self._client, self._silent)


class _Activities(ActivityInboundInterceptor):
    def __init__(self, following: ActivityInboundInterceptor, client: Client, silent: timedelta) -> None:
        super().__init__(following)
        self._client = client
        self._silent = silent

    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002, ANN401
        try:
            return await super().execute_activity(input)
        finally:
            if activity.info().heartbeat_timeout == self._silent:
                await self._until_heard()

    async def _until_heard(self) -> None:
        give_up_at = time.monotonic() + self._silent.total_seconds()
        while time.monotonic() < give_up_at:
            try:
                await self._client.workflow_service.get_system_info(
                    GetSystemInfoRequest(), timeout=_HEARD_WITHIN
                )
            except RPCError:
                await asyncio.sleep(_PAUSE_S)
            else:
                return
