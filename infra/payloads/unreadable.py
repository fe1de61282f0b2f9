"""A payload in place of one that cannot be had, with why."""

from temporalio.api.common.v1 import Payload

UNREADABLE = b"longtake/unreadable"
"""The encoding of a payload that stands for one that cannot be had; its data is the reason, a clause."""


def unreadable(reason: str) -> Payload:
    """What stands for a payload that cannot be had."""
    return Payload(metadata={"encoding": UNREADABLE}, data=reason.encode())
