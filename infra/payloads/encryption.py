"""What Temporal keeps, encrypted: AES-256-GCM, compressed first, each payload with the name of its key.

Whoever has no key sees sizes, times, kinds of work and how things end. Workflows never import this module: the sandbox cannot
load `cryptography`, and the SDK encodes outside of it.
"""

import os
import zlib
from collections.abc import Mapping, Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from temporalio.api.common.v1 import Payload
from temporalio.converter import PayloadCodec

from infra.payloads.keys import KeyRing
from infra.payloads.unreadable import ENCRYPTED, unreadable
from models.excerpt import quoted

_COMPRESSED_FROM = 512
"""Bytes; less does not become smaller."""
_NONCE_BYTES = 12
_PLAIN, _DEFLATED = b"0", b"1"


class EncryptionCodec(PayloadCodec):
    """Encrypts every payload, and decrypts those that are; others pass, such as those of films from before there were keys."""

    def __init__(self, ring: KeyRing) -> None:
        self._writes, self.film_id = ring.writes, ring.film_id
        self._keys: Mapping[str, AESGCM] = {name: AESGCM(key) for name, key in ring.keys.items()}

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Each payload encrypted, whatever it is."""
        return [self._encrypted(payload.SerializeToString()) for payload in payloads]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Each payload as it was; one whose key is not here, or that was changed, says so in its place."""
        return [
            self._decrypted(payload) if payload.metadata.get("encoding") == ENCRYPTED else payload
            for payload in payloads
        ]

    def _encrypted(self, plain: bytes) -> Payload:
        how = _DEFLATED if len(plain) >= _COMPRESSED_FROM else _PLAIN
        body = zlib.compress(plain, 1) if how == _DEFLATED else plain
        nonce, name = os.urandom(_NONCE_BYTES), self._writes.encode()
        data = nonce + self._keys[self._writes].encrypt(nonce, body, _beside(name, how))
        return Payload(metadata={"encoding": ENCRYPTED, "key-id": name, "deflated": how}, data=data)

    def _decrypted(self, payload: Payload) -> Payload:
        name, how = payload.metadata.get("key-id", b""), payload.metadata.get("deflated", b"")
        key = self._keys.get(name.decode(errors="replace"))
        if key is None:
            return unreadable(
                f"it is encrypted with the key {quoted(name.decode(errors='replace'))}, and that is not here"
            )
        nonce, body = payload.data[:_NONCE_BYTES], payload.data[_NONCE_BYTES:]
        try:
            plain = key.decrypt(nonce, body, _beside(name, how))
            return Payload.FromString(zlib.decompress(plain) if how == _DEFLATED else plain)
        # ValueError: protobuf's DecodeError, and a nonce that is too short.
        except (InvalidTag, ValueError, zlib.error):
            return unreadable("it is encrypted, and was changed since, or with another key of the same name")


def _beside(name: bytes, how: bytes) -> bytes:
    """What is authenticated beside the bytes, so that nobody exchanges it."""
    return name + b"|" + how
