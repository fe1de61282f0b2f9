"""The fields of a payload that edits a board, or revises a shot field by field, and what each kind of edit needs of them."""

from typing import Any

from pydantic import ValidationError

from models.errors import BadInput
from models.excerpt import quoted
from models.field_errors import first_sentence
from models.film import decision_fields as fields
from models.shots.edits import EDITS
from models.shots.fields import ShotFields
from models.shots.lines import MOST_LINES
from models.shots.shot_list import MOST_OF_A_PROMPT, Shot

_NEW = {"shot_id": "shot_new", "shot_number": 1}
"""What stands for the id and the number of a shot until it has its own."""


def edit_fields(kind: str, payload: dict[object, object]) -> dict[str, Any]:
    """What a payload says of an edit, as `Decision` has it.

    Raises:
        BadInput: a value that cannot be used; says which.

    """
    return {
        "fields": _shot_fields(kind, payload),
        **{name: fields.shot(kind, payload.get(name)) for name in ("before", "after", "other")},
        "entry": _entry(kind, payload.get("entry")),
        "at": _line(kind, payload.get("at")),
        "first": fields.text(kind, payload, "first", MOST_OF_A_PROMPT),
    }


def edit_objection(kind: str, payload: dict[str, Any]) -> str:
    """What an edit lacks, or has too much of, in one sentence; empty where it is whole. `payload` is what was read."""

    def has(*names: str) -> list[str]:
        return [name for name in names if payload.get(name)]

    if payload["fields"].given and kind != "revise":
        return f"A revision gives a shot other fields ({payload['fields'].told}): {kind} does not."
    if kind not in EDITS:
        return ""
    if kind in ("move", "insert") and len(has("before", "after")) != 1:
        return f'It must be said where the shot goes: {{"decision": "{kind}", "after": 3}} or "before", one of them.'
    if kind == "insert" and len(has("shot", "entry", "prompt")) != 1:
        return 'An insertion brings one shot: give it a "prompt", an "entry" of a shot list, or the "shot" that was dropped.'
    if kind != "insert" and not has("shot"):
        return f'It must be said which shot: {{"decision": "{kind}", "shot": 3}}.'
    if kind == "merge" and not has("other"):
        return 'It must be said with which shot: {"decision": "merge", "shot": 3, "other": 4}.'
    return ""


def _shot_fields(kind: str, payload: dict[object, object]) -> ShotFields:
    given = payload.get("fields")
    if given is not None and not isinstance(given, dict | ShotFields):
        raise BadInput(
            f'The {kind} payload\'s fields must be an object such as {{"size": "close-up"}}, not {quoted(given)}.'
        )
    said = {**(given.given if isinstance(given, ShotFields) else given or {})}
    said |= {name: payload[name] for name in ShotFields.model_fields if payload.get(name) is not None}

    def named(where: tuple[int | str, ...]) -> str:
        return f"The {kind} payload's {where[0] if where else 'fields'}"

    try:
        return ShotFields.model_validate(said)
    except ValidationError as error:
        raise BadInput(first_sentence(error, named, ShotFields)) from error


def _entry(kind: str, value: object) -> Shot | None:
    """A shot as a shot list has it; its id and its number are the film's to give."""
    if value is None or isinstance(value, Shot):
        return value

    def named(where: tuple[int | str, ...]) -> str:
        path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in where)
        return f"The {kind} payload's entry{path}"

    if not isinstance(value, dict):
        raise BadInput(
            f'The {kind} payload\'s entry must be a shot such as {{"enhanced_prompt": "a door"}}, not {quoted(value)}.'
        )
    if str(value.get("shot_id") or _NEW["shot_id"]) != _NEW["shot_id"]:
        raise BadInput(f"{named(('shot_id',))} is the film's to give: leave it out.")
    try:
        return Shot.model_validate({**value, **_NEW})
    except ValidationError as error:
        raise BadInput(first_sentence(error, named, Shot)) from error


def _line(kind: str, value: object) -> int | None:
    number = fields.board(kind, value, "at")
    if number is not None and not 1 <= number <= MOST_LINES:
        raise BadInput(f"The {kind} payload's at must be the number of a line, from 1, not {quoted(value)}.")
    return number
