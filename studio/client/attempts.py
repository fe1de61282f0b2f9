"""What is being tried right now in a film and its shots, as Temporal knows it."""

import asyncio
from datetime import datetime
from typing import TypeVar

from temporalio.api.enums.v1 import PendingActivityState
from temporalio.api.workflow.v1 import PendingActivityInfo
from temporalio.api.workflowservice.v1 import DescribeWorkflowExecutionResponse
from temporalio.client import Client

from activities.contracts import AtVendor, OnCard
from infra.payloads.failures import sentence_of
from models.base import Frozen
from models.film.view import FilmView
from models.names import WorkflowName, in_order
from models.story.records import StageRecord
from studio.client.executions import queue_of, queued_since, under_way
from studio.client.story_calls import StoryCalls

JOBS = "jobs."
"""How the names of activities begin that deal with jobs at vendors."""

T = TypeVar("T", bound=Frozen)


class Attempt(Frozen):
    """Work under way: what, of which shot (empty: of the film), which attempt, why the last one failed.

    `since` is there for a call to a model, whose `what` then names stage and model: when it was begun. `at_vendor` is there
    for a job, `on_card` for work on a card: where that stands, as its worker said last. What is not `begun` waits for a worker,
    and one that is gone said it. `queue` is the task queue that it is scheduled on, empty where the server does not tell, and
    `queued` since when any worker of it could have taken it up; None where one has it, or it is only tried again later.
    """

    what: str
    shot_id: str
    attempt: int
    failure: str = ""
    since: datetime | None = None
    at_vendor: AtVendor | None = None
    on_card: OnCard | None = None
    begun: bool = True
    queue: str = ""
    queued: datetime | None = None


class Attempts:
    """Looks at a film's activities, again and again; what it read of a story's calls is remembered."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._story_calls = StoryCalls(client)

    async def of(self, view: FilmView) -> list[Attempt]:
        """The activities under way in a film and its shots, with their attempts; calls to models first. A film that has ended has none."""
        if view.ended:
            return []
        film = await under_way(self._client, view.film_id)
        named = _children(film)
        of_reels = await asyncio.gather(*(under_way(self._client, str(name)) for name in named if name.reel))
        shots = [name for one in (film, *of_reels) for name in _children(one) if name.shot_id]
        stories = [name for name in named if name.story]
        of_shots = await asyncio.gather(*(under_way(self._client, str(name)) for name in shots))
        names = ["" for _ in (film, *of_reels)] + [name.shot_id for name in shots]
        called = await asyncio.gather(*(self._story_calls.of(str(name)) for name in stories))
        asked = [
            Attempt(
                what=f"{call.what}, for stretch {name.stretch}" if name.stretch else call.what,
                shot_id="",
                attempt=call.attempt,
                since=call.since,
                queue=call.queue,
                queued=call.queued,
            )
            for name, calls in zip(stories, called, strict=True)
            for call in calls
        ]
        return asked + [
            Attempt(
                what=pending.activity_type.name,
                shot_id=name,
                attempt=pending.attempt,
                failure=await sentence_of(pending.last_failure, self._client.data_converter),
                at_vendor=await self._told(pending, AtVendor) if of_job(pending) else None,
                on_card=None if of_job(pending) else await self._told(pending, OnCard),
                begun=pending.state != PendingActivityState.PENDING_ACTIVITY_STATE_SCHEDULED,
                queue=queue_of(pending),
                queued=queued_since(pending),
            )
            for name, described in zip(names, (film, *of_reels, *of_shots), strict=True)
            for pending in (described.pending_activities if described else ())
        ]

    async def story(self, view: FilmView) -> tuple[StageRecord, ...]:
        """What models have answered of a story that is being written, and the film has not heard of yet."""
        if view.ended or view.stage not in ("casting", "story"):
            return ()
        stories = [str(name) for name in _children(await under_way(self._client, view.film_id)) if name.story]
        found = await asyncio.gather(*(self._story_calls.records(name) for name in stories))
        return tuple(record for records in found for record in records)

    async def _told(self, pending: PendingActivityInfo, what: type[T]) -> T | None:
        """Where work stands, in the heartbeat of its activity; None where that says nothing of it."""
        told = list(pending.heartbeat_details.payloads)
        if len(told) < len((float, what)):
            return None
        try:
            found = (await self._client.data_converter.decode(told, [float, what]))[-1]
        except (ValueError, TypeError, RuntimeError):  # of a worker of another version
            return None
        return found if isinstance(found, what) else None


def _children(parent: DescribeWorkflowExecutionResponse | None) -> list[WorkflowName]:
    """Whose workflows run as children of one, in order."""
    children = parent.pending_children if parent else ()
    return [WorkflowName.read(child) for child in in_order(child.workflow_id for child in children)]


def of_job(pending: PendingActivityInfo) -> bool:
    """Whether an activity deals with a vendor's job."""
    return str(pending.activity_type.name).startswith(JOBS)
