"""A payload in place of one that cannot be had, with why."""

import json

from temporalio.api.common.v1 import Payload

UNREADABLE = b"longtake/unreadable"
"""The encoding of a payload that stands for one that cannot be had; its data is the reason, a clause."""

ENCRYPTED = b"binary/encrypted"
"""The encoding of a payload that its key alone opens."""
NO_KEYS = "it is encrypted, and LONGTAKE_ENCRYPTION_KEYS is not set where it was to be read"
"""Why an encrypted payload cannot be had where there are no keys at all."""


class PayloadUnread(RuntimeError):
    """A payload of a certain type was asked for that cannot be had."""


def unreadable(reason: str) -> Payload:
    """What stands for a payload that cannot be had."""
    return Payload(metadata={"encoding": UNREADABLE}, data=reason.encode())


def locked(reason: str) -> Payload:
    """What stands for a payload whose key is not here, and may be elsewhere."""
    return Payload(metadata={"encoding": UNREADABLE, "locked": b"1"}, data=reason.encode())


def is_locked(payload: Payload) -> bool:
    """Whether somebody else may have the key of a payload."""
    return payload.metadata.get("encoding") == ENCRYPTED or "locked" in payload.metadata


def in_words(payload: Payload) -> Payload:
    """A payload for people to look at: what stands for one that cannot be had is a sentence that every program shows."""
    if payload.metadata.get("encoding") != UNREADABLE:
        return payload
    told = f"This cannot be shown: {payload.data.decode(errors='replace')}."
    return Payload(metadata={"encoding": b"json/plain"}, data=json.dumps(told, ensure_ascii=False).encode())
