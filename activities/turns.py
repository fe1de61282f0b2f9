"""Whose turn it is where work waits for a slot: money before everything, what a person waits to see before clips.

Films share each turn fairly by keys of their own (`studio/client/starts.py`), which their children and activities inherit.
"""

from collections.abc import Callable, Mapping
from typing import Any

from temporalio.common import Priority

from activities.contracts import Boards, Books, Cutting, Job, Jobs, JobTicket, Shots, Sound

MONEY, PAPERS, PICTURES, CLIPS, AHEAD = 1, 2, 3, 4, 5
"""The turns, first things first; Temporal has five."""

RETAKES = 2
"""The turn that a retake's workflows have; what they have made goes one turn earlier than what is made for the first time."""

TURNS: Mapping[Callable[..., Any], int] = {
    Books.write: MONEY,
    Jobs.reconcile: MONEY,
    Jobs.fetch: MONEY,
    Boards.keyframe: PICTURES,
    Boards.sheet: PICTURES,
    Boards.bible: PICTURES,
    Boards.likeness: PICTURES,
    Sound.voice: CLIPS,
    Sound.exchange: CLIPS,
    Sound.track: CLIPS,
    Sound.score: CLIPS,
    Sound.effect: CLIPS,
    Shots.clip: CLIPS,
    Shots.conform: CLIPS,
    Shots.last_frame: CLIPS,
    Shots.join: CLIPS,
    Cutting.assemble: CLIPS,
    Cutting.prepare: AHEAD,
}
"""The turn of each kind of work; a vendor's job has that of what it makes, and all else is `PAPERS`: seconds that much waits for."""


def turn_of(activity: Callable[..., Any], request: object, film: int | None) -> Priority:
    """When an activity has its turn, in a film whose workflows have the turn `film`."""
    turn = _turn(activity, request)
    retake = film is not None and film <= RETAKES
    return Priority(priority_key=turn - 1 if retake and turn > PAPERS else turn)


def _turn(activity: Callable[..., Any], request: object) -> int:
    if activity in TURNS:
        return TURNS[activity]
    job = request.job if isinstance(request, JobTicket) else request
    if isinstance(job, Job):
        return PICTURES if job.order.request.kind == "image" else CLIPS
    return PAPERS
