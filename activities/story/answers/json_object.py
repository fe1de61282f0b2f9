"""Reads what a model answered: the JSON object in it, whatever stands around it, or what is wrong with it."""

import json
import re
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from activities.story.answers.unusable import Unusable

MOST_CHARACTERS = 2_000_000
MOST_ERRORS = 8
_MOST_STARTS = 60
"""How many opening braces are tried; what is no object by then is prose."""

_TAGS = r"(?:think|thinking|thought|reasoning|reflection)"
_REASONING = re.compile(rf"\A(?:\s*[<\[]({_TAGS})[>\]].*?[<\[]/\1[>\]])+", re.DOTALL | re.IGNORECASE)
_REASONING_START = re.compile(rf"\A\s*[<\[]{_TAGS}[>\]]", re.IGNORECASE)
_REASONING_END = re.compile(rf"[<\[]/{_TAGS}[>\]]", re.IGNORECASE)
_ENCODED = re.compile(r"\{\s*\\+\"")
"""The begin of an object that was written as a string."""
_MOST_ENCODINGS = 4
_ESCAPED = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(\")|n(?![a-z]))")
"""An escape that was escaped once more, so that its letters stand in the text."""
_REFUSAL = re.compile(
    r"\b(?:i(?:['’]m| am)? (?:\w+ ){0,2}(?:sorry|unable|not able|not comfortable)|i (?:\w+ )?(?:can(?:['’]t|not)|won['’]t|will not)"
    r"|(?:as an ai|against my|content policy|violates|cannot (?:assist|help|fulfil|comply|create|generate|provide)))\b",
    re.IGNORECASE,
)
_LONGEST_REFUSAL = 800

DraftType = TypeVar("DraftType", bound=BaseModel)


def read_object(text: str) -> dict[str, Any]:
    """The JSON object in an answer: fences, reasoning and prose around it are passed over, encodings of it undone.

    Of several objects the longest counts. Strings come without lone surrogates, NaN and Infinity as null.

    Raises:
        Unusable: too-long, empty, refused, no-json, truncated or broken-json.

    """
    if len(text) > MOST_CHARACTERS:
        raise Unusable(
            "too-long", f"The answer has {len(text):,} characters: {MOST_CHARACTERS:,} is the most."
        )
    if not text.strip("\ufeff \t\r\n\x00"):
        raise Unusable("empty", "The answer is empty.")
    body = _without_reasoning(text.lstrip("\ufeff \t\r\n\x00"))
    found, reason = _longest_object(body)
    for _ in range(_MOST_ENCODINGS):
        if found is not None or not (inner := _decoded(body)):
            break
        body = inner
        found, reason = _longest_object(body)
    if found is not None:
        return found
    start = _opening(body)
    if start is None:
        if len(body) <= _LONGEST_REFUSAL and _REFUSAL.search(body):
            raise Unusable("refused", "The model declined to answer.")
        raise Unusable("no-json", "The answer is prose: there is no JSON object in it.")
    if _never_closes(body, start):
        raise Unusable("truncated", "The answer breaks off: its JSON object is never closed.")
    raise Unusable("broken-json", f"The answer's JSON does not parse: {reason}.")


def read_draft(text: str, draft: type[DraftType]) -> DraftType:
    """The answer as a draft.

    Raises:
        Unusable: as `read_object`; wrong-shape, with a sentence for each of the first fields that are
            missing or of another type (paths count from 0, as JSON does).

    """
    data = read_object(text)
    try:
        return draft.model_validate(_unwrapped(data, draft))
    except ValidationError as error:
        raise Unusable("wrong-shape", *_sentences(error)) from error
    except RecursionError as error:
        raise Unusable("wrong-shape", "The answer is nested too deeply.") from error


def _without_reasoning(text: str) -> str:
    if closed := _REASONING.match(text):
        return text[closed.end() :]
    if _REASONING_START.match(text):
        raise Unusable("truncated", "The answer breaks off before the reasoning ends.")
    ends = list(_REASONING_END.finditer(text))
    return text[ends[-1].end() :] if ends and not text.startswith("{") else text


