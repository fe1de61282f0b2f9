"""A model that does what it is asked: an answer of the very schema it was given, with words of its own."""

import json
from itertools import count
from typing import Any

from tests.kit.llm_server import Answer, said

WORDS = (
    "The keeper lifts the lamp and the tide answers from below",
    "A green door stands upright in the grey water",
    "Salt dries on the rail while the gulls fall silent",
    "She lays one hand upon the brass handle and waits",
)


def obedient(body: dict[str, Any]) -> str:
    """The answer to a chat request, as text: JSON of the schema, or plain sentences when none was given."""
    wanted = body.get("response_format", {}).get("json_schema")
    if wanted is None:
        return " ".join(f"{sentence}." for sentence in WORDS)
    return json.dumps(_made(wanted["schema"], count(), ""))


def good(body: dict[str, Any]) -> Answer:
    """The obedient answer of 500 tokens to a request of 1,000."""
    return said(obedient(body), model=body["model"], prompt_tokens=1000, completion_tokens=500)


def _made(schema: dict[str, Any], ticks: Any, name: str) -> Any:
    if "anyOf" in schema:
        return _made(schema["anyOf"][0], ticks, name)
    if "enum" in schema:
        return schema["enum"][next(ticks) % len(schema["enum"])]
    kind = schema.get("type")
    if kind == "object":
        return {key: _made(part, ticks, key) for key, part in schema["properties"].items()}
    if kind == "array":
        most = 3 if name in ("scenes", "shots") else 1
        amount = max(schema.get("minItems", 1), min(schema.get("maxItems", most), most))
        return [_made(schema["items"], ticks, name) for _ in range(amount)]
    if kind in ("number", "integer"):
        return {"confidence": 0.8}.get(name, 5)
    if kind == "boolean":
        return True
    fixed = {"language": "en", "name": "Mara", "characters": "Mara"}
    if name in fixed:
        return fixed[name]
    words = f"{WORDS[next(ticks) % len(WORDS)]} {next(ticks)}"
    return words[: schema.get("maxLength", 400)]
