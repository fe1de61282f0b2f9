"""What is being tried right now in a film and its shots, as Temporal knows it."""

import asyncio
from datetime import datetime

from temporalio.client import Client

from models.base import Frozen
from models.film.view import FilmView
from models.names import WorkflowName, in_order
from studio.client.executions import under_way
from studio.client.story_calls import StoryCalls


class Attempt(Frozen):
    """Work under way: what, of which shot (empty: of the film), which attempt, why the last one failed.

    `since` is there for a call to a model, whose `what` then names stage and model: when it was begun.
    """

    what: str
    shot_id: str
    attempt: int
    failure: str = ""
    since: datetime | None = None


class Attempts:
    """Looks at a film's activities, again and again; what it read of a story's calls is remembered."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._story_calls = StoryCalls(client)

    async def of(self, view: FilmView) -> list[Attempt]:
        """The activities under way in a film and its shots, with their attempts; calls to models first."""
        film = await under_way(self._client, view.film_id)
        children = film.pending_children if film else ()
        ids = in_order(child.workflow_id for child in children)
        named = [WorkflowName.read(child) for child in ids]
        shots = [name for name in named if name.shot_id]
        stories = [str(name) for name in named if name.story]
        of_shots = await asyncio.gather(*(under_way(self._client, str(name)) for name in shots))
        names = ["", *(name.shot_id for name in shots)]
        calls = await self._story_calls.of(stories[0]) if stories else ()
        asked = [
            Attempt(what=call.what, shot_id="", attempt=call.attempt, since=call.since) for call in calls
        ]
        return asked + [
            Attempt(
                what=pending.activity_type.name,
                shot_id=name,
                attempt=pending.attempt,
                failure=pending.last_failure.message,
            )
            for name, described in zip(names, (film, *of_shots), strict=True)
            for pending in (described.pending_activities if described else ())
        ]
