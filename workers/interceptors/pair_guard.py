"""A film stays with the store and the database that it was begun with: what it asks of another pair's worker is refused.

The film notes the pair's mark first of all (`premises.look`). Whatever it or its children have done from then on
carries the mark in a header, and a worker compares that with its own.
"""

from datetime import timedelta
from typing import Any

from temporalio import workflow
from temporalio.api.common.v1 import Payload
from temporalio.exceptions import ApplicationError
from temporalio.worker import (
    ActivityInboundInterceptor,
    ExecuteActivityInput,
    Interceptor,
    StartActivityInput,
    StartChildWorkflowInput,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
    WorkflowOutboundInterceptor,
)

HEADER = "longtake-pair"

OTHER_PAIR = "OtherPair"
"""The type of the refusal."""

_ASK_AGAIN = timedelta(seconds=3)
"""So that another worker may take it."""


class PairGuard(Interceptor):
    """Guards a worker whose pair has this mark."""

    def __init__(self, mark: str) -> None:
        self._mark = mark

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002
        """Compare marks before an activity."""
        return _Activities(next, self._mark)

    def workflow_interceptor_class(
        self,
        input: WorkflowInterceptorClassInput,  # noqa: A002, ARG002
    ) -> type[WorkflowInboundInterceptor]:
        """Have a workflow's mark travel with what it asks for."""
        return _Workflow


class _Activities(ActivityInboundInterceptor):
    def __init__(self, following: ActivityInboundInterceptor, mark: str) -> None:
        super().__init__(following)
        self._mark = mark

    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002, ANN401
        said = input.headers.get(HEADER)
        if said is not None and said.data.decode() != self._mark:
            raise ApplicationError(
                "The film was begun with another store and database than this worker has: let LONGTAKE_STORE and "
                "LONGTAKE_DATABASE (or LONGTAKE_HOME) of every worker name the film's own.",
                type=OTHER_PAIR,
                next_retry_delay=_ASK_AGAIN,
            )
        return await super().execute_activity(input)


class _Workflow(WorkflowInboundInterceptor):
    """The mark of a workflow: what its parent gave, or what it noted itself."""

    def init(self, outbound: WorkflowOutboundInterceptor) -> None:
        super().init(_Asked(outbound, self))

    def header(self) -> dict[str, Payload]:
        # Not what `execute_workflow` is given: a signal that a run begins with is handled before it.
        given = workflow.info().headers.get(HEADER)
        if given is not None:
            return {HEADER: given}
        mark = getattr(workflow.instance(), "pair_mark", "")
        return {HEADER: Payload(data=mark.encode())} if mark else {}


class _Asked(WorkflowOutboundInterceptor):
    def __init__(self, following: WorkflowOutboundInterceptor, of: _Workflow) -> None:
        super().__init__(following)
        self._of = of

    def start_activity(self, input: StartActivityInput) -> workflow.ActivityHandle[Any]:  # noqa: A002
        input.headers = {**input.headers, **self._of.header()}
        return super().start_activity(input)

    async def start_child_workflow(
        self,
        input: StartChildWorkflowInput,  # noqa: A002
    ) -> workflow.ChildWorkflowHandle[Any, Any]:
        input.headers = {**input.headers, **self._of.header()}
        return await super().start_child_workflow(input)
