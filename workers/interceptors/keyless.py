"""A film whose keys this worker lacks waits for a worker that has them, for a day; it is not ended as if nobody could read it.

A workflow task that fails is given to some worker again, ever more slowly. Whether somebody has the key of what is marked as
encrypted nobody can tell without it: so after a day such a film ends as every film whose request cannot be read, and such a
signal is refused. That a signal was refused so is marked in the history, for with the key it would be read in a replay.
When a signal came a workflow cannot tell: its day begins as a worker first sees it, and again with another process.
"""

from datetime import datetime, timedelta
from typing import Any

from temporalio import workflow
from temporalio.worker import (
    ExecuteWorkflowInput,
    HandleSignalInput,
    Interceptor,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
)

from models.errors import KeysMissing
from models.inputs import Unreadable

WAITED_FOR = timedelta(days=1)

_MOST_WAITED = 10_000
_UNREAD = Unreadable(reason="it is encrypted, and nobody who had its key came in time", locked=True)
_seen: dict[tuple[str, int], datetime] = {}
"""When this process first saw a signal that it cannot read, by the run and the signal's number in it."""


class KeyWait(Interceptor):
    """Has workflows wait that were begun, or told something, with keys which are not here."""

    def workflow_interceptor_class(
        self,
        input: WorkflowInterceptorClassInput,  # noqa: A002 - the SDK's own name
    ) -> type[WorkflowInboundInterceptor]:
        """Who sees what each workflow was begun with, and is told."""
        del input
        return _Waiting


class _Waiting(WorkflowInboundInterceptor):
    _signals = 0

    async def execute_workflow(self, input: ExecuteWorkflowInput) -> Any:  # noqa: A002, ANN401 - as the SDK declares it
        given = next((one for one in input.args if isinstance(one, Unreadable) and one.locked), None)
        if given is not None and workflow.now() - workflow.info().workflow_start_time < WAITED_FOR:
            raise KeysMissing(f"A worker lacks its keys: {given.reason}.")
        return await super().execute_workflow(input)

    async def handle_signal(self, input: HandleSignalInput) -> None:  # noqa: A002 - as the SDK declares it
        self._signals += 1
        # As a film reads them: the first payload of a signal alone.
        given = input.args[0] if input.args else None
        locked = isinstance(given, Unreadable) and given.locked
        mark = f"unread-signal-{self._signals}"
        if workflow.unsafe.is_replaying():
            unread = workflow.patched(mark)
        else:
            unread = locked and self._waited() and workflow.patched(mark)
        if unread:
            input.args = [_UNREAD]
        elif isinstance(given, Unreadable) and locked:
            raise KeysMissing(f"A worker lacks its keys: {given.reason}.")
        await super().handle_signal(input)

    def _waited(self) -> bool:
        """Whether the signal's time is over."""
        now = workflow.now()
        since = _seen.setdefault((workflow.info().run_id, self._signals), now)
        if len(_seen) > _MOST_WAITED:
            _seen.pop(next(iter(_seen)), None)
        return now - since >= WAITED_FOR
