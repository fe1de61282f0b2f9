"""A workflow's command sequence, read from a history: what replay alone does not see.

Replay does not notice a changed queue, timeout or retry policy; the fingerprint does.
"""

from google.protobuf.duration_pb2 import Duration
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import WorkflowHistory

from workflows.money.books import EVERY

BESIDE = (f"timer {EVERY.total_seconds():g} s", "activity books.write ")
"""Commands that come whenever there is something to write, in no order with the others."""


def fingerprint(history: WorkflowHistory) -> str:
    """One line for each command, in order, without those that keep the tables beside the film."""
    return (
        "\n".join(line for event in history.events if (line := _line(event)) and not line.startswith(BESIDE))
        + "\n"
    )


def _line(event: HistoryEvent) -> str:
    match event.event_type:
        case EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED:
            activity = event.activity_task_scheduled_event_attributes
            return (
                f"activity {activity.activity_type.name} on {activity.task_queue.name}"
                f" within {_seconds(activity.start_to_close_timeout)} s,"
                f" heartbeat {_seconds(activity.heartbeat_timeout)} s,"
                f" attempts {activity.retry_policy.maximum_attempts}"
                + (f", turn {activity.priority.priority_key}" if activity.priority.priority_key else "")
            )
        case EventType.EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_INITIATED:
            child = event.start_child_workflow_execution_initiated_event_attributes
            return f"child {child.workflow_type.name} on {child.task_queue.name}"
        case EventType.EVENT_TYPE_TIMER_STARTED:
            return f"timer {_seconds(event.timer_started_event_attributes.start_to_fire_timeout)} s"
        case EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES:
            found = event.upsert_workflow_search_attributes_event_attributes.search_attributes
            return f"search attributes {', '.join(sorted(found.indexed_fields))}"
        case EventType.EVENT_TYPE_WORKFLOW_PROPERTIES_MODIFIED:
            return "memo"
        case EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED:
            return "completed"
        case EventType.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED:
            return "failed"
        case _:
            return ""


def _seconds(duration: Duration) -> str:
    return f"{duration.ToTimedelta().total_seconds():g}"
