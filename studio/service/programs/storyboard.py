"""A storyboard that is asked for: six to ten frames of a story, drawn without a gate."""

from typing import Any

from models.film.view import FilmView
from studio.service.film.storyboard import breakdown, undrawn
from studio.service.requests.values import Given


def board_fields(frames: int, frames_called: str) -> list[Given]:
    """What a storyboard is beside its story: so many frames, by the rules of one, and no film after it."""
    return [
        Given("shot_count", frames, frames_called),
        Given("board_rules", value=True, called="board_rules"),
        Given("approve", "auto", "approve"),
        Given("stop_at", "storyboard", "stop_at"),
    ]


def frames_drawn(view: FilmView, story: str) -> list[dict[str, Any]]:
    """The frames of a board: what `scene_breakdown.json` says of each, its prompt, and why it has no picture."""
    missing = dict(undrawn(view))
    return [
        {**scene, "prompt": shot.shot.enhanced_prompt, "missing": missing.get(scene["frame"], "")}
        for scene, shot in zip(breakdown(view, story)["scenes"], view.shots, strict=True)
    ]
