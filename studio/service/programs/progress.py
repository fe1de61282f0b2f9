"""How far a film is, in per cent and in words."""

from collections.abc import Mapping
from typing import Literal

from infra.storage import Store
from models.errors import StorageError
from models.film.view import FilmView, Stage
from models.story.plan import Stage as Writing
from models.story.stages import StoryDocument
from studio.service.film.bible import at_bible
from studio.service.film.gate import boards_at_gate

JobStatus = Literal["processing", "awaiting_approval", "completed", "rejected", "cancelled", "failed"]

_ENDS: Mapping[str, JobStatus] = {
    "finished": "completed",
    "stopped": "completed",
    "rejected": "rejected",
    "cancelled": "cancelled",
    "canceled": "cancelled",
    "terminated": "failed",
    "timed_out": "failed",
    "failed": "failed",
}
_SPANS: Mapping[Stage, tuple[int, int]] = {
    "casting": (0, 2),
    "story": (2, 20),
    "bible": (20, 25),
    "keyframes": (25, 45),
    "approval": (45, 45),
    "shots": (45, 90),
    "cut": (90, 98),
    "publish": (98, 99),
}
"""Between which of a hundred parts of a film's making a stage lies."""
_STEPS: Mapping[Stage, str] = {
    "casting": "Casting",
    "story": "Story",
    "bible": "Bible",
    "keyframes": "Storyboard: pictures are drawn",
    "approval": "Storyboard: waits for approval",
    "shots": "Shots are made",
    "cut": "Cut",
    "publish": "Published",
    "finished": "Finished",
    "stopped": "Stopped where it was asked to",
    "rejected": "Rejected",
    "cancelled": "Cancelled",
    "failed": "Failed",
}
_WRITTEN: Mapping[Writing, str] = {
    "template": "Stage 0: Template Selection",
    "story": "Stage 1: Story Generation",
    "scenes": "Stage 2: Scene Division",
    "visuals": "Stage 3: Visual Specification",
}
"""The stages in which a model writes, in order."""


def status_of(stage: str) -> JobStatus:
    """How a job stands whose film is at a stage, or ended as one; `approval` is one that waits."""
    return "awaiting_approval" if stage == "approval" else _ENDS.get(stage, "processing")


def standing_of(view: FilmView) -> JobStatus:
    """How the job stands that a film is."""
    if view.ended:
        return status_of(view.stage)
    return "awaiting_approval" if at_bible(view) or boards_at_gate(view) else "processing"


def step_of(view: FilmView) -> str:
    """What is done in a film now, in a few words."""
    if view.stage == "story" and view.writing:
        done = {record.stage for record in view.writing if record.writer}
        return next((words for stage, words in _WRITTEN.items() if stage not in done), _STEPS["story"])
    if view.stage == "bible" and view.bible_waits:
        return "Bible: waits for approval"
    return _STEPS[view.stage]


def percent_of(view: FilmView) -> int:
    """How far it is, from 0 to 100; one that has ended short of a film is as far as it came."""
    if view.stage in ("finished", "stopped"):
        return 100
    stage = view.stage
    if view.ended:
        stage = next((time.stage for time in reversed(view.stages) if time.stage in _SPANS), "casting")
    first, last = _SPANS[stage]
    return first + round((last - first) * _share(view, stage))


def _share(view: FilmView, stage: Stage) -> float:
    """How much of a stage is done, from 0 to 1."""
    if stage == "story":
        return min(1.0, len({one.stage for one in view.writing} & _WRITTEN.keys()) / len(_WRITTEN))
    if not view.shots:
        return 0.0
    if stage == "keyframes":
        return sum(shot.keyframe is not None or bool(shot.missing) for shot in view.shots) / len(view.shots)
    if stage == "shots":
        return sum(shot.status in ("done", "missing") for shot in view.shots) / len(view.shots)
    return 0.0


def story_of(view: FilmView, store: Store) -> StoryDocument | None:
    """What the stages of a film's story gave; None before that is written, or where it cannot be read."""
    blob = view.documents.get("story.json")
    try:
        return StoryDocument.model_validate_json(store.read_bytes(blob)) if blob else None
    except (ValueError, StorageError):
        return None
