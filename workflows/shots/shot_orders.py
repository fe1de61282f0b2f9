"""What is asked for of a shot as it stands."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.orders.cast import Cast
    from models.orders.shot_orders import UNSEEN, ShotOrder
    from models.shots.view import ShotView
    from workflows.film_state import FilmState


def order_of(state: FilmState, view: ShotView, cast: Cast | None = None) -> ShotOrder:
    """The lines and the clip of a shot, by whoever is cast for it or else by a `cast`, without the lines that nobody can speak."""
    shot_id = view.shot.shot_id
    still = view.still.blob if view.still else UNSEEN
    cast = cast or state.cast_of(shot_id)
    order = state.orders.shot(view.shot, cast, still, state.reel.handles[shot_id])
    if cast.speech.context or cast.speech.exchange:
        spoken = [take.shot for take in view.takes if any(take.voices)]
        order = order.said_as_in([state.orders.shot(shot, cast) for shot in spoken])
    quote = state.quotes.of(shot_id)
    if quote.lips_alone:
        order = order.model_copy(update={"lips": None})
    return order.silenced(quote.silent())
