"""How payloads travel through Temporal: JSON by pydantic, what is large by reference to the store.

What others send may be anything at all. A payload that cannot be decoded fails nothing here where no type is asked for:
it arrives as `Unreadable`, and whoever reads it, a film its request or a signal, says so. A workflow task that failed over
it would fail again for ever, since the payload stays in the history. Where a type is asked for, it is a result of our own,
and one that cannot be decoded is a fault that a mended worker may get over.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Any, Protocol, Self, runtime_checkable

from pydantic import ValidationError
from temporalio.api.common.v1 import Payload
from temporalio.api.sdk.v1.external_storage_pb2 import ExternalStorageReference
from temporalio.contrib.pydantic import PydanticJSONPlainPayloadConverter
from temporalio.converter import (
    CompositePayloadConverter,
    DataConverter,
    DefaultPayloadConverter,
    ExternalStorage,
    JSONPlainPayloadConverter,
    PayloadCodec,
    StorageDriver,
    StorageDriverClaim,
    StorageDriverRetrieveContext,
    StorageDriverStoreContext,
    StorageDriverWorkflowInfo,
)

from infra.payloads.failures import EncodedFailures, ShortFailures
from infra.payloads.names import NAMELESS, is_payload, owner_of, payload_suffix
from infra.payloads.unreadable import (
    ENCRYPTED,
    NO_KEYS,
    UNREADABLE,
    PayloadUnread,
    is_locked,
    unreadable,
)
from infra.storage import Store
from models.errors import CorruptAsset, KeysAway
from models.excerpt import excerpt, quoted
from models.inputs import Unreadable
from models.orders.assets import Blob

REFERENCE_ABOVE = 64 * 1024
"""Bytes; a payload larger than this travels as a reference to the store."""

MOST_BYTES = 64 * 2**20
"""Bytes of the largest payload that is read from the store; a story of 10 MB, written as JSON, is less than half of it."""

DRIVER = "longtake.store"
"""What histories call the store; it never changes."""

log = logging.getLogger("longtake.payloads")


class StoreDriver(StorageDriver):
    """Keeps large payloads in the content-addressed store, so that history holds only their hash.

    Their names say of which film of the `server` they are, once its mark is known.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self.server = ""

    def name(self) -> str:
        """The name written into histories; it never changes."""
        return DRIVER

    def type(self) -> str:
        """The same in every language that may read our histories."""
        return DRIVER

    async def store(
        self, context: StorageDriverStoreContext, payloads: Sequence[Payload]
    ) -> list[StorageDriverClaim]:
        """Keep each payload's bytes; the claim is their hash and size."""
        workflow = context.target.id if isinstance(context.target, StorageDriverWorkflowInfo) else None
        suffix = payload_suffix(self.server, workflow)
        # A store may be far away, and the event loop runs every workflow.
        blobs = [
            await asyncio.to_thread(self._store.put_bytes, payload.SerializeToString(), suffix)
            for payload in payloads
        ]
        return [
            StorageDriverClaim({"sha256": blob.sha256, "size": str(blob.size), "suffix": blob.suffix})
            for blob in blobs
        ]

    async def retrieve(
        self, context: StorageDriverRetrieveContext, claims: Sequence[StorageDriverClaim]
    ) -> list[Payload]:
        """The payloads that claims stand for, verified; a claim is as little to be trusted as a payload is.

        Raises:
            StorageError: the store does not answer.

        """
        del context
        return [await self._payload(claim.claim_data) for claim in claims]

    async def own_payload(self, claim: Mapping[str, str], most_bytes: int) -> Payload:
        """The payload that a claim stands for, unless it is another server's, or larger than `most_bytes`.

        Raises:
            StorageError: the store does not answer.

        """
        owner = owner_of(claim.get("suffix", NAMELESS))
        if owner and owner.server != self.server:
            return unreadable("it is kept for another server's histories")
        return await self._payload(claim, min(most_bytes, MOST_BYTES))

    async def _payload(self, claim: Mapping[str, str], most_bytes: int = MOST_BYTES) -> Payload:
        if "unreadable" in claim:
            return unreadable(claim["unreadable"])
        blob: Blob | None
        try:
            size = int(claim["size"][:20])
            blob = Blob(sha256=claim["sha256"], suffix=claim.get("suffix", NAMELESS), size=size)
        except (KeyError, ValueError):
            blob = None
        if blob is None or not is_payload(blob.suffix):
            return unreadable("it refers to the store, and not as Longtake does")
        if blob.size > most_bytes:
            return unreadable(f"it refers to {size:,} bytes, and {most_bytes:,} is the most")
        try:
            return Payload.FromString(await asyncio.to_thread(self._store.read_bytes, blob))
        except CorruptAsset as error:
            log.warning("A payload cannot be read: %s", error)
            return unreadable("the part of it that was kept in the store is gone or has changed")
        except ValueError:  # protobuf's DecodeError
            return unreadable("it refers to something that is no payload")


class _Storage(ExternalStorage):
    """Storage that nobody's payload can make fail: one that refers to it wrongly is unreadable, and that is all."""

    def claim_of(self, payload: Payload) -> Mapping[str, str] | None:
        """What a payload that refers to the store says of what it refers to; None of one that does not."""
        reference = self._decode_reference(payload)
        return None if reference is None else reference.claim_data

    def _decode_reference(self, payload: Payload) -> ExternalStorageReference | None:
        try:
            reference = super()._decode_reference(payload)
        except Exception as error:  # noqa: BLE001 - whatever the SDK raises over somebody's bytes
            return _bad_reference(error)
        if reference is None or reference.driver_name == DRIVER:
            return reference
        return _bad_reference(f"there is no store {quoted(reference.driver_name)}")


