"""What starts a film: its brief, how it is run, and the earlier run that it goes on from."""

from models.base import Frozen
from models.brief import Brief
from models.film.run_options import RunOptions
from models.film.view import FilmView
from models.shots.takes import Change


class Previous(Frozen):
    """An earlier run of a film, as it ended, and what is to be changed in it."""

    view: FilmView
    changes: tuple[Change, ...] = ()


class FilmRequest(Frozen):
    """What starts a film: `{"brief": {"prompt": "..."}}` is enough.

    With `previous` the film goes on from an earlier run: only what the changes touch is made.
    """

    brief: Brief
    options: RunOptions = RunOptions()
    previous: Previous | None = None
