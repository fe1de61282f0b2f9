"""What a chat endpoint answered, told apart: a usable reply, a reply that is of no use, or a named error.

A reply that came but cannot be read at all (not a completion, too long, not UTF-8) says nothing of its
price: where the vendor sells, it counts at the call's quote.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_UP, Decimal
from typing import Any

from models.errors import ProviderError
from models.money.dollars import ZERO, Usd
from models.readable import said
from models.story.plan import ModelChoice, Problem
from providers.llm.event_stream import completion_of, is_stream
from providers.llm.messages import Reply
from providers.vendors.exchange import MOST_BYTES, Delivered, Whom, parsed
from providers.vendors.refusals import refusal_of
from providers.vendors.vendor import Vendor

_MOST_TOKENS = 10**9
_MOST_DOLLARS = Decimal(100_000)
_DOLLAR_GRAIN = Decimal("1e-10")
_OBJECT = re.compile(r"\{\s*\\?\"")
"""What an answer begins with; some servers file one under the model's thoughts."""


@dataclass(frozen=True)
class Asked:
    """Who was asked. `price` gives dollars for tokens in and out, None when nobody knows; `clean` hides keys."""

    vendor: Vendor
    model: ModelChoice
    price: Callable[[int, int], Usd | None]
    clean: Callable[[str], str]

    @property
    def where(self) -> str:
        """`model at vendor`, for messages."""
        return f"{self.model.model} at {self.vendor.shown}"

    @property
    def whom(self) -> Whom:
        """Vendor and model, for naming an error."""
        return Whom(self.vendor, self.model.model, self.clean)


class Unreadable(Exception):
    """An answer that came and that nobody can read."""

    def __init__(self, problem: Problem, reason: str) -> None:
        super().__init__(reason)
        self.problem: Problem = problem
        self.reason = reason


def reply_of(asked: Asked, came: Delivered) -> Reply:
    """The reply of a chat completion.

    Raises:
        ProviderError: the vendor answered with an error, in its status or inside a 200.

    """
    failed = _failed_generation(came)
    if failed is not None:
        return Reply(
            text=asked.clean(failed),
            answered=asked.model.name,
            problem="broken-json",
            reason=f"{asked.where}: the vendor found the answer's JSON broken",
            cost=asked.model.quote,
        )
    try:
        body = checked_json(asked, came)
        choice = _first_choice(body)
    except Unreadable as error:
        return Reply(
            text="",
            answered=asked.model.name,
            problem=error.problem,
            reason=f"{asked.where}: {error.reason}",
            cost=asked.model.quote,
        )
    if choice.get("error") or choice.get("finish_reason") == "error":
        raise _error(asked, came, {**body, "error": choice.get("error") or {}})
    text, problem, reason = _read(choice)
    tokens_in, tokens_out, cost = _usage(asked, came, body)
    return Reply(
        text=asked.clean(text),
        answered=_answered(asked, body),
        problem=problem,
        reason=asked.clean(reason)[:300],
        input_tokens=tokens_in,
        output_tokens=tokens_out,
        cost=cost,
    )


def checked_json(asked: Asked, came: Delivered) -> dict[str, Any]:
    """The body of an answer that is not an error.

    Raises:
        ProviderError: the vendor answered with an error.
        Unreadable: it is too long, not UTF-8, or not a JSON object.

    """
    if not came.accepted:
        raise _error(asked, came, came.told())
    if not came.whole:
        raise Unreadable("too-long", f"the answer is longer than {MOST_BYTES:,} bytes")
    try:
        text = came.body.decode("utf-8-sig")
        body = completion_of(text) if is_stream(text) else parsed(text)
    except UnicodeDecodeError:
        raise Unreadable("not-utf8", "the answer is not UTF-8 text") from None
    except ValueError:
        raise Unreadable("empty", "the answer is not JSON") from None
    if not isinstance(body, dict):
        raise Unreadable("empty", "the answer is not a JSON object")
    if body.get("error"):
        raise _error(asked, came, body)
    return body