def _longest_object(text: str) -> tuple[dict[str, Any] | None, str]:
    """The longest object that parses, and why the first that does not parse does not."""
    decoder = json.JSONDecoder(strict=False, parse_int=_whole, parse_constant=lambda _: None)
    best: dict[str, Any] | None = None
    longest, at, reason = 0, text.find("{"), ""
    for _ in range(_MOST_STARTS):
        if at < 0:
            break
        try:
            value, end = decoder.raw_decode(text, at)
            if value and end - at > longest:
                best, longest = _clean(value), end - at
        except RecursionError:
            return None, "it is nested too deeply"
        except ValueError as error:
            what = error.msg if isinstance(error, json.JSONDecodeError) else "a value cannot be read"
            reason = reason or what[0].lower() + what[1:]
            end = at + 1
            if isinstance(error, json.JSONDecodeError) and _opens(text, at):
                return best, f"{reason} at character {error.pos - at}"
        at = text.find("{", end)
    return best, reason or "it is an empty object"


def _decoded(text: str) -> str:
    """The JSON that was written as a JSON string, with or without its quotes; empty when there is none."""
    start = _ENCODED.search(text)
    if start is None:
        return ""
    try:
        decoded = json.loads(f'"{text[start.start() : text.rindex("}") + 1]}"', strict=False)
    except ValueError:
        return ""
    return str(decoded)


def _whole(digits: str) -> int | float:
    return int(digits) if len(digits) < 16 else float(digits)


def _clean(value: Any) -> Any:  # noqa: ANN401 - a JSON value
    """The value with text that can be written as UTF-8."""
    if isinstance(value, str):
        value = _ESCAPED.sub(_meant, value)
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\x00", "")
    if isinstance(value, dict):
        return {_clean(key): _clean(part) for key, part in value.items()}
    return [_clean(part) for part in value] if isinstance(value, list) else value


def _meant(escape: re.Match[str]) -> str:
    return chr(int(escape[1], 16)) if escape[1] else escape[2] or "\n"


def _opens(text: str, at: int) -> bool:
    """Whether the brace at `at` begins an object rather than stands in prose."""
    return bool(re.compile(r"\{\s*(?:[\"'}]|\Z)").match(text, at))


def _opening(text: str) -> int | None:
    """Where an object begins; None when no brace looks like one."""
    found = re.search(r"\{\s*(?:[\"'}]|\Z)", text)
    return found.start() if found else None


def _never_closes(text: str, start: int) -> bool:
    depth, quoted, escaped = 0, False, False
    for char in text[start:]:
        if escaped:
            escaped = False
        elif quoted:
            escaped, quoted = char == "\\", char != '"'
        elif char == '"':
            quoted = True
        elif char in "{}":
            depth += 1 if char == "{" else -1
            if not depth:
                return False
    return not (quoted and text.rstrip("` \r\n\t").endswith("}"))


def _unwrapped(data: dict[str, Any], draft: type[BaseModel]) -> dict[str, Any]:
    """The object inside when the model put the answer into one more, also as text: `{"story": {…}}`."""
    if len(data) == 1 and not set(data) & set(draft.model_fields):
        inner = next(iter(data.values()))
        if isinstance(inner, str) and inner.lstrip().startswith("{"):
            inner = _longest_object(inner)[0]
        return inner if isinstance(inner, dict) else data
    return data


def _sentences(error: ValidationError) -> list[str]:
    problems = error.errors(include_url=False, include_input=False, include_context=False)
    sentences = [
        f"{_path(problem['loc'])}: {problem['msg'].rstrip('.')}."[:200] for problem in problems[:MOST_ERRORS]
    ]
    if len(problems) > MOST_ERRORS:
        sentences[-1] = f"{len(problems) - MOST_ERRORS + 1} more fields are wrong in the same way."
    return sentences


def _path(where: tuple[int | str, ...]) -> str:
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in where)
    return "".join(steps).lstrip(".") or "the answer"
