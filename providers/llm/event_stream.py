"""A completion that came in pieces, as some servers answer although nobody asked for a stream: put together again."""

from collections.abc import Iterator
from typing import Any

from providers.vendors.exchange import parsed

_FIELDS = ("content", "reasoning_content", "reasoning", "refusal")


def is_stream(text: str) -> bool:
    """Whether an answer is a stream of events (`data: …` lines) rather than JSON."""
    return text.lstrip().startswith(("data:", "event:", ": ", "id:", "retry:"))


def completion_of(text: str) -> dict[str, Any]:
    """The completion that the events of a stream amount to; an error among them is its error.

    Raises:
        ValueError: none of them is part of a completion.

    """
    whole: dict[str, Any] = {}
    message: dict[str, list[str]] = {}
    finish: object = None
    for event in _events(text):
        whole |= {name: value for name, value in event.items() if name != "choices" and value is not None}
        choices = event.get("choices")
        choice = choices[0] if isinstance(choices, list) and choices else None
        if not isinstance(choice, dict):
            continue
        finish = choice.get("finish_reason") or finish
        part = choice.get("delta", choice.get("message"))
        said = part if isinstance(part, dict) else {}
        for name in _FIELDS:
            if isinstance(said.get(name), str):
                message.setdefault(name, []).append(said[name])
    if not message and "error" not in whole:
        raise ValueError("no event of the stream is part of a completion")
    joined = {name: "".join(parts) for name, parts in message.items()}
    return {**whole, "choices": [{"message": joined, "finish_reason": finish}]}


def _events(text: str) -> Iterator[dict[str, Any]]:
    """The objects of a stream, in order; one that cannot be read is left out."""
    for block in text.replace("\r\n", "\n").split("\n\n"):
        lines = [line[5:].strip() for line in block.split("\n") if line.startswith("data:")]
        found = _object("\n".join(lines))
        # Servers that forget the blank line between their events send an event a line.
        yield from [found] if found is not None else filter(None, map(_object, lines))


def _object(text: str) -> dict[str, Any] | None:
    if not text.startswith("{"):
        return None
    try:
        found = parsed(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
