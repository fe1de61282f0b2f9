"""OpenRouter's notices: signed with the secret that a person was given for them, and not older than five minutes."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from pydantic import SecretStr

from models.errors import InvalidRequest, Unauthorised
from providers.jobs import Notice
from providers.vendors.callbacks import check_fresh


def notice_of(secret: SecretStr, headers: Mapping[str, str], body: bytes) -> Notice:
    """What a notice says, once its signature holds; as `Notifying.read_notice`."""
    key = secret.get_secret_value()
    if not key:
        raise Unauthorised(
            "There is no secret to check OpenRouter's notices with: set OPENROUTER_WEBHOOK_SECRET."
        )
    fields = dict(
        part.strip().partition("=")[::2] for part in headers.get("x-openrouter-signature", "").split(",")
    )
    stamp = fields.get("t", "")
    check_fresh(stamp, "OpenRouter")
    expected = hmac.new(key.encode(), stamp.encode() + b"," + body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(fields.get("v1", "").encode(), expected.encode()):
        raise Unauthorised("OpenRouter did not sign this notice.")
    try:
        told: Any = json.loads(body)
        return Notice(job_id=told["id"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise InvalidRequest("The notice of OpenRouter cannot be read.") from None
