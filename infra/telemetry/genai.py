"""Spans of what models are asked, by the GenAI conventions: who, for what, at which price; the words themselves only where they are wanted."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from infra.telemetry.spans import Mark, Value, Values, span
from infra.telemetry.variables import content_wanted

Operation = Literal["chat", "generate_content"]

_PROVIDERS = {
    "google": "gcp.gemini",
    "gemini": "gcp.gemini",
    "mistral": "mistral_ai",
    "xai": "x_ai",
    "azure": "azure.ai.openai",
}
"""Vendors that the conventions call otherwise than we do."""
_OUTPUTS = {"image": "image", "video": "video", "lips": "video", "speech": "speech"}


@contextmanager
def asked(operation: Operation, vendor: str, model: str, values: Values | None = None) -> Iterator[Mark]:
    """A span around one question to a model; a `vendor` that is empty is nobody: the model runs here."""
    told: dict[str, Value] = {
        "gen_ai.operation.name": operation,
        "gen_ai.provider.name": _PROVIDERS.get(vendor, vendor) or "longtake",
        "gen_ai.request.model": model,
        **(values or {}),
    }
    with span(f"{operation} {model}", "client" if vendor else "internal", told) as mark:
        yield mark


@contextmanager
def made(vendor: str, model: str, kind: str, words: str = "") -> Iterator[Mark]:
    """A span around the making of a picture, a clip or a sound, of these words."""
    with asked(
        "generate_content", vendor, model, {"gen_ai.output.type": _OUTPUTS.get(kind, "audio")}
    ) as mark:
        if mark.taken and words and content_wanted():
            mark.tell({"gen_ai.input.messages": message("user", words)})
        yield mark


def message(role: str, words: str) -> str:
    """One message, as the conventions write them."""
    return json.dumps([{"role": role, "parts": [{"type": "text", "content": words}]}], ensure_ascii=False)


def words_of(request: object) -> str:
    """The words that something is made of."""
    return str(getattr(getattr(request, "about", None), "prompt", ""))