def _bad_reference(why: object) -> ExternalStorageReference:
    reason = f"it refers to a store, and the reference cannot be read ({excerpt(str(why), 120)})"
    return ExternalStorageReference(driver_name=DRIVER, claim_data={"unreadable": reason})


class LongtakePayloadConverter(CompositePayloadConverter):
    """Temporal's payload converters, with pydantic's JSON; what cannot be decoded is `Unreadable` where no type is asked for."""

    def __init__(self) -> None:
        super().__init__(
            *(
                PydanticJSONPlainPayloadConverter()
                if isinstance(converter, JSONPlainPayloadConverter)
                else converter
                for converter in DefaultPayloadConverter.default_encoding_payload_converters
            )
        )

    def from_payloads(
        self,
        payloads: Sequence[Payload],
        type_hints: list[type] | None = None,
    ) -> list[Any]:
        """The values of payloads.

        Raises:
            ValueError, RuntimeError, KeyError: one of a certain type cannot be decoded as it.

        """
        pairs = zip_longest(payloads, (type_hints or [])[: len(payloads)])
        return [self._value(payload, hint) for payload, hint in pairs]

    def _value(self, payload: Payload, hint: type | None) -> Any:  # noqa: ANN401 - any value
        if hint is None or hint is Any:
            try:
                return super().from_payloads([payload], [hint] if hint else None)[0]
            except Exception as error:  # noqa: BLE001 - whatever it raises, these bytes stay as they are
                return Unreadable(reason=_why(payload, error), locked=is_locked(payload))
        if payload.metadata.get("encoding") in (UNREADABLE, ENCRYPTED):
            raise PayloadUnread(f"it cannot be read: {_reason(payload)}")
        return super().from_payloads([payload], [hint])[0]


@runtime_checkable
class Bounded(Protocol):
    """A codec that can be told how much it may unpack."""

    def within(self, most_bytes: int) -> Self:
        """The same codec, by which no payload becomes larger."""


class LongtakeDataConverter(DataConverter):
    """The SDK's, in which a payload that is marked as a reference and is none is unreadable, and that is all."""

    async def opened(
        self, payloads: Sequence[Payload], most_bytes: int, *, fetching: bool = True
    ) -> list[Payload]:
        """Payloads of a history as they were, decrypted, `most_bytes` in all; `fetching` those out of the store that lie there.

        Of what is referred to, payloads alone are read, of this server's films or of nobody's. What is over the bytes says so in
        its place.

        Raises:
            StorageError: the store does not answer.

        """
        opened: list[Payload] = []
        for payload in payloads:
            one = await self._opened(payload, most_bytes, fetching=fetching)
            if (size := one.ByteSize()) > most_bytes:
                opened.append(
                    unreadable(f"of what was asked for at once, no more than {most_bytes:,} bytes are left")
                )
            else:
                opened.append(one)
                most_bytes -= size
        return opened

    async def _opened(self, payload: Payload, most_bytes: int, *, fetching: bool) -> Payload:
        storage = self.external_storage
        assert isinstance(storage, _Storage)
        [driver] = storage.drivers
        assert isinstance(driver, StoreDriver)
        [read] = await self._decode_reference_payload_sequence([payload])
        claim = storage.claim_of(read)
        if claim is not None and fetching:
            read = await driver.own_payload(claim, most_bytes)
        codec = self.payload_codec
        if codec is None:
            return read
        [plain] = await (codec.within(most_bytes) if isinstance(codec, Bounded) else codec).decode([read])
        return plain

    async def _decode_reference_payload_sequence(self, payloads: Sequence[Payload]) -> list[Payload]:
        decoded: list[Payload] = []
        for payload in payloads:
            try:
                decoded += await super()._decode_reference_payload_sequence([payload])
            except KeysAway:
                raise
            except Exception as error:  # noqa: BLE001 - whatever the SDK raises over somebody's bytes
                decoded.append(
                    unreadable(f"it is marked as a reference and is none ({excerpt(str(error), 120)})")
                )
        return decoded


def data_converter(
    store: Store, driver: StoreDriver | None = None, codec: PayloadCodec | None = None
) -> LongtakeDataConverter:
    """Pydantic models as JSON; what exceeds 64 KiB by reference through `store`, by a `driver` where one is given.

    A `codec` encrypts what goes to the server and to the store, failures too.
    """
    storage = _Storage(drivers=[driver or StoreDriver(store)], payload_size_threshold=REFERENCE_ABOVE)
    return LongtakeDataConverter(
        payload_converter_class=LongtakePayloadConverter,
        payload_codec=codec,
        failure_converter_class=EncodedFailures if codec else ShortFailures,
        external_storage=storage,
    )


def _reason(payload: Payload) -> str:
    """Why a payload is not to be had, by what stands there in its place."""
    encrypted = payload.metadata.get("encoding") == ENCRYPTED
    return NO_KEYS if encrypted else payload.data.decode(errors="replace")


def _why(payload: Payload, error: Exception) -> str:
    """A clause: why a payload cannot be decoded."""
    encoding = payload.metadata.get("encoding", b"")
    if encoding in (UNREADABLE, ENCRYPTED):
        return _reason(payload)
    if isinstance(error, ValidationError):
        return f"it is not JSON ({excerpt(error.errors()[0]['msg'].removeprefix('Invalid JSON: '), 120)})"
    return f"its encoding {quoted(encoding.decode(errors='replace'))} is none that is known, or its bytes are not in it"
