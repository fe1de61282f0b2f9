"""Sentences: what pydantic says about a value, in one sentence that names the value as the person gave it."""

import difflib
import math
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from pydantic import BaseModel, ValidationError

Naming = Callable[[tuple[int | str, ...]], str]
"""From where a value lies in the model to what it is called, such as `--seconds`."""

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
    "dict_type": "a table of names and values",
    "model_type": "a table of names and values",
}


def first_sentence(error: ValidationError, named: Naming, model: type[BaseModel]) -> str:
    """The first thing that is wrong, with its name, the value, and what would be right."""
    first = error.errors()[0]
    kind, where, given = first["type"], tuple(first["loc"]), first["input"]
    context: dict[str, Any] = first.get("ctx", {})
    name = named(where)
    if kind == "extra_forbidden":
        known = [*_model_at(model, where[:-1]).model_fields]
        near = difflib.get_close_matches(str(where[-1]), known, n=1)
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
    text = str(value) if _is_number(value) else repr(value)
    return text if len(text) <= 60 else text[:57] + "…"


def _is_number(value: object) -> bool:
    if isinstance(value, str):
        with suppress(ValueError):
            return math.isfinite(float(value))
        return False
    return isinstance(value, int | float) and not isinstance(value, bool)


def _not_finite(value: object) -> bool:
    with suppress(ValueError, TypeError, OverflowError):
        return not math.isfinite(float(value))  # type: ignore[arg-type]  # what is no number raises
    return False


def _model_at(model: type[BaseModel], where: tuple[int | str, ...]) -> type[BaseModel]:
    """The model that lies at a place inside `model`: of a list's entries, the entry's own."""
    for step in where:
        if isinstance(step, str):
            annotation = model.model_fields[step].annotation
            inner = [annotation, *getattr(annotation, "__args__", ())]
            model = next(part for part in inner if isinstance(part, type) and issubclass(part, BaseModel))
    return model
