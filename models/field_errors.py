"""Sentences: what pydantic says about a value, in one sentence that names the value as the person gave it."""

import difflib
import math
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from models.excerpt import excerpt, quoted

Naming = Callable[[tuple[int | str, ...]], str]
"""From where a value lies in the model to what it is called, such as `--seconds`."""

MOST_ERRORS = 5_000
"""Of more mistakes than these none is named: each is written out before the first can be."""

OBJECT = "an object of names and values (in TOML a table)"
"""What holds fields, in the words of both kinds of file."""
_WHAT = {
    "float_parsing": "a number",
    "float_type": "a number",
    "finite_number": "a number",
    "decimal_parsing": "a number",
    "decimal_type": "a number",
    "is_instance_of": "a number",
    "int_parsing": "a whole number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "int_parsing_size": "a smaller whole number",
    "bool_parsing": "true or false",
    "bool_type": "true or false",
    "string_type": "text",
    "tuple_type": "a list",
    "dict_type": OBJECT,
    "model_type": OBJECT,
    "model_attributes_type": OBJECT,
}


def first_sentence(error: ValidationError, named: Naming, model: type[BaseModel]) -> str:
    """The first thing that is wrong, with its name, the value, and what would be right."""
    if error.error_count() > MOST_ERRORS:
        return f"{named(())} has {error.error_count():,} mistakes: it is something else than was meant."
    return sentence_of(error.errors(include_url=False)[0], named, model)


def sentence_of(first: Mapping[str, Any], named: Naming, model: type[BaseModel] | None) -> str:
    """One thing that is wrong, as pydantic has it; the `model` is whose fields may have been meant, where it is known."""
    kind, where, given = first["type"], tuple(first["loc"]), first["input"]
    context: dict[str, Any] = first.get("ctx", {})
    name = named(where)
    if kind == "extra_forbidden":
        if model is None:
            return f"{name} is not a known field."
        known = [*_fields_at(model, where[:-1])]
        near = difflib.get_close_matches(str(where[-1])[:80], known, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(known)}."
        return f"{name} is not a known field: {hint}"
    if kind == "value_error":
        return f"{name} {context['error']}."
    if kind == "missing":
        return f"{name} is missing."
    if kind == "string_pattern_mismatch":
        return f"{name} must be 1 to 64 letters, digits, dashes and underscores, not {_said(given)}."
    if kind in ("string_too_long", "string_too_short"):
        if kind == "string_too_short":
            return f"{name} is empty: it needs some words."
        return f"{name} has {len(given):,} characters: {context['max_length']:,} is the most."
    if kind == "too_long":
        return f"{name} has too many entries: {context['max_length']:,} is the most."
    if where and where[-1] == "[key]":
        return f"{name} must be one of {context['expected']}."
    if _not_finite(given):
        return f"{name} must be a number, not {_said(given)}."
    return f"{name} must be {_wanted(kind, context, str(first['msg']))}, not {_said(given)}."


def _wanted(kind: str, context: dict[str, Any], message: str) -> str:
    bounds = {
        "greater_than_equal": ("ge", "at least"),
        "greater_than": ("gt", "more than"),
        "less_than_equal": ("le", "at most"),
        "less_than": ("lt", "less than"),
    }
    if kind in bounds:
        key, words = bounds[kind]
        return f"{words} {_number(context[key])}"
    if kind == "literal_error":
        return f"one of {context['expected']}"
    if kind == "decimal_max_digits":
        return f"a number of at most {context['max_digits']} digits"
    return _WHAT.get(kind) or message.removeprefix("Input should be ").removeprefix("a valid ")


def _number(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _said(value: object) -> str:
    """The value as it was given: a number bare, also when it came as text, everything else quoted."""
    return excerpt(str(value), 58) if _is_number(value) else quoted(value, 58)


def _is_number(value: object) -> bool:
    if isinstance(value, str):
        with suppress(ValueError):
            return math.isfinite(float(value))
        return False
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    with suppress(ValueError):  # a whole number of thousands of digits cannot be written
        return bool(str(value))
    return False


def _not_finite(value: object) -> bool:
    """Whether it is infinite, or the number that is none; one that is only too large has digits."""
    if isinstance(value, str) and any(map(str.isdigit, value)):
        return False
    with suppress(ValueError, TypeError, OverflowError):
        return not math.isfinite(float(value))  # type: ignore[arg-type]  # what is no number raises
    return False


def _fields_at(model: type[BaseModel], where: tuple[int | str, ...]) -> Iterable[str]:
    """The fields of what lies at a place inside `model`: of a list's entries, and of a table's, the entry's own.

    A step that is no field is a place in a list, a key of a table, or one of several types that were tried.
    """
    for step in where:
        field = model.model_fields.get(step) if isinstance(step, str) else None
        inner = _models_in(field.annotation) if field else ()
        model = inner[0] if inner else model
    return model.model_fields


def _models_in(annotation: object) -> tuple[type[BaseModel], ...]:
    """The models that an annotation names, however deep."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return (annotation,)
    return tuple(model for part in get_args(annotation) for model in _models_in(part))
