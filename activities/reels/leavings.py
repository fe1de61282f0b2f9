"""What reels left in an earlier run of their film: how that was divided, and whether the store still has all of it."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from pydantic import ValidationError

from infra.storage import Store
from models.errors import BadInput
from models.film.reels import ReelPlan, ReelStanding
from models.film.view import FilmView
from models.orders.assets import Blob

_ASKED_AT_ONCE = 8
"""How many files a store is asked for at once: one far away takes its time with each."""


def left_view(blob: Blob | None, store: Store) -> FilmView:
    """The view that a reel left.

    Raises:
        BadInput: it left none that can be read.
        StorageError: the store lost it.

    """
    if blob is None:
        raise BadInput("A reel of the film left nothing to go on from: make the film anew.")
    try:
        return FilmView.model_validate_json(store.read_bytes(blob))
    except ValidationError as error:
        raise BadInput("What a reel of the film left cannot be read: make the film anew.") from error


def plans_of(left: Sequence[tuple[ReelStanding, FilmView]]) -> tuple[ReelPlan, ...]:
    """The plans of reels that were made before, each with what it left."""
    plans, first = [], 0
    for place, (reel, view) in enumerate(left):
        after = left[place + 1][1].shots if place + 1 < len(left) else ()
        assert reel.view is not None, "it was read"
        plan = ReelPlan(
            number=reel.number,
            first=first,
            shot_ids=tuple(shot.shot.shot_id for shot in view.shots),
            numbers=(reel.first_number, reel.last_number),
            words=reel.view,
            closes=(after[0].shot.transition or "cut") if after else "cut",
            ends=not after,
        )
        plans.append(plan)
        first += plan.count
    return tuple(plans)


def lost_files(view: FilmView, store: Store) -> bool:
    """Whether the store does not have every file any more that a reel has in its film's folder."""
    with ThreadPoolExecutor(_ASKED_AT_ONCE) as threads:
        return not all(threads.map(store.holds, dict.fromkeys(view.folder().values())))
