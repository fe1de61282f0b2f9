"""What Temporal keeps, encrypted: AES-256-GCM, compressed first, each payload with the name of its key.

A key is one of the file itself, or one at a service, which encrypts with a data key a day (`infra/payloads/envelopes.py`).
Whoever has no key sees sizes, times, kinds of work and how things end. Workflows never import this module: the sandbox cannot
load `cryptography`, and the SDK encodes outside of it.
"""

import asyncio
import os
import time
import zlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from copy import copy
from functools import partial
from typing import Self, TypeVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from temporalio.api.common.v1 import Payload
from temporalio.converter import (
    ActivitySerializationContext,
    PayloadCodec,
    SerializationContext,
    WithSerializationContext,
)

from infra.payloads.envelopes import DataKey, Envelopes, HeldKey, Key
from infra.payloads.key_services import kms_at
from infra.payloads.keys import KeyRing, KmsKey
from infra.payloads.kms import Kms
from infra.payloads.unreadable import ENCRYPTED, locked, unreadable
from models.errors import KeysAway
from models.excerpt import quoted

T = TypeVar("T")

MOST_UNPACKED = 64 * 2**20
"""Bytes of the largest payload that is unpacked: as many as are read from the store (`infra/payloads/converter.py`)."""

_COMPRESSED_FROM = 512
"""Bytes; less does not become smaller."""
_NONCE_BYTES = 12
_PLAIN, _DEFLATED = b"0", b"1"
_BESIDE_FROM = 16 * 1024
"""Bytes from which on a payload is packed, and unpacked, beside the event loop."""
_PATIENT_S = 300.0
_PAUSE_S = 1.0
_CHANGED = "it is encrypted, and was changed since, or with another key of the same name"


class EncryptionCodec(PayloadCodec, WithSerializationContext):
    """Encrypts every payload, and decrypts those that are; others pass, such as those of films from before there were keys."""

    patience_s = 0.0
    """For how long a service that is away is waited for."""
    most_bytes = MOST_UNPACKED
    """How large a payload is at the most."""

    def __init__(self, ring: KeyRing, at: Callable[[str], Kms] = kms_at) -> None:
        self._ring = ring
        self._keys: Mapping[str, Key] = {
            name: Envelopes(at(key.address)) if isinstance(key, KmsKey) else HeldKey(key)
            for name, key in ring.keys.items()
        }

    def film_id(self, digest: str) -> str:
        """As of the keys; after `begin` nobody is asked for it."""
        return self._ring.film_id(digest)

    def with_context(self, context: SerializationContext) -> Self:
        """A codec that waits in an activity, as that does for a store: what fails there has failed once more, and may not for ever."""
        if not isinstance(context, ActivitySerializationContext):
            return self
        patient = copy(self)
        patient.patience_s = _PATIENT_S
        return patient

    def within(self, most_bytes: int) -> Self:
        """A codec that unpacks no payload of more bytes."""
        bounded = copy(self)
        bounded.most_bytes = min(most_bytes, self.most_bytes)
        return bounded

    async def begin(self) -> None:
        """Ask a service for what it takes to begin, so that it may be away later.

        Raises:
            KeysAway: it does not answer, or not to us.
            BadInput: what the file has from it is not its.

        """
        await asyncio.to_thread(self._ring.secret_of_names)
        # Whoever only reads need not be allowed to do more.
        with suppress(KeysAway):
            await self._keys[self._ring.writes].writing()

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Each payload encrypted, whatever it is.

        Raises:
            KeysAway: there is nothing to encrypt with before a service answers.

        """
        key = await self._patiently(self._keys[self._ring.writes].writing)
        return [
            await _beside_loop(payload.ByteSize(), partial(self._encrypted, payload, key))
            for payload in payloads
        ]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Each payload as it was; one whose key is not here, or that was changed, says so in its place.

        Raises:
            KeysAway: a service has to be asked for the key of one, and does not answer.

        """
        return [
            await self._decrypted(payload) if payload.metadata.get("encoding") == ENCRYPTED else payload
            for payload in payloads
        ]

    def _encrypted(self, payload: Payload, key: DataKey) -> Payload:
        plain = payload.SerializeToString()
        how = _DEFLATED if len(plain) >= _COMPRESSED_FROM else _PLAIN
        body = zlib.compress(plain, 1) if how == _DEFLATED else plain
        nonce, name = os.urandom(_NONCE_BYTES), self._ring.writes.encode()
        data = nonce + key.cipher.encrypt(nonce, body, _beside(name, how))
        metadata = {"encoding": ENCRYPTED, "key-id": name, "deflated": how}
        return Payload(metadata=metadata | ({"data-key": key.wrapped} if key.wrapped else {}), data=data)

    async def _decrypted(self, payload: Payload) -> Payload:
        name = payload.metadata.get("key-id", b"")
        key = self._keys.get(name.decode(errors="replace"))
        if key is None:
            return locked(
                f"it is encrypted with the key {quoted(name.decode(errors='replace'))}, and that is not here"
            )
        cipher = await self._patiently(partial(key.reading, payload.metadata.get("data-key", b"")))
        if cipher is None:
            return unreadable(_CHANGED)
        return await _beside_loop(len(payload.data), partial(self._unpacked, payload, cipher))

    def _unpacked(self, payload: Payload, cipher: AESGCM) -> Payload:
        name, how = payload.metadata.get("key-id", b""), payload.metadata.get("deflated", b"")
        nonce, body = payload.data[:_NONCE_BYTES], payload.data[_NONCE_BYTES:]
        try:
            plain = cipher.decrypt(nonce, body, _beside(name, how))
            if how == _DEFLATED:
                plain = _inflated(plain, self.most_bytes + 1)
            if len(plain) > self.most_bytes:
                return unreadable(f"it has more than {self.most_bytes:,} bytes, and that is the most")
            return Payload.FromString(plain)
        # ValueError: protobuf's DecodeError, and a nonce that is too short.
        except (InvalidTag, ValueError, zlib.error):
            return unreadable(_CHANGED)

    async def _patiently(self, asked: Callable[[], Awaitable[T]]) -> T:
        until = time.monotonic() + self.patience_s
        while True:
            try:
                return await asked()
            except KeysAway:
                if time.monotonic() >= until:
                    raise
            await asyncio.sleep(_PAUSE_S)


async def _beside_loop(size: int, work: Callable[[], T]) -> T:
    return await asyncio.to_thread(work) if size >= _BESIDE_FROM else work()


def _inflated(data: bytes, most_bytes: int) -> bytes:
    """What was compressed, of that which is longer than `most_bytes` the beginning."""
    stream = zlib.decompressobj()
    plain = stream.decompress(data, most_bytes)
    if len(plain) < most_bytes and not stream.eof:
        raise zlib.error("it was cut off")
    return plain


def _beside(name: bytes, how: bytes) -> bytes:
    """What is authenticated beside the bytes, so that nobody exchanges it."""
    return name + b"|" + how
