"""How we speak to Temporal: where the server is, and what speaks to it."""

import os
from typing import Any

from temporalio.client import Client
from temporalio.envconfig import ClientConfig, ClientConnectConfig

from infra.payloads import data_converter
from infra.storage import Store
from models.errors import BadInput, EngineUnavailable


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
        EngineUnavailable: nobody answers there.

    """
    try:
        options: dict[str, Any] = dict(config)
        return await Client.connect(**options, data_converter=data_converter(store))
    except (RuntimeError, OSError) as error:
        raise EngineUnavailable(
            f"No Temporal server answers at {config.get('target_host')}: start it, or unset TEMPORAL_ADDRESS "
            "to use the embedded one."
        ) from error


def local_config(address: str) -> ClientConnectConfig:
    """How to reach the embedded server."""
    return ClientConnectConfig(target_host=address, namespace="default")
