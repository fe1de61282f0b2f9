"""The parts of a film by the names that people give them: one that it does not have is said with those that it has."""

from models.errors import BadInput
from models.film.view import FilmView
from models.shots.shot_list import find_shot


def check_shot(view: FilmView, name: str) -> None:
    """See that the film has a shot of that id or number.

    Raises:
        BadInput: it has none; the message says which there are.

    """
    shots = tuple(shot.shot for shot in view.shots)
    if shots and find_shot(shots, name) is None:
        first, last = shots[0].shot_id, shots[-1].shot_id
        there = f"{len(shots)} shots, {first} to {last}" if len(shots) > 1 else f"one shot, {first}"
        raise BadInput(f"There is no shot {name!r} in {view.film_id}: it has {there}.")


def check_reel(view: FilmView, number: int) -> None:
    """See that the film has a reel of that number, from 1.

    Raises:
        BadInput: it has none; the message says how many there are.

    """
    if number not in (reel.number for reel in view.reels):
        raise BadInput(f"There is no reel {number}: the film has {len(view.reels)}.")
