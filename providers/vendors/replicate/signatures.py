"""Replicate's notices: signed as Svix has it, with the account's own secret, and not older than five minutes."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from models.errors import InvalidRequest, ProviderError, Unauthorised
from providers.jobs import Notice
from providers.vendors.callbacks import check_fresh
from providers.vendors.client import VendorClient
from providers.vendors.exchange import Get

_SECRET = "/v1/webhooks/default/secret"  # noqa: S105 - where the secret is, which is none
_UNDER_WAY = ("starting", "processing")
_SECRET_FOR_S = 3600.0


def notice_of(client: VendorClient, headers: Mapping[str, str], body: bytes) -> Notice:
    """What a notice says, once its signature holds; as `Notifying.read_notice`."""
    message_id, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    check_fresh(stamp, "Replicate")
    message = b".".join([message_id.encode(), stamp.encode(), body])
    expected = base64.b64encode(hmac.new(_secret(client), message, hashlib.sha256).digest())
    given = [each.partition(",") for each in headers.get("webhook-signature", "").split()]
    if not any(kind == "v1" and hmac.compare_digest(mac.encode(), expected) for kind, _, mac in given):
        raise Unauthorised("Replicate did not sign this notice.")
    try:
        told: Any = json.loads(body)
        return Notice(job_id=told["id"], over=told["status"] not in _UNDER_WAY)
    except (ValueError, KeyError, TypeError, RecursionError):
        raise InvalidRequest("The notice of Replicate cannot be read.") from None


def _secret(client: VendorClient) -> bytes:
    """The account's secret, read anew after an hour.

    Raises:
        Unauthorised: it cannot be had, so nothing can be believed.

    """
    return _read_secret(client, int(time.monotonic() // _SECRET_FOR_S))


@lru_cache(maxsize=4)
def _read_secret(client: VendorClient, _hour: int) -> bytes:
    try:
        told = client.get(Get(_SECRET, "the secret of its notices")).told()
        secret = base64.b64decode(str(told.get("key", "")).removeprefix("whsec_"), validate=True)
    except (ProviderError, ValueError):
        secret = b""
    if not secret:
        raise Unauthorised("The secret that Replicate signs its notices with cannot be read.")
    return secret
