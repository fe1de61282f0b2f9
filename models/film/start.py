"""What starts a film: its brief, how it is run, and the earlier run that it goes on from."""

from pydantic import Field

from models.base import Frozen
from models.brief import Brief
from models.film.run_options import RunOptions
from models.shots.takes import Change


class Previous(Frozen):
    """An earlier run of the film, by the id of its workflow's run, and what is to be changed in it.

    What that run left is read from the store: a film is never handed the past of a film.
    """

    run_id: str = Field(max_length=100)
    changes: tuple[Change, ...] = ()


class FilmRequest(Frozen):
    """What starts a film: `{"brief": {"prompt": "..."}}` is enough.

    With `previous` the film goes on from an earlier run: only what the changes touch is made.
    """

    brief: Brief
    options: RunOptions = RunOptions()
    previous: Previous | None = None
