"""Keys that never leave where they are kept: a key management service wraps other keys with them, and unwraps those.

A file of keys names such a key, `aws-kms:arn:aws:kms:…`; what it wraps for us are data keys, and the secret of films' ids.
"""

from typing import Literal, Protocol

SCHEME = "aws-kms:"
"""What the address of a key at AWS's service begins with."""
LONGEST_WRAPPED = 6144
"""Bytes of a wrapped key that are looked at; AWS's own limit."""

Purpose = Literal["payloads", "names"]
"""What a wrapped key is for: the service notes it down, and unwraps it for nothing else."""


class WrongWrapping(Exception):
    """What was to be unwrapped is no key that this key wrapped."""


class Kms(Protocol):
    """A key at a service. Both may be called from any thread, and take as long as a network does: never in an event loop."""

    def wrap(self, key: bytes, purpose: Purpose) -> bytes:
        """A key, wrapped.

        Raises:
            KeysAway: the service does not answer, or not to us.

        """

    def unwrap(self, wrapped: bytes, purpose: Purpose) -> bytes:
        """A key that was wrapped for that purpose.

        Raises:
            KeysAway: the service does not answer, or not to us.
            WrongWrapping: it was not wrapped with this key, or for something else.

        """
