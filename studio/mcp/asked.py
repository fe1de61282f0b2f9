"""A film as an agent asks for it: its fields become the request that the command line would make of them."""

import difflib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from models.brief import Brief
from models.errors import BadInput
from models.film.run_options import RunOptions
from models.film.start import FilmRequest
from studio.mcp.callers import Caller
from studio.service.environment.defaults import defaults
from studio.service.requests.request import Asked, read_request
from studio.service.requests.values import SOURCES, Given

NOTHING = "There is nothing to film: give a prompt, a story or shots."

_NAMING_FILES = ("music", "effects", "diffusion", "subjects")
"""The fields of a brief in which files may be named."""
_LISTS_OF_FILES = ("references", "loras", "files", "file")
"""How they are called in there."""


def read_film(film: Mapping[str, Any], caller: Caller) -> Asked:
    """The request that the fields of a brief amount to, with the environment's defaults for what they leave open.

    Raises:
        BadInput: one sentence about the first thing that cannot be used.

    """
    known = [*Brief.model_fields, *RunOptions.model_fields]
    for field in film:
        if field not in known:
            near = difflib.get_close_matches(field, known, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(known)}."
            raise BadInput(f"{field!r} is not a known field: {hint}")
    sources = [source for source in SOURCES if film.get(source)]
    if len(sources) > 1:
        raise BadInput(f"There is {' and '.join(sources)}: give one of them.")
    if film.get("approve") not in (None, "wait"):
        raise BadInput(
            "approve must be 'wait' here: the film waits at its storyboard, and a person approves that (`decide`)."
        )
    if not caller.local:
        _check_no_paths(film)
    given = [Given(field, value, field) for field, value in film.items() if value not in (None, "", [], {})]
    beside = defaults(given)
    asked = read_request([*given, *beside.given], nothing=NOTHING)
    return asked._replace(defaults=beside.sentence)


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


def _check_no_paths(film: Mapping[str, Any]) -> None:
    """See that no file of this machine is named.

    Raises:
        BadInput: one is.

    """
    for field in _NAMING_FILES:
        value = film.get(field)
        if (isinstance(value, str) and field != "subjects") or _names_files(value):
            raise BadInput(
                f"{field} names a file of the machine that Longtake runs on, which only a program on that machine may do "
                "(`longtake mcp`): leave it out, or give the reference of a file that was uploaded."
            )


def _names_files(value: object) -> bool:
    """Whether a path stands anywhere in what a brief says of its files; what is stored is named by its hash."""
    if isinstance(value, list | tuple):
        return any(map(_names_files, value))
    if not isinstance(value, Mapping):
        return False
    return any(
        (name in _LISTS_OF_FILES and _is_text(inner)) or _names_files(inner) for name, inner in value.items()
    )


def _is_text(value: object) -> bool:
    if isinstance(value, list | tuple):
        return any(map(_is_text, value))
    return isinstance(value, str)
