"""What goes to a vendor and what comes back: one POST or one GET, one delivery."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from providers.vendors.vendor import Vendor

MOST_BYTES = 1024 * 1024
"""Of an answer's body, where a provider does not say otherwise; whatever is longer is not read to its end."""
_GAVE_UP = 408
"""A request that took too long: nobody says how much of it was done."""


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
class Get:
    """Something to be read: a path below the vendor's address, such as `/jobs/7`, or an address out of its answers.

    `what` is read: a job, a model, for messages; `accept` and `most_bytes` are as in a `Post`. What is not `keyed` is
    asked for without the vendor's key, also at the vendor's own address.
    """

    address: str
    what: str
    accept: str = "application/json"
    most_bytes: int = MOST_BYTES
    keyed: bool = True


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

    @property
    def doubtful(self) -> bool:
        """Whether what was asked may have been done all the same: the vendor broke, or gave up in the middle of it."""
        return self.status == _GAVE_UP or self.status >= 500

    def told(self) -> dict[str, Any]:
        """The JSON object of an error, or its text as the message."""
        found = self.read()
        return {"error": self._text} if found is None else found

    def read(self) -> dict[str, Any] | None:
        """The JSON object that it is; None when it is none."""
        try:
            found = parsed(self._text)
        except ValueError:
            return None
        return found if isinstance(found, dict) else None

    @property
    def _text(self) -> str:
        return self.body.decode("utf-8", "replace")


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
