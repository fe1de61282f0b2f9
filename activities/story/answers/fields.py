"""The fields that drafts are made of: lenient towards what a model writes, strict in what comes out."""

import re
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from activities.story.answers.marks import unmarked
from models.shots.shot_list import MOST_OF_A_PROMPT

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ufffe\uffff\ufeff]+")
_NUMBER = re.compile(r"-?\d{1,12}(?:[.,]\d{1,6})?")

Schema = dict[str, Any]
"""A JSON schema: an open table by its own definition."""


class Draft(BaseModel):
    """What a model wrote, before it is believed: unknown fields are ignored, text is cleaned and cut."""

    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)


def _cleaned(value: object) -> object:
    """Text in one line without control characters and marks; numbers and lists of text become text, null is empty."""
    if value is None:
        return ""
    if isinstance(value, bool | int | float):
        return str(value)
    if isinstance(value, list | tuple) and all(isinstance(part, str | int | float) for part in value):
        value = ", ".join(str(part) for part in value)
    return " ".join(unmarked(_CONTROL.sub(" ", value)).split()) if isinstance(value, str) else value


def _bounded(limit: int) -> BeforeValidator:
    def bounded(value: object) -> object:
        text = _cleaned(value)
        if not isinstance(text, str) or len(text) <= limit:
            return text
        cut = text[:limit]
        return (cut.rsplit(" ", 1)[0] if " " in cut[limit // 2 :] else cut).rstrip(" ,;:-")

    return BeforeValidator(bounded)


def _number(value: object) -> object:
    """`4.5 s`, `Scene 2`, `about 5,5` → the number in it; anything else is left for pydantic to refuse."""
    if isinstance(value, str) and (found := _NUMBER.search(value)):
        return float(found.group().replace(",", "."))
    return value


def _whole(value: object) -> object:
    number = _number(value)
    return round(number) if isinstance(number, float) and abs(number) < 1e9 else number


def _listed(value: object) -> object:
    """Null is no entry, and one entry stands for a list of it; a list loses its empty entries."""
    if value is None or value == "":
        return []
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    if isinstance(value, dict):
        return [value]
    return [part for part in value if part not in (None, "")] if isinstance(value, list) else value


def _entries(value: object) -> object:
    return [value] if isinstance(value, dict) else [] if value is None else value


def _flag(value: object) -> object:
    if isinstance(value, str):
        return value.strip().lower() in {"true", "yes", "1", "visible", "y", "on"}
    return bool(value)


Label = Annotated[str, _bounded(60), Field(max_length=60)]
Name = Annotated[str, _bounded(120), Field(max_length=120)]
Phrase = Annotated[str, _bounded(240), Field(max_length=240)]
Lines = Annotated[str, _bounded(700), Field(max_length=700)]
Prose = Annotated[str, _bounded(1400), Field(max_length=1400)]
Prompt = Annotated[str, _bounded(MOST_OF_A_PROMPT), Field(max_length=MOST_OF_A_PROMPT)]
"""Text of at most 60, 120, 240, 700, 1,400 and 8,000 characters; longer text is cut at a word."""

Number = Annotated[float, BeforeValidator(_number)]
Whole = Annotated[int, BeforeValidator(_whole)]
Flag = Annotated[bool, BeforeValidator(_flag)]
AsNames = BeforeValidator(_listed)
AsEntries = BeforeValidator(_entries)


def schema_of(draft: type[BaseModel]) -> Schema:
    """The JSON schema of a draft as strict endpoints want it: no references, every field required, none more."""
    schema = draft.model_json_schema()
    definitions = schema.get("$defs", {})

    def plain(node: Any) -> Any:  # noqa: ANN401 - a JSON value
        if isinstance(node, list):
            return [plain(part) for part in node]
        if not isinstance(node, dict):
            return node
        if "$ref" in node:
            return plain(definitions[node["$ref"].rsplit("/", 1)[-1]])
        if "anyOf" in node:
            return plain(next(part for part in node["anyOf"] if part.get("type") != "null"))
        kept = {key: value for key, value in node.items() if key not in {"title", "default", "$defs"}}
        if kept.get("type") == "object":
            fields = {name: plain(field) for name, field in kept["properties"].items()}
            return {
                "type": "object",
                "properties": fields,
                "required": [*fields],
                "additionalProperties": False,
            }
        return {key: plain(value) for key, value in kept.items() if key != "description"}

    plained: Schema = plain(schema)
    return plained


def with_enum(schema: Schema, path: tuple[str, ...], values: tuple[str, ...]) -> Schema:
    """The schema with the text field at `path` held to `values`; a list's field is reached through the list."""
    return _changed(schema, path, {"type": "string", "enum": [*values]}) if values else schema


def with_count(schema: Schema, field: str, count: int) -> Schema:
    """The schema with the list `field` held to exactly `count` entries."""
    entries = {**schema["properties"][field], "minItems": count, "maxItems": count}
    return _changed(schema, (field,), entries)


def _changed(schema: Schema, path: tuple[str, ...], new: Schema) -> Schema:
    if not path:
        return {**schema, "items": new} if schema.get("type") == "array" else new
    if schema.get("type") == "array":
        return {**schema, "items": _changed(schema["items"], path, new)}
    fields = schema["properties"]
    inner = new if len(path) == 1 and new.get("type") == "array" else _changed(fields[path[0]], path[1:], new)
    return {**schema, "properties": {**fields, path[0]: inner}}


def shape_of(schema: Schema) -> str:
    """The shape of the answer in words, for models that no schema can be sent to."""
    kind = schema.get("type")
    if kind == "object":
        return (
            "{"
            + ", ".join(f'"{name}": {shape_of(part)}' for name, part in schema["properties"].items())
            + "}"
        )
    if kind == "array":
        count = schema.get("minItems", 0)
        exact = count and count == schema.get("maxItems")
        return f"[{shape_of(schema['items'])}, … {f'exactly {count}' if exact else 'as many as needed'}]"
    if "enum" in schema:
        return '"' + " | ".join(schema["enum"]) + '"'
    return {"number": "0.0", "integer": "0", "boolean": "false"}.get(str(kind), '"…"')
