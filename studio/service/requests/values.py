"""Fields on their way into a brief and its options: values, and how each is called when it is wrong."""

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import InitErrorDetails

from models.errors import BadInput
from models.field_errors import Naming, first_sentence

M = TypeVar("M", bound=BaseModel)

SOURCES = ("prompt", "story", "shots")
"""The fields of which a film has one: what it is about."""

_WHOLE = re.compile(r"[+-]?\d{1,18}", re.ASCII)


class Given(NamedTuple):
    """One field of a brief or of its options, its value as it was given, and what a person calls it.

    `beside` is the folder of the file that says so, from which the paths in it go; None where no file does.
    """

    field: str
    value: Any
    called: str
    beside: Path | None = None


class Values(dict[str, Any]):
    """Fields with their values, and how each is called when it is wrong.

    What is given later takes the place of what was given before; a table is laid into the one that is there. What is
    given of `subjects` is kept side by side: who of them is the same is not told by their place.
    """

    def __init__(self, given: Iterable[Given]) -> None:
        super().__init__()
        self.names: dict[str, str] = {}
        self.beside: dict[str, Path] = {}
        self.subjects: list[Given] = []
        for one in given:
            field, value, called, beside = one
            if field == "subjects":
                self.subjects.append(one)
            elif not isinstance(value, dict) or field not in self:
                self[field] = value
                self.names[field] = called
                self.beside[field] = beside or Path()
            elif isinstance(self[field], dict):  # anything else is refused when it is read
                self[field] = _laid(self[field], value, any_case=field == "triggers")

    def name_of(self, where: tuple[int | str, ...]) -> str:
        """What a person calls the place of an error."""
        if not where:
            return self.names["shots"].removesuffix(": shots") if "shots" in self else "The brief"
        first = str(where[0])
        name = self.names.get(first, first)
        if name.startswith("--") and where[1:2] in (("files",), ("loras",)):
            return name  # repeated for one more: a flag has no fields
        rest = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in where[1:])
        return name + rest.removesuffix(".[key]")

    def check(self, nothing: str) -> None:
        """See that every text can be written down, and that there is something to film.

        Raises:
            BadInput: an empty text is named as what it was given as, and so is what is too long or too deep to be
                written down; with nothing at all, it says `nothing`.

        """
        for field, value in self.items():
            try:
                # Undecodable bytes reach us as lone surrogates, which no file and no message can hold.
                json.dumps(value, ensure_ascii=False, default=str).encode()
            except UnicodeEncodeError as error:
                raise BadInput(f"{self.names[field]} is not UTF-8 text: write it in UTF-8.") from error
            except (ValueError, RecursionError) as error:
                raise BadInput(
                    f"{self.names[field]} cannot be used: a number in it is too long, or it is nested too deep."
                ) from error
        if "material" in self:
            raise BadInput(
                f"{self.names['material']} is what Longtake itself writes down: give a prompt, a story or shots."
            )
        given = [source for source in SOURCES if source in self]
        if not given:
            raise BadInput(nothing)
        text = self[given[0]]
        if len(given) == 1 and isinstance(text, str) and not text.strip():
            raise BadInput(f"{self.names[given[0]]} is empty: say what the film is about.")


def whole(text: str) -> int | str:
    """The whole number that a text is, or the text."""
    return int(text) if _WHOLE.fullmatch(text) else text


def validated(model: type[M], data: Mapping[str, Any], named: Naming) -> M:
    """The model that the data amounts to.

    Raises:
        BadInput: one sentence about the first value that cannot be used, named as the person gave it.

    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        as_given = _as_given(error, data)
        raise BadInput(first_sentence(as_given, named, model)) from error


def _laid(before: Mapping[str, Any], over: Mapping[str, Any], *, any_case: bool) -> dict[str, Any]:
    """A table with another's entries in place of its own of the same name, in any case where that is one name."""
    names = {name.casefold() for name in over} if any_case else set()
    kept = {name: entry for name, entry in before.items() if name.strip().casefold() not in names}
    return {**kept, **over}


def _as_given(error: ValidationError, data: Mapping[str, Any]) -> ValidationError:
    """The error with the word that a person wrote, where it was read as another before it was refused."""
    first = error.errors()[0]
    if first["type"] != "literal_error":
        return error
    given: Any = data
    for step in first["loc"]:
        try:
            given = given[step]
        except (LookupError, TypeError):
            return error
    line = InitErrorDetails(type=first["type"], loc=first["loc"], input=given, ctx=first["ctx"])
    return ValidationError.from_exception_data(error.title, [line])
