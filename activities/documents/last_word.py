"""The last word of a film: what its last run left, from which the next one goes on."""

from pydantic import ValidationError

from activities.money.film_money import spent_after
from infra.storage import Store
from library.assets import Library
from models.errors import BadInput
from models.film.view import FilmView
from models.film.whole_view import whole_view
from models.orders.assets import Blob

LAST_WORD = "view.json"
"""The name of the paper that is the film's view at the end of its last run; it is not in the film's folder."""


def file_view(library: Library, view: FilmView) -> Blob:
    """Keep how a film stands at the end of a run, as long as the film is kept."""
    blob = library.store.put_bytes(view.model_dump_json().encode(), ".json")
    library.file(view.film_id, LAST_WORD, blob)
    return blob


def gathered(view: FilmView, store: Store) -> FilmView:
    """A film of several reels with what these left.

    Raises:
        BadInput: what a reel left cannot be read.
        StorageError: the disk said no, or what was stored is damaged.

    """
    try:
        left = {
            reel.number: FilmView.model_validate_json(store.read_bytes(reel.view))
            for reel in view.reels
            if reel.view
        }
    except ValidationError as error:
        raise BadInput("What a reel of the film left cannot be read: make the film anew.") from error
    return whole_view(view, left) if left else view


def filed_view(library: Library, film_id: str, run_id: str) -> FilmView:
    """How a film stood at the end of its last run, which is named, so that nobody goes on from another.

    What runs that were cut short have spent since then counts as spent.

    Raises:
        BadInput: that is not the run that ended last, or nothing is known of it.
        StorageError: the disk said no, or what was stored is damaged.

    """
    blob = library.paper(film_id, LAST_WORD)
    view = FilmView.model_validate_json(library.store.read_bytes(blob)) if blob else None
    if view is None or view.run_id != run_id:
        there = f"its last is {view.run_id}" if view else "none has ended here"
        raise BadInput(f"The film {film_id!r} has no run {run_id!r} to go on from: {there}.")
    ended = view.stages[-1].began if view.stages else ""
    spent = view.spent + spent_after(library.database, film_id, ended)
    return view.model_copy(update={"spent": spent})
