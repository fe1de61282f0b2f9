"""What a vendor's error means: its status, the code it names and what it says, as one named error.

    401, 403                              Unauthorised
    402, insufficient_quota               PaymentRequired
    403 with reasons, content policy      Moderated
                                          of its words where the vendor shows what it flagged of them, or names the field
    404, 413, every other 3xx and 4xx     InvalidRequest
    429                                   RateLimited
    408, 498, 5xx                         Transient
    504, 524                              UnknownOutcome

An error inside a 200 counts by the code that it names. One for a fault of the vendor or of the request
that comes with a bill is an UnknownOutcome, so that the bill is booked.
"""

import math
import re
from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime
from typing import Any

from models.errors import (
    InvalidRequest,
    Moderated,
    PaymentRequired,
    ProviderError,
    RateLimited,
    Refused,
    Transient,
    Unauthorised,
    UnknownOutcome,
)
from providers.vendors.exchange import Delivered, Whom

_MOST_SAID = 200
_LONGEST_WAIT_S = 86_400.0

_MODERATED = {"content_policy_violation", "refusal", "content_filter", "moderation_blocked"}
_PICTURES = ("image", "picture", "frame", "reference")
"""What the fields of pictures are called."""
_DECISIVE = {
    "insufficient_quota": 402,
    "quota_exceeded": 402,
    "payment_required": 402,
    "billing_hard_limit_reached": 402,
    "context_length_exceeded": 413,
    "model_not_found": 404,
    "model_deprecated": 404,
    "capacity_exhausted": 429,
}
"""Codes that say more than the status they come with."""
_CODES = {
    "invalid_api_key": 401,
    "authentication_error": 401,
    "permission_denied": 403,
    "no_endpoints": 404,
    "constraint_filtered": 404,
    "invalid_request_error": 400,
    "rate_limit_exceeded": 429,
    "timeout": 504,
    "gateway_timeout": 504,
    "provider_overloaded": 503,
    "provider_unavailable": 503,
}
"""Codes that count inside a 200, where no status says it."""


def refusal_of(whom: Whom, came: Delivered, body: dict[str, Any], *, billed: bool = False) -> ProviderError:
    """The error that an answer amounts to; `body` is what it holds, `billed` says that it comes with a bill.

    At most 200 characters of what the vendor said are in it, cleaned of keys.
    """
    vendor = whom.vendor
    found = body.get("error") or body.get("detail") or body
    error = found if isinstance(found, dict) else {"message": found}
    metadata, availability = _table(error, "metadata"), _table(error, "availability")
    codes = [
        value.lower()
        for table, name in (
            *((error, "code"), (error, "type"), (error, "status")),
            *((metadata, "error_type"), (availability, "code")),
        )
        if isinstance(value := table.get(name), str)
    ]
    counts = _status(came.status, error, codes)
    blocked = counts == 403 and bool(metadata.get("reasons") or metadata.get("flagged_input"))
    said = _said(error, metadata, whom.clean)
    where = f"{whom.what}, {counts}"
    name = vendor.shown
    if blocked or any(code in _MODERATED for code in codes):
        return Moderated(f"{name} refused the content ({where}){said}", of=_refused(error, metadata))
    if counts in (401, 403):
        restart = "`longtake down` restarts the workers"
        if not vendor.key_env:
            mend = f"name its variable as key_env in your models.toml, then {restart}"
            return Unauthorised(f"{name} wants a key: {mend} ({where}){said}")
        mend = f"change {vendor.key_env} where the workers run, then {restart}"
        return Unauthorised(f"{name} does not accept the key in {vendor.key_env}: {mend} ({where}){said}")
    if counts == 402:
        return PaymentRequired(f"{name} wants its account filled up first ({where}){said}")
    if billed and counts not in (404, 413):
        return UnknownOutcome(f"{name} failed after it had begun to bill ({where}){said}")
    if counts == 429:
        return RateLimited(f"{name} is asked too often ({where}){said}", wait_of(came.headers, availability))
    if counts in (504, 524):
        return UnknownOutcome(f"{name} gave up waiting for an answer that may be billed ({where}){said}")
    if counts in (408, 498) or counts >= 500:
        wait_s = wait_of(came.headers, availability)
        return Transient(f"{name} is out of order for the moment ({where}){said}", wait_s)
    if counts < 400:
        return InvalidRequest(f"{name} points elsewhere: check its address ({where}){said}")
    if counts == 413:
        return InvalidRequest(f"The request is too long for {name} ({where}){said}")
    if counts == 404:
        return InvalidRequest(f"{name} does not have this model, or not what is asked of it ({where}){said}")
    return InvalidRequest(f"{name} cannot take the request ({where}){said}")


def _refused(error: dict[str, Any], metadata: dict[str, Any]) -> Refused:
    """What of the content was refused: OpenRouter repeats the words that it flagged, others name the field (`param`)."""
    if metadata.get("flagged_input"):
        return "words"
    field = str(error.get("param") or "").lower()
    if "prompt" in field:
        return "words"
    return "picture" if any(part in field for part in _PICTURES) else "input"


def _table(error: dict[str, Any], name: str) -> dict[str, Any]:
    found = error.get(name)
    return found if isinstance(found, dict) else {}


def _status(status: int, error: dict[str, Any], codes: list[str]) -> int:
    """The status that counts: a decisive code's, the answer's own, or inside a 200 what the error names."""
    decisive = [_DECISIVE[code] for code in codes if code in _DECISIVE]
    if decisive:
        return decisive[0]
    if not 200 <= status < 300:
        return status
    code = str(error.get("code"))
    if re.fullmatch(r"[3-5]\d\d", code):
        return int(code)
    return next((_CODES[code] for code in codes if code in _CODES), 500)


def _said(error: dict[str, Any], metadata: dict[str, Any], clean: Callable[[str], str]) -> str:
    """What the vendor said, as the end of a sentence; keys are hidden before anything is cut off."""
    said = [text for text in (error.get("message"), metadata.get("raw")) if isinstance(text, str)]
    plain = " ".join(clean(re.sub(r"<[^<>]*>", " ", " – ".join(said))).split())
    short = plain if len(plain) <= _MOST_SAID else plain[: _MOST_SAID - 1] + "…"
    return f": {short.rstrip('.')}." if short else "."


def wait_of(headers: Mapping[str, str], availability: Mapping[str, Any]) -> float | None:
    """The seconds that the vendor wants to be left alone (`Retry-After`); a date counts from the answer's own Date."""
    exact = _number(headers.get("retry-after-ms"))
    if exact is not None:
        return min(exact / 1000, _LONGEST_WAIT_S)
    asked = headers.get("retry-after")
    seconds = _number(asked)
    if seconds is None and asked:
        try:
            then, now = parsedate_to_datetime(asked), parsedate_to_datetime(headers.get("date", ""))
            seconds = max(0.0, (then - now).total_seconds())
        except (ValueError, TypeError):
            seconds = None
    if seconds is None:
        seconds = _number(availability.get("retry_after"))
    return None if seconds is None else min(seconds, _LONGEST_WAIT_S)


def _number(value: object) -> float | None:
    try:
        number = float(str(value))
    except ValueError:
        return None
    return max(0.0, number) if math.isfinite(number) else None
