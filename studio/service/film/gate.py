"""The gate of a film: whether there is a board to decide on, and what keeps it from being approved."""

from models.film.view import FilmView
from models.shots.view import ShotView


def at_gate(view: FilmView) -> bool:
    """Whether a board is there to be decided on."""
    return view.stage == "approval" and not any(shot.status == "drawing" for shot in view.shots)


def blocked_shots(view: FilmView) -> tuple[ShotView, ...]:
    """The shots that may not be drawn as they are; until they are revised, no board is approved."""
    return tuple(shot for shot in view.shots if shot.blocked)
