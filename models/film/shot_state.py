"""Where a shot stands as a row of a table has it: short, with its words beside it, which are kept apart."""

from models.base import Frozen
from models.names import ShotId
from models.shots.noted import FieldChange
from models.shots.refusals import RefusedTry
from models.shots.shot_list import Shot
from models.shots.takes import Take
from models.shots.view import ShotStatus, ShotView

_WORDS = ("shot", "takes", "changed", "tries")
"""What of a view is words, or has words in it; it changes when the shot is asked for anew."""

LOST_WORDS = "Its words are no longer kept."
"""What a shot asks for whose words are gone."""


class ShotWords(Frozen):
    """A shot in words: as it is asked for, its other takes, what its last revision changed, and what of it was refused."""

    shot: Shot
    takes: tuple[Take, ...] = ()
    changed: tuple[FieldChange, ...] = ()
    tries: tuple[RefusedTry, ...] = ()


class ShotState(Frozen):
    """Where a shot stands.

    `place` is its place in the film, from 0, `change` the one of its reel that brought it there. `state` is its view
    without words, as JSON; `words` are its words as JSON, empty where they are the same as before.
    """

    shot_id: ShotId
    place: int
    change: int
    status: ShotStatus
    missing: bool = False
    state: str
    words: str = ""


class PlacedShot(Frozen):
    """Where one shot stands, its place among the film's shots, from 0, and the change that brought it there."""

    place: int
    change: int
    view: ShotView


class FilmRun(Frozen):
    """A run of a film, by the first of the runs of its workflow, and when it began, ISO 8601 UTC."""

    run_id: str
    began: str


class StateChanges(Frozen):
    """Shots of a reel that stand elsewhere, and the `change` up to which it has told all of them.

    `earlier` is the run whose shots a retake begins with: they are read from what it left, and need not be told.
    """

    run: FilmRun
    reel: int = 1
    change: int
    shots: tuple[ShotState, ...] = ()
    earlier: str = ""


def words_of(view: ShotView) -> ShotWords:
    """A shot in words."""
    return ShotWords.model_construct(shot=view.shot, takes=view.takes, changed=view.changed, tries=view.tries)


def state_of(view: ShotView, place: int, change: int, words: ShotWords | None) -> ShotState:
    """Where a shot stands, with words or without."""
    return ShotState(
        shot_id=view.shot.shot_id,
        place=place,
        change=change,
        status=view.status,
        missing=bool(view.missing),
        state=view.model_dump_json(exclude=set(_WORDS), exclude_defaults=True),
        words=words.model_dump_json(exclude_defaults=True) if words else "",
    )


def view_of(state: dict[str, object], words: ShotWords) -> ShotView:
    """The view of a shot, of its state and its words.

    Raises:
        ValueError: that is no state of a shot.

    """
    return ShotView.model_validate(
        {**state, "shot": words.shot, "takes": words.takes, "changed": words.changed, "tries": words.tries}
    )


def lost_words(shot_id: str, place: int) -> ShotWords:
    """What is said of a shot whose words are gone."""
    return ShotWords(shot=Shot(shot_id=shot_id, shot_number=place + 1, enhanced_prompt=LOST_WORDS))
