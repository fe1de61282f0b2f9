"""What Temporal's UI shows of a film as its current details: painted when somebody looks, not whenever something changes.

Current details are no command: a worker answers them to a query of the SDK's own. So they cost a film nothing while it
works, or while it is replayed, and show the same wherever they are painted.
"""

from typing import Any

from temporalio import workflow
from temporalio.api.sdk.v1 import WorkflowMetadata
from temporalio.worker import (
    HandleQueryInput,
    Interceptor,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
)


class Details(Interceptor):
    """Has a workflow that has `details()` asked for them whenever Temporal's UI shows it."""

    def workflow_interceptor_class(
        self,
        input: WorkflowInterceptorClassInput,  # noqa: A002 - the SDK's own name
    ) -> type[WorkflowInboundInterceptor]:
        """Who sees the queries of each workflow."""
        del input
        return _Painter


class _Painter(WorkflowInboundInterceptor):
    async def handle_query(self, input: HandleQueryInput) -> Any:  # noqa: A002, ANN401 - as the SDK declares it
        answer = await super().handle_query(input)
        paint = getattr(workflow.instance(), "details", None)
        if isinstance(answer, WorkflowMetadata) and paint is not None:
            answer.current_details = paint()
        return answer
