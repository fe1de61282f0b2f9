"""A film as an agent asks for it: the request that it amounts to, which waits for a person and costs no more than is accepted."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from models.errors import BadInput
from models.film.start import FilmRequest
from studio.mcp.callers import Caller
from studio.service.programs.brief_fields import read_fields
from studio.service.requests.request import Asked


def read_film(film: Mapping[str, Any], caller: Caller) -> Asked:
    """The request that the fields of a brief amount to; files are those of whoever is on this machine.

    Raises:
        BadInput: as `read_fields`, or the film would pass its storyboard by itself.

    """
    if film.get("approve") not in (None, "wait"):
        raise BadInput(
            "approve must be 'wait' here: the film waits at its storyboard, and a person approves that (`decide`)."
        )
    return read_fields(film, files=caller.local)


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