def _failed_generation(came: Delivered) -> str | None:
    """What a model wrote that was not the JSON asked for, where the vendor makes an error of it."""
    error = came.told().get("error") if came.status == 400 else None
    failed = error.get("failed_generation") if isinstance(error, dict) else None
    return failed if isinstance(failed, str) and failed.strip() else None


def _first_choice(body: dict[str, Any]) -> dict[str, Any]:
    choices = body.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else None
    if isinstance(choice, dict) and isinstance(choice.get("message"), dict):
        return choice
    if isinstance(choice, dict) and choice.get("error"):
        return choice
    raise Unreadable("empty", "the answer is not a chat completion")


def _error(asked: Asked, came: Delivered, body: dict[str, Any]) -> ProviderError:
    usage = body.get("usage")
    figures = usage if isinstance(usage, dict) else {}
    names = ("cost",) if "cost" in figures else ("prompt_tokens", "completion_tokens")
    billed = not asked.vendor.free and any(_number(figures.get(name), _MOST_TOKENS) for name in names)
    return refusal_of(asked.whom, came, body, billed=billed)


def _read(choice: dict[str, Any]) -> tuple[str, Problem | None, str]:
    """The text of a choice, what is wrong with it, and why."""
    message, finish = choice["message"], choice.get("finish_reason")
    text = _text(message.get("content"))
    refusal = message.get("refusal")
    if isinstance(refusal, str) and refusal.strip():
        return text, "refused", f"the model declined: {_plain(refusal)}"
    if finish == "content_filter":
        return text, "refused", "the vendor's content filter stopped the answer"
    if not text.strip():
        thought = _text(message.get("reasoning_content")) or _text(message.get("reasoning"))
        if _OBJECT.search(thought) and finish != "length":
            return thought, None, ""
        if thought.strip():
            end = " before its token limit" if finish == "length" else ""
            return "", "empty", f"the model thought (reasoning_content) and gave no answer{end}"
        return "", "empty", "the answer was empty"
    if finish == "length":
        return text, "truncated", "the answer was cut off at the token limit"
    return text, None, ""


def _text(content: object) -> str:
    """The text of a message, also where it comes in parts."""
    if isinstance(content, list):
        parts = [part.get("text") for part in content if isinstance(part, dict)]
        return "".join(part for part in parts if isinstance(part, str))
    return content if isinstance(content, str) else ""


def _plain(text: str) -> str:
    return said(" ".join(text.split())[:200])


def _answered(asked: Asked, body: dict[str, Any]) -> str:
    """Which model says that it answered; a path on the server's disk is cut down to its file."""
    model = body.get("model")
    if not isinstance(model, str) or not model.strip():
        return asked.model.name
    own = model.replace("\\", "/").rsplit("/", 1)[-1] if model.startswith("/") or ":\\" in model else model
    return f"{asked.vendor.name}/{asked.clean(_plain(own))}"


def _usage(asked: Asked, came: Delivered, body: dict[str, Any]) -> tuple[int, int, Usd]:
    """Tokens in, tokens out and dollars: the vendor's own figure, else the price table's, else the quote."""
    found = body.get("usage")
    usage = found if isinstance(found, dict) else {}
    read = _number(usage.get("prompt_tokens"), _MOST_TOKENS)
    written = _number(usage.get("completion_tokens"), _MOST_TOKENS)
    tokens = int(read or 0), int(written or 0)
    if came.headers.get("x-openrouter-cache-status", "").upper() == "HIT":
        return *tokens, ZERO
    cost = _number(usage.get("cost"), _MOST_DOLLARS)
    if cost is not None and usage.get("is_byok") is True:
        details = usage.get("cost_details")
        upstream = details.get("upstream_inference_cost") if isinstance(details, dict) else None
        cost += _number(upstream, _MOST_DOLLARS) or ZERO
    if cost is None and read is not None and written is not None:
        cost = asked.price(*tokens)
    return *tokens, asked.model.quote if cost is None else cost.quantize(_DOLLAR_GRAIN, ROUND_UP)


def _number(value: object, most: Decimal | int) -> Decimal | None:
    """A number that a vendor sent, also as a string; None when it is missing or absurd."""
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        return None
    try:
        number = Decimal(value)
    except ArithmeticError:
        return None
    return number if number.is_finite() and 0 <= number <= most else None
