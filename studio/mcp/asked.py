"""A film as an agent asks for it: the request that it amounts to, which waits for a person and costs no more than is accepted."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from infra.settings import Settings
from infra.storage import open_store
from models.errors import BadInput
from models.film.start import FilmRequest
from studio.mcp.callers import Caller
from studio.service.programs.film import ID, film_fields
from studio.service.programs.film import read_film as read_fields
from studio.service.requests.request import Asked

_NOTHING: tuple[object, ...] = ("", [], {})
"""What agents send for what they leave open."""


def read_film(film: Mapping[str, Any], caller: Caller, settings: Settings) -> Asked:
    """The request that the fields of a brief amount to; paths of files are those of whoever is on this machine.

    Raises:
        BadInput: as of any program, or the film would pass its storyboard by itself.
        StorageError: the store or the library does not answer.

    """
    if film.get("approve") not in (None, "wait"):
        raise BadInput(
            "approve must be 'wait' here: the film waits at its storyboard, and a person approves that (`decide`)."
        )
    if film.get(ID):
        raise BadInput("id is not chosen here: a film is called after the idempotency_key that begins it.")
    given = film_fields({name: value for name, value in film.items() if value not in _NOTHING})
    return read_fields(given, open_store(settings), paths=caller.local)


def within(asked: Asked, accepted: Decimal) -> FilmRequest:
    """The request, whose film may not cost more than what was accepted, nor than the budget that was asked for.

    Raises:
        BadInput: its budget is to be counted or warned of, and would not hold.

    """
    options = asked.request.options
    if options.budget_mode != "cap":
        raise BadInput("budget_mode must be 'cap' here: a film does not cost more than accept_usd.")
    budget = accepted if options.budget is None else min(options.budget, accepted)
    return asked.request.model_copy(update={"options": options.model_copy(update={"budget": budget})})
