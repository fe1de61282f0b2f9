"""A replayer that waits for a step as long as our workers do."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from unittest import mock

from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer, WorkflowReplayResult, _replayer

# What a replayer uses inside; there is no other way to its limit.
from temporalio.worker._workflow import _WorkflowWorker

from workers.composition import LONGEST_TASK_S


class _Patient(_WorkflowWorker):
    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self._deadlock_timeout_seconds = LONGEST_TASK_S


class PatientReplayer(Replayer):
    """Temporal's own, which takes no step of a long film on a busy machine for a deadlock after two seconds."""

    @asynccontextmanager
    async def workflow_replay_iterator(
        self, histories: AsyncIterator[WorkflowHistory]
    ) -> AsyncIterator[AsyncIterator[WorkflowReplayResult]]:
        """As `Replayer.workflow_replay_iterator`."""
        with mock.patch.object(_replayer, "_WorkflowWorker", _Patient):
            async with super().workflow_replay_iterator(histories) as results:
                yield results
