"""The fields of a decision's payload, read one by one: lenient about how they are written, strict about what they are.

Raises `BadInput` of a field that cannot be used, in a sentence that names it.
"""

import re
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from models.errors import BadInput
from models.excerpt import quoted
from models.field_errors import first_sentence
from models.money.dollars import MOST_USD
from models.names import LONGEST_SHOT_ID
from models.orders.assets import Blob
from models.shots.heard import Heard
from models.shots.lines import MOST_OF_A_LINE

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?", re.ASCII | re.IGNORECASE)

MOST_DIGITS = 10
MOST_LISTED = 500
"""How many shots, or reels, one decision may name."""
"""A board's number has fewer digits; int() itself refuses thousands of them."""


def picture(kind: str, value: object) -> Blob | None:
    """A stored picture."""
    if value is None:
        return None
    try:
        return Blob.model_validate(value)
    except ValidationError as error:
        raise BadInput(
            f'The {kind} payload\'s picture must be a stored file, {{"sha256": "...", "suffix": ".png", "size": 1234}}, '
            f"not {quoted(value)}."
        ) from error


def text(kind: str, payload: dict[object, object], field: str, limit: int) -> str:
    """Words of at most `limit` characters; empty where none are given."""
    value = payload.get(field)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > limit:
        raise BadInput(
            f"The {kind} payload's {field} must be text of at most {limit} characters, not {quoted(value)}."
        )
    return value.strip()


def heard(kind: str, payload: dict[object, object]) -> dict[str, Any]:
    """What a payload changes of what is heard, as `Heard` has it."""
    given: dict[str, Any] = {
        name: payload[name] for name in Heard.model_fields if payload.get(name) is not None
    }
    for name in ("dialogue", "text"):
        if name in given:
            given[name] = text(kind, payload, name, MOST_OF_A_LINE)
    if isinstance(given.get("line"), str) and re.fullmatch(r"\d{1,9}", given["line"].strip(), re.ASCII):
        given["line"] = int(given["line"])
    lines = given.get("lines")
    if lines is not None and not isinstance(lines, list | tuple):
        raise BadInput(
            f'The {kind} payload\'s lines must be a list such as [{{"subject": "Emma", "text": "Here."}}], '
            f"not {quoted(lines)}."
        )
    try:
        return Heard(**given).model_dump(by_alias=False, exclude_none=True)
    except ValidationError as error:
        raise BadInput(first_sentence(error, lambda where: _called(kind, where), Heard)) from error


def _called(kind: str, where: tuple[int | str, ...]) -> str:
    """What a payload's field is called: `The revise payload's lines[0].as`."""
    path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in where).removeprefix(".")
    return f"The {kind} payload's {path}" if path else f"The {kind} payload"


def board(kind: str, value: object, field: str = "board") -> int | None:
    """A board's, or a reel's, number."""
    if value is None:
        return None
    if isinstance(value, str) and value.isdecimal() and len(value) < MOST_DIGITS:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= 10**MOST_DIGITS:
        raise BadInput(f"The {kind} payload's {field} must be the {field}'s number, not {quoted(value)}.")
    return value


def shot(kind: str, value: object) -> str:
    """A shot's number or id; empty where none is given."""
    if value is None:
        return ""
    number = isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**MOST_DIGITS
    if not number and not (isinstance(value, str) and len(value.strip()) <= LONGEST_SHOT_ID):
        raise BadInput(f"The {kind} payload's shot must be a shot's number or id, not {quoted(value)}.")
    return str(value).strip()


def shots(kind: str, value: object) -> tuple[str, ...]:
    """Several shots."""
    if value is None:
        return ()
    if not isinstance(value, list | tuple) or len(value) > MOST_LISTED:
        raise BadInput(
            f"The {kind} payload's shots must be a list of at most {MOST_LISTED} shots, not {quoted(value)}."
        )
    return tuple(shot(kind, one) for one in value)


def one_of(kind: str, payload: dict[object, object], field: str, known: tuple[str, ...]) -> Any:  # noqa: ANN401
    """One of the known words."""
    value = payload.get(field)
    if value is None or value in known:
        return value
    raise BadInput(f"The {kind} payload's {field} must be {' or '.join(known)}, not {quoted(value)}.")


def usd(value: object) -> Decimal | None:
    """An amount in dollars; None where none is given, or no limit."""
    if value in (None, "none"):
        return None
    text = value.strip().removeprefix("$") if isinstance(value, str) else quoted(value, MOST_DIGITS + 30)
    # What Decimal reads beyond this, such as 1_0 or other scripts' digits, is more likely a slip.
    amount = Decimal(text) if _NUMBER.fullmatch(text) else Decimal("NaN")
    usable = not isinstance(value, bool) and amount.is_finite() and 0 <= amount <= MOST_USD
    if not usable or amount != round(amount, 6):
        raise BadInput(
            f"A budget must be an amount in dollars from 0 to {MOST_USD:,}, in millionths at the finest, "
            f"not {quoted(value)}."
        )
    return abs(amount)


def boards(kind: str, value: object) -> dict[int, int]:
    """The board that was seen of each reel."""
    if value is None:
        return {}
    pairs = list(value.items()) if isinstance(value, dict) and len(value) <= MOST_LISTED else None
    if pairs is None:
        raise BadInput(
            f'The {kind} payload\'s boards must be the boards of reels such as {{"1": 2}}, not {quoted(value)}.'
        )
    read = ((board(kind, reel, "reel"), board(kind, seen)) for reel, seen in pairs)
    return {reel: seen for reel, seen in read if reel is not None and seen is not None}
