"""Our name for a job in an address that its vendor calls, and our own mark that nobody else can make.

A vendor's signature holds for what it posts, not for the address that it posts to: with the notice of one job,
whoever overhears it could tell of another. So a name that stands only in the address comes with a MAC of it.
"""

import hashlib
import hmac
import time
from typing import NamedTuple
from urllib.parse import quote, urlencode

from pydantic import SecretStr

from models.errors import Unauthorised


class Callbacks(NamedTuple):
    """The public address at which `longtake webhooks` is reached, and the secret that a vendor signs its calls with.

    Each is empty where there is none; most vendors publish what they sign with.
    """

    address: str = ""
    secret: SecretStr = SecretStr("")


NOWHERE = Callbacks()

FRESH_S = 300.0
"""How old a notice may be, in seconds."""


def check_fresh(stamp: str, vendor: str) -> None:
    """See that a notice was signed within the last five minutes, by its own `stamp` in Unix seconds: one sent again is old.

    Raises:
        Unauthorised: it was not, or does not say when.

    """
    try:
        age = abs(time.time() - float(stamp))
    except ValueError:
        raise Unauthorised(f"{vendor} did not sign this notice.") from None
    if not age <= FRESH_S:
        raise Unauthorised(f"{vendor} signed this notice more than five minutes ago.")


def callback_path(provider: str, reference: str, key: bytes) -> str:
    """The path and query at which `longtake webhooks` is told of the job `reference` of a provider.

    `key` is the provider's `mark_key`, the same wherever the job is submitted and its notice received.
    """
    query = urlencode({"reference": reference, "mark": _mark(provider, reference, key)})
    return f"/jobs/{quote(provider, safe='')}?{query}"


def check_mark(provider: str, reference: str, mark: str, key: bytes) -> None:
    """Whether an address is one of `callback_path`'s.

    Raises:
        Unauthorised: it is not, or there is no key to tell by.

    """
    if not key or not hmac.compare_digest(mark.encode(), _mark(provider, reference, key).encode()):
        raise Unauthorised("The address that was called does not have our mark.")


def _mark(provider: str, reference: str, key: bytes) -> str:
    """Neither of the two names has a line break in it."""
    return hmac.new(key, f"{provider}\n{reference}".encode(), hashlib.sha256).hexdigest()
