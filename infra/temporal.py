"""How we speak to Temporal: where the server is, and how payloads travel."""

import asyncio
import os
from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError
from temporalio.api.common.v1 import Payload
from temporalio.client import Client
from temporalio.contrib.pydantic import PydanticJSONPlainPayloadConverter
from temporalio.converter import (
    CompositePayloadConverter,
    DataConverter,
    DefaultPayloadConverter,
    ExternalStorage,
    JSONPlainPayloadConverter,
    StorageDriver,
    StorageDriverClaim,
    StorageDriverRetrieveContext,
    StorageDriverStoreContext,
)
from temporalio.envconfig import ClientConfig, ClientConnectConfig
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError

from infra.storage import Store
from infra.temporal_faults import fault_of, namespace_fault
from models.errors import BadInput
from models.field_errors import first_sentence
from models.film.start import FilmRequest
from models.orders.assets import Blob

REFERENCE_ABOVE = 64 * 1024
"""Bytes; a payload larger than this travels as a reference to the store."""


CONNECTED_WITHIN_S = 5.0
"""How long a server may take to answer for the first time."""


class StoreDriver(StorageDriver):
    """Keeps large payloads in the content-addressed store, so that history holds only their hash."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def name(self) -> str:
        """The name written into histories; it never changes."""
        return "longtake.store"

    def type(self) -> str:
        """The same in every language that may read our histories."""
        return "longtake.store"

    async def store(
        self, context: StorageDriverStoreContext, payloads: Sequence[Payload]
    ) -> list[StorageDriverClaim]:
        """Keep each payload's bytes; the claim is their hash and size."""
        del context
        # A store may be far away, and the event loop runs every workflow.
        blobs = [
            await asyncio.to_thread(self._store.put_bytes, payload.SerializeToString(), ".payload")
            for payload in payloads
        ]
        return [StorageDriverClaim({"sha256": blob.sha256, "size": str(blob.size)}) for blob in blobs]

    async def retrieve(
        self, context: StorageDriverRetrieveContext, claims: Sequence[StorageDriverClaim]
    ) -> list[Payload]:
        """The payloads that claims stand for, verified."""
        del context
        return [
            Payload.FromString(await asyncio.to_thread(self._store.read_bytes, _blob(claim)))
            for claim in claims
        ]


def _blob(claim: StorageDriverClaim) -> Blob:
    data = claim.claim_data
    return Blob(sha256=data["sha256"], suffix=".payload", size=int(data["size"]))


class _JsonConverter(PydanticJSONPlainPayloadConverter):
    """Pydantic's JSON; a film's request that cannot be read fails the film with a sentence.

    Without this, a request typed by hand into Temporal's UI with a mistake in it would fail the first
    workflow task again and again.
    """

    def from_payload(self, payload: Payload, type_hint: type | None = None) -> Any:  # noqa: ANN401 - any value
        try:
            return super().from_payload(payload, type_hint)
        except ValidationError as error:
            if type_hint is not FilmRequest:
                raise
            sentence = first_sentence(error, _request_field, FilmRequest)
            raise ApplicationError(sentence, type="BadInput", non_retryable=True) from error


def _request_field(where: tuple[int | str, ...]) -> str:
    return "The request's " + ".".join(str(part) for part in where) if where else "The film's request"


class LongtakePayloadConverter(CompositePayloadConverter):
    """Temporal's payload converters, with ours for JSON."""

    def __init__(self) -> None:
        super().__init__(
            *(
                _JsonConverter() if isinstance(converter, JSONPlainPayloadConverter) else converter
                for converter in DefaultPayloadConverter.default_encoding_payload_converters
            )
        )


def data_converter(store: Store) -> DataConverter:
    """Pydantic models as JSON; what exceeds 64 KiB by reference through `store`."""
    storage = ExternalStorage(drivers=[StoreDriver(store)], payload_size_threshold=REFERENCE_ABOVE)
    return DataConverter(payload_converter_class=LongtakePayloadConverter, external_storage=storage)


def cluster_config() -> ClientConnectConfig | None:
    """The configured Temporal server (`TEMPORAL_ADDRESS`, or a profile of a `temporal.toml`), or None.

    Raises:
        BadInput: the profile cannot be read.

    """
    try:
        config = ClientConfig.load_client_connect_config(os.environ.get("TEMPORAL_PROFILE"))
    except (RuntimeError, ValueError, OSError) as error:
        raise BadInput(f"The Temporal profile cannot be used: {error}.") from error
    return config if config.get("target_host") else None


async def connect(store: Store, config: ClientConnectConfig) -> Client:
    """A client that speaks our payloads.

    Raises:
        EngineUnavailable: nobody answers there, or not to us; the message says which, within ten seconds.

    """
    options: dict[str, Any] = dict(config)
    try:
        async with asyncio.timeout(CONNECTED_WITHIN_S):
            client = await Client.connect(**options, data_converter=data_converter(store))
    except (RuntimeError, OSError, RPCError) as error:
        raise await fault_of(config, error, embedded=cluster_config() is None) from error
    if fault := await namespace_fault(client):
        raise fault
    return client


def local_config(address: str) -> ClientConnectConfig:
    """How to reach the embedded server."""
    return ClientConnectConfig(target_host=address, namespace="default")
