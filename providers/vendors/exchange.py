"""What goes to a vendor and what comes back: one POST, one delivery."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from providers.vendors.vendor import Vendor

MOST_BYTES = 1024 * 1024
"""Of an answer's body, where a provider does not say otherwise; whatever is longer is not read to its end."""


@dataclass(frozen=True)
class Post:
    """One request: JSON to `path`, below the vendor's address. `what` is asked for: a model, a voice, for messages.

    `accept` is the media type of the answer, of which at most `most_bytes` are read.
    """

    path: str
    body: Mapping[str, Any]
    what: str
    accept: str = "application/json"
    most_bytes: int = MOST_BYTES


@dataclass(frozen=True)
class Delivered:
    """What came over the wire; header names are in lower case. `whole` is False when reading was given up."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    whole: bool = True

    @property
    def accepted(self) -> bool:
        """Whether the status says that the vendor did what was asked."""
        return 200 <= self.status < 300

    def told(self) -> dict[str, Any]:
        """The JSON object of an error, or its text as the message."""
        text = self.body.decode("utf-8", "replace")
        try:
            found = parsed(text)
        except ValueError:
            return {"error": text}
        return found if isinstance(found, dict) else {"error": text}


@dataclass(frozen=True)
class Whom:
    """Whom an answer came from: the vendor, and `what` was asked for there. `clean` hides keys in a text."""

    vendor: Vendor
    what: str
    clean: Callable[[str], str]

    @property
    def shown(self) -> str:
        """`Vendor (model)`, for messages."""
        return f"{self.vendor.shown} ({self.what})"


def parsed(text: str) -> object:
    """JSON, its numbers exact.

    Raises:
        ValueError: it is none, nested too deeply, or holds a number that is beyond any bounds.

    """
    try:
        return json.loads(text, parse_float=Decimal)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    except ArithmeticError:  # an exponent that Decimal does not take
        raise ValueError("a number is beyond any bounds") from None
