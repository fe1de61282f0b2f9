"""What is asked for of a shot as it stands."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.orders.shot_orders import UNSEEN, ShotOrder
    from models.shots.view import ShotView
    from workflows.film_state import FilmState


def order_of(state: FilmState, view: ShotView) -> ShotOrder:
    """The lines and the clip of a shot, by whoever is cast for it, without the lines that nobody can speak."""
    shot_id = view.shot.shot_id
    still = view.still.blob if view.still else UNSEEN
    order = state.orders.shot(view.shot, state.cast_of(shot_id), still, state.reel.handles[shot_id])
    return order.silenced(state.quotes.of(shot_id).silent())
