"""A film whose keys this worker lacks waits for a worker that has them, for a day; it is not ended as if nobody could read it.

A workflow task that fails is given to some worker again, ever more slowly. Whether somebody has the key of what is marked as
encrypted nobody can tell without it: so after a day such a film ends as every film whose request cannot be read.
"""

from datetime import timedelta
from typing import Any

from temporalio import workflow
from temporalio.worker import (
    ExecuteWorkflowInput,
    Interceptor,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
)

from models.errors import KeysMissing
from models.inputs import Unreadable

WAITED_FOR = timedelta(days=1)


class KeyWait(Interceptor):
    """Has workflows wait that were begun with keys which are not here."""

    def workflow_interceptor_class(
        self,
        input: WorkflowInterceptorClassInput,  # noqa: A002 - the SDK's own name
    ) -> type[WorkflowInboundInterceptor]:
        """Who sees what each workflow was begun with."""
        del input
        return _Waiting


class _Waiting(WorkflowInboundInterceptor):
    async def execute_workflow(self, input: ExecuteWorkflowInput) -> Any:  # noqa: A002, ANN401 - as the SDK declares it
        given = next((one for one in input.args if isinstance(one, Unreadable) and one.locked), None)
        if given is not None and workflow.now() - workflow.info().workflow_start_time < WAITED_FOR:
            raise KeysMissing(f"A worker lacks its keys: {given.reason}.")
        return await super().execute_workflow(input)
