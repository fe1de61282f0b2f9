"""What starts a film: its brief, how it is run, and the earlier run that it goes on from."""

from collections.abc import Sequence

from pydantic import Field

from models.base import Frozen
from models.brief import Brief
from models.errors import BadInput
from models.film.run_options import RunOptions
from models.inputs import read_input
from models.kinds import Kind
from models.shots.takes import Change

MOST_INLINE = 500
"""Shots that a request may hold: a workflow's first task reads them, and has two seconds for it."""


class Previous(Frozen):
    """An earlier run of the film, by the id of its workflow's run, and what is to be changed in it.

    What that run left is read from the store: a film is never handed the past of a film. `drafted` are shots, by their ids, that
    stay as a draft has them. `named` are those whom shots that are made anew name for it, by what they make: a film that goes
    on from an earlier run has cast nobody but its brief's own.
    """

    run_id: str = Field(max_length=100)
    changes: tuple[Change, ...] = ()
    drafted: tuple[str, ...] = Field(default=(), exclude_if=lambda shots: not shots)
    named: dict[Kind, tuple[str, ...]] = Field(default_factory=dict, exclude_if=lambda named: not named)

    @property
    def tried(self) -> tuple[str, ...]:
        """Whom shots are tried with, each once."""
        return tuple(dict.fromkeys(one.maker for one in self.changes if one.maker))


class FilmRequest(Frozen):
    """What starts a film: `{"brief": {"prompt": "..."}}` is enough.

    With `previous` the film goes on from an earlier run: only what the changes touch is made. `fresh` is the run, of a film that was
    moved, for which everything was being made afresh: what that one has made counts as made by this one.
    """

    brief: Brief
    options: RunOptions = RunOptions()
    previous: Previous | None = None
    fresh: str = Field(default="", max_length=80, exclude_if=lambda fresh: not fresh)


def read_request(given: Sequence[object]) -> FilmRequest:
    """What a film's workflow is started with, read; what would take it too long is refused before it is looked at.

    Raises:
        BadInput: it cannot be used; a sentence.

    """
    for value in given:
        brief = value.get("brief") if isinstance(value, dict) else None
        shots = brief.get("shots") if isinstance(brief, dict) else None
        if isinstance(shots, list) and len(shots) > MOST_INLINE:
            raise BadInput(
                f"The film's request has {len(shots):,} shots in it, and {MOST_INLINE} is the most: "
                "store them, as starting it with `longtake` or the SDK does."
            )
    return read_input(given, FilmRequest, "film's request")
