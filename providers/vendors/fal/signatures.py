"""fal's notices: signed with one of the Ed25519 keys that fal publishes, and not older than five minutes."""

import base64
import hashlib
import json
import time
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from models.errors import InvalidRequest, ProviderError, Unauthorised
from providers.jobs import Notice
from providers.vendors.callbacks import check_fresh
from providers.vendors.client import VendorClient
from providers.vendors.exchange import Get

_KEYS = "/.well-known/jwks.json"
_HOME = "https://rest.fal.ai"
"""Where fal publishes its keys; a server that stands in fal's place publishes its own."""
_KEYS_FOR_S = 3600.0


def notice_of(client: VendorClient, headers: Mapping[str, str], body: bytes) -> Notice:
    """What a notice says, once its signature holds; as `Notifying.read_notice`."""
    signed = [headers.get(f"x-fal-webhook-{part}", "") for part in ("request-id", "user-id", "timestamp")]
    try:
        signature = bytes.fromhex(headers.get("x-fal-webhook-signature", ""))
    except ValueError:
        raise Unauthorised("fal did not sign this notice.") from None
    check_fresh(signed[2], "fal")
    message = "\n".join([*signed, hashlib.sha256(body).hexdigest()]).encode()
    if not any(_holds(key, signature, message) for key in _keys(client)):
        raise Unauthorised("fal did not sign this notice.")
    try:
        told: Any = json.loads(body)
        return Notice(job_id=told["request_id"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise InvalidRequest("The notice of fal cannot be read.") from None


def _holds(key: bytes, signature: bytes, message: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _keys(client: VendorClient) -> tuple[bytes, ...]:
    """The keys that fal publishes, read anew after an hour.

    Raises:
        Unauthorised: they cannot be read, so nothing can be believed.

    """
    address = _KEYS if client.base else _HOME + _KEYS
    return _read_keys(client, address, int(time.monotonic() // _KEYS_FOR_S))


@lru_cache(maxsize=4)
def _read_keys(client: VendorClient, address: str, _hour: int) -> tuple[bytes, ...]:
    try:
        told = client.get(Get(address, "its keys")).told()
    except ProviderError as error:
        raise Unauthorised(f"The keys that fal signs with cannot be read: {error}") from None
    return tuple(_plain(told.get("keys")))


def _plain(keys: object) -> Iterator[bytes]:
    for row in keys if isinstance(keys, list) else []:
        text = row.get("x") if isinstance(row, dict) else None
        if isinstance(text, str):
            try:
                yield base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
            except ValueError:
                continue
