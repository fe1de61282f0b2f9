"""A film as a program asks for it: the fields of a brief and of its options, as a brief's file has them."""

import difflib
from collections.abc import Mapping
from typing import Any

from models.brief import Brief
from models.errors import BadInput
from models.film.run_options import RunOptions
from studio.service.environment.defaults import defaults
from studio.service.requests.request import Asked, read_request
from studio.service.requests.values import SOURCES, Given

_NAMING_FILES = ("music", "effects", "diffusion", "subjects")
"""The fields of a brief in which files may be named."""
_LISTS_OF_FILES = ("references", "loras", "files", "file")
"""How they are called in there."""


def read_fields(film: Mapping[str, Any], *, files: bool) -> Asked:
    """The request that fields amount to, with the environment's defaults for what they leave open.

    `files` of this machine may be named only by somebody who has them.

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
    if not files:
        _check_no_paths(film)
    given = [Given(field, value, field) for field, value in film.items() if value not in (None, "", [], {})]
    beside = defaults(given)
    asked = read_request([*given, *beside.given])
    return asked._replace(defaults=beside.sentence)


def _check_no_paths(film: Mapping[str, Any]) -> None:
    """See that no file of this machine is named.

    Raises:
        BadInput: one is.

    """
    for field in _NAMING_FILES:
        value = film.get(field)
        if (isinstance(value, str) and field != "subjects") or _names_files(value):
            raise BadInput(
                f"{field} names a file of the machine that Longtake runs on, which only a program on that machine may do: "
                "leave it out, or give the reference of a file that was uploaded."
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
