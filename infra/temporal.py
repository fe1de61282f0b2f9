"""How we speak to Temporal: where the server is, and what speaks to it."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from temporalio.api.workflowservice.v1 import GetClusterInfoRequest
from temporalio.client import Client
from temporalio.converter import PayloadCodec
from temporalio.envconfig import ClientConnectConfig
from temporalio.service import RPCError

from infra.connection.names import is_cloud, profile_of
from infra.connection.profile import configured, is_loopback
from infra.payloads.converter import StoreDriver, data_converter
from infra.payloads.keys import read_keys
from infra.payloads.names import server_mark
from infra.settings import Settings
from infra.storage import Store
from infra.telemetry.startup import interceptors
from infra.temporal_faults import fault_of, namespace_fault
from infra.tenants.table import Tenant, tenants_in
from models.errors import BadInput

CONNECTED_WITHIN_S = 5.0
"""How long a server may take to answer for the first time."""


def cluster_config(settings: Settings | None) -> ClientConnectConfig | None:
    """The configured Temporal server (`TEMPORAL_ADDRESS`, or a profile of a `temporal.toml`), or None.

    Of a tenant's `settings` it is the one that its table names, with its namespace; with None it is the operator's.

    Raises:
        BadInput: as `configured`, or it leads a tenant where another one is.

    """
    tenant = settings.of_tenant if settings else None
    config = _config_of(tenant)
    if config is not None and tenant is not None and settings is not None:
        others = tenants_in(settings.tenants, settings.home).by_name.values()
        _see_alone(tenant, config, [other for other in others if other.name != tenant.name])
    return config


def _see_alone(tenant: Tenant, config: ClientConnectConfig, others: Sequence[Tenant]) -> None:
    """See that no other tenant is where this one's profile, or namespace, leads."""
    place = _place(config)
    for other in others:
        try:
            its = _config_of(other)
        except BadInput:  # a profile that cannot be read is told whoever has it
            continue
        if its and _place(its) == place:
            raise BadInput(
                f"The tenants {tenant.name} and {other.name} have the same namespace {place[1]!r} of {place[0]}: give each "
                "one of its own."
            )


def _place(config: ClientConnectConfig) -> tuple[str, str]:
    """A server and a namespace of it; hosts are the same by letters of either size."""
    return (config.get("target_host") or "").casefold(), config.get("namespace") or "default"


def _config_of(tenant: Tenant | None) -> ClientConnectConfig | None:
    config = configured(tenant.profile if tenant else "")
    if config is not None and tenant is not None and tenant.namespace:
        config["namespace"] = tenant.namespace
    return config


async def connect(
    store: Store, config: ClientConnectConfig, keys: Path | None = None, *, instead: bool = True
) -> Client:
    """A client that speaks our payloads, encrypted where there is a file of `keys`.

    `instead` says that the embedded server would do as well, of which a person is told where nobody answers.

    Raises:
        EngineUnavailable: nobody answers there, or not to us; the message says which, within ten seconds.
        BadInput: the keys cannot be read.
        KeysAway: the service that keeps them does not answer, or not to us.

    """
    options: dict[str, Any] = {**config, "interceptors": interceptors()}
    options.pop("profile", None)
    driver = StoreDriver(store)
    converter = data_converter(store, driver, await _codec(keys) if keys else None)
    try:
        async with asyncio.timeout(CONNECTED_WITHIN_S):
            client = await Client.connect(**options, data_converter=converter)
    except ValueError as error:
        raise BadInput(
            f"The Temporal address {config.get('target_host')!r} cannot be used: give a host and a port."
        ) from error
    except (RuntimeError, OSError, RPCError) as error:
        raise await fault_of(config, error, embedded=_is_embedded(config), instead=instead) from error
    if fault := await namespace_fault(client, profile_of(config)):
        raise fault
    driver.server = await mark_of_server(client)
    return client


async def _codec(keys: Path) -> PayloadCodec:
    from infra.payloads.encryption import EncryptionCodec  # few have keys, and `cryptography` takes its time

    codec = EncryptionCodec(read_keys(keys))
    await codec.begin()
    return codec


async def mark_of_server(client: Client) -> str:
    """What the names of payloads have of a client's server and namespace; empty where it does not tell who it is."""
    try:
        told = await client.workflow_service.get_cluster_info(
            GetClusterInfoRequest(), timeout=timedelta(seconds=CONNECTED_WITHIN_S)
        )
    except RPCError:
        # Temporal Cloud's namespaces have names of their own among all there are.
        cloud = is_cloud(client.service_client.config.target_host)
        return server_mark("temporal-cloud", client.namespace) if cloud else ""
    return server_mark(told.cluster_id, client.namespace)


def local_config(address: str) -> ClientConnectConfig:
    """How to reach the embedded server."""
    return ClientConnectConfig(target_host=address, namespace="default")


def _is_embedded(config: ClientConnectConfig) -> bool:
    """Whether it leads to the embedded server, and nothing else was configured."""
    return config == local_config(config.get("target_host") or "") and cluster_config(None) is None


def is_local(client: Client) -> bool:
    """Whether a client's server listens on this machine alone, as the embedded one does."""
    return is_loopback(client.service_client.config.target_host)
