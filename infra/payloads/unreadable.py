"""A payload in place of one that cannot be had, with why."""

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
