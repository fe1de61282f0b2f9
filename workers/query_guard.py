"""A query never leaves a workflow ahead of its history.

A query that waited while no worker was there is answered by a worker that has to replay. It is given the history with
the events that came meanwhile, a timer that fired say, though no workflow task was begun for them yet. The SDK applies
them for the query all the same, and keeps the workflow so (temporalio 1.35.0; `tests/workers/test_query_guard.py`). What
else happens before the task begins is then applied apart from them, and its commands can come in an order that no replay
gives: such a film could not be replayed ever again. An activation of this kind is known by its clock, which stands still
where the history goes on. It is refused, so that the worker forgets the workflow, and whoever asked asks again.
"""

from typing import Any

from temporalio.bridge.proto.workflow_activation import WorkflowActivation
from temporalio.bridge.proto.workflow_completion import WorkflowActivationCompletion
from temporalio.converter import StorageDriverStoreContext
from temporalio.worker import WorkflowInstance, WorkflowInstanceDetails
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner
from temporalio.workflow import Info

AHEAD = "The film was asked while it was behind: ask again."
"""Why a query was refused; it can be asked again at once."""


class GuardedRunner(SandboxedWorkflowRunner):
    """Runs workflows in the sandbox, each behind a guard."""

    def create_instance(self, det: WorkflowInstanceDetails) -> WorkflowInstance:
        """The workflow, ready for its activations."""
        return Guard(super().create_instance(det))


class Guard(WorkflowInstance):
    """A workflow that is not told of events which no workflow task was begun for."""

    def __init__(self, inner: WorkflowInstance) -> None:
        self._inner = inner
        self._at: tuple[int, int] | None = None
        self._length = 0

    def activate(self, act: WorkflowActivation) -> WorkflowActivationCompletion:
        """Apply what happened, unless it lies ahead of the last workflow task."""
        if act.jobs and act.jobs[0].HasField("remove_from_cache"):
            return self._inner.activate(act)
        at = (act.timestamp.seconds, act.timestamp.nanos)
        if self._at == at and act.history_length > self._length and not act.is_replaying:
            refused = WorkflowActivationCompletion(run_id=act.run_id)
            refused.failed.failure.message = AHEAD
            return refused
        self._at, self._length = at, act.history_length
        return self._inner.activate(act)

    def get_serialization_context(self, command_info: Any) -> None:  # noqa: ANN401 - the SDK's own type
        """None: our payloads are the same wherever they travel, and asking the sandbox is dear, payload by payload.

        Nor may a workflow's task wait for a service of keys as the activity does whose result it reads: `EncryptionCodec`.
        """

    def get_external_store_context(self, command_info: Any) -> StorageDriverStoreContext:  # noqa: ANN401
        """An empty one: our store names what it keeps by its bytes."""
        del command_info
        return StorageDriverStoreContext()

    def get_info(self) -> Info:
        """As the workflow has it."""
        return self._inner.get_info()

    def get_thread_id(self) -> int | None:
        """As the workflow has it."""
        return self._inner.get_thread_id()
