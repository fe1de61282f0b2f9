"""Which models are being asked for a story right now, and since when, as Temporal knows without any worker."""

import time
from datetime import UTC, datetime

from temporalio.api.common.v1 import Payloads
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.api.workflowservice.v1 import GetWorkflowExecutionHistoryReverseRequest
from temporalio.client import Client
from temporalio.service import RPCError

from activities.contracts import Answer
from models.base import Frozen
from models.errors import StorageError
from models.story.records import StageRecord
from studio.client.executions import queue_of, queued_since

CALL = "story.ask"
"""The activity that is one call to a model."""
_EVERY_S = 2.0
_MOST_EVENTS = 1000
"""Events of the history's end among which calls that were answered are looked for."""
_LOOKED_BACK = 100
"""Events of the history's end among which calls under way were begun."""


class StoryCall(Frozen):
    """A call under way: stage, purpose and model in words, when this attempt began, and which it is; the rest as of `Attempt`."""

    what: str
    since: datetime
    attempt: int
    queue: str = ""
    queued: datetime | None = None


class StoryCalls:
    """Looks at most every two seconds, and reads history only when a call began that is not known yet."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._looked: dict[str, tuple[float, tuple[StoryCall, ...]]] = {}
        self._what: dict[tuple[str, str], str] = {}

    async def of(self, story: str) -> tuple[StoryCall, ...]:
        """The calls under way in a story, by its workflow's id, the oldest first; none when it does not run."""
        at, found = self._looked.get(story, (float("-inf"), ()))
        if time.monotonic() - at >= _EVERY_S:
            try:
                found = await self._look(story)
            except RPCError:
                found = ()
            self._looked[story] = time.monotonic(), found
        return found

    async def _look(self, workflow_id: str) -> tuple[StoryCall, ...]:
        described = (await self._client.get_workflow_handle(workflow_id).describe()).raw_description
        run_id = described.workflow_execution_info.execution.run_id
        pending = [each for each in described.pending_activities if each.activity_type.name == CALL]
        if any((run_id, each.activity_id) not in self._what for each in pending):
            await self._read(workflow_id, run_id)
        calls = [
            StoryCall(
                what=self._what.get((run_id, each.activity_id), "a model"),
                since=(
                    each.last_started_time if each.HasField("last_started_time") else each.scheduled_time
                ).ToDatetime(UTC),
                attempt=each.attempt,
                queue=queue_of(each),
                queued=queued_since(each),
            )
            for each in pending
        ]
        return tuple(sorted(calls, key=lambda call: (call.since, call.what)))

    async def _read(self, workflow_id: str, run_id: str) -> None:
        """Remember what the summaries of the latest calls say."""
        request = GetWorkflowExecutionHistoryReverseRequest(
            namespace=self._client.namespace, maximum_page_size=_LOOKED_BACK
        )
        request.execution.workflow_id, request.execution.run_id = workflow_id, run_id
        answer = await self._client.workflow_service.get_workflow_execution_history_reverse(request)
        for event in answer.history.events:
            if event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED:
                name = event.activity_task_scheduled_event_attributes.activity_id
                self._what[run_id, name] = await self._summary(event)

    async def _summary(self, event: HistoryEvent) -> str:
        [text] = await self._client.data_converter.decode([event.user_metadata.summary], [str])
        return str(text).removeprefix("Story: ")

    async def records(self, story: str) -> tuple[StageRecord, ...]:
        """The calls that a story's models have answered, a record each, the oldest first; the latest ones of a long story.

        The film itself hears of them when its story is whole.
        """
        request = GetWorkflowExecutionHistoryReverseRequest(
            namespace=self._client.namespace, maximum_page_size=_MOST_EVENTS
        )
        request.execution.workflow_id = story
        try:
            told = await self._client.workflow_service.get_workflow_execution_history_reverse(request)
        except RPCError:
            return ()
        scheduled = EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED
        asked = {
            event.event_id
            for event in told.history.events
            if event.event_type == scheduled
            and event.activity_task_scheduled_event_attributes.activity_type.name == CALL
        }
        done = [
            event.activity_task_completed_event_attributes
            for event in reversed(told.history.events)
            if event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED
        ]
        found = [await self._record(one.result) for one in done if one.scheduled_event_id in asked]
        return tuple(record for record in found if record)

    async def _record(self, result: Payloads) -> StageRecord | None:
        """What became of a call; its model is the writer where its answer could be used."""
        try:
            [answer] = await self._client.data_converter.decode(list(result.payloads), [Answer])
        except (ValueError, TypeError, RuntimeError, StorageError):  # of a worker of another version, or lost
            return None
        call = answer.call
        writer = (call.answered or call.model) if answer.result is not None else ""
        return StageRecord(stage=call.stage, part=call.part, writer=writer, calls=(call,))
