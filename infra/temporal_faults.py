"""Why a Temporal server cannot be used: what is so, and what can be done about what was set."""

import asyncio
import os
import socket
import ssl
from datetime import timedelta
from typing import Literal

from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest, GetSystemInfoRequest
from temporalio.client import Client
from temporalio.envconfig import ClientConnectConfig
from temporalio.service import RPCError, RPCStatusCode

from infra.connection.names import field_of, is_cloud, profile_of
from infra.connection.remedies import namespace_command
from infra.connection.tls_faults import tls_fault
from models.errors import EngineUnavailable

ANSWER_WITHIN = timedelta(seconds=3)
"""How long a server may take over a question that costs it nothing."""

PROBE_S = 2.0
"""How long each look at an address may take."""

Found = Literal["unknown", "nobody", "silent", "tls", "plain"]
"""What is at an address: no such host, nobody who listens, or somebody who says nothing, or speaks TLS, or does not."""


async def fault_of(
    config: ClientConnectConfig, error: Exception, *, embedded: bool, instead: bool
) -> EngineUnavailable:
    """Why nobody could be connected to there; `error` is what the SDK said, `instead` whether the embedded server would do."""
    address, asks_tls = config.get("target_host") or "", bool(config.get("tls"))
    profile = profile_of(config)
    mend = _mend(profile, embedded=embedded, instead=instead)
    found = await asyncio.to_thread(_look, address)
    if found == "silent":
        return silent(address, embedded=embedded)
    if found == "unknown":
        return EngineUnavailable(f"There is no host {address.rpartition(':')[0]!r}: {mend}.")
    if found == "nobody":
        return EngineUnavailable(f"No Temporal server answers at {address}: {mend}.")
    if found == "tls" and not asks_tls:
        return EngineUnavailable(
            f"The server at {address} speaks TLS and was asked without: set TEMPORAL_TLS=true, or [tls] in the profile."
        )
    if found == "plain" and asks_tls:
        key = f" {_key(profile)} turns it on." if config.get("api_key") else ""
        return EngineUnavailable(
            f"The server at {address} speaks no TLS and was asked with it: set TEMPORAL_TLS=false, or name another."
            f"{key}"
        )
    said = str(error)
    if "Unauthenticated" in said or "PermissionDenied" in said:
        return EngineUnavailable(
            f"The Temporal server at {address} does not let us in: mend {_key(profile)}, or the client's certificate."
        )
    if asks_tls:
        return EngineUnavailable(tls_fault(config, said))
    return EngineUnavailable(f"What answers at {address} is no Temporal server that can be used: {mend}.")


def silent(address: str, *, embedded: bool) -> EngineUnavailable:
    """A server that is there and says nothing."""
    if embedded:
        return EngineUnavailable(
            f"The engine's Temporal server at {address} takes connections and does not answer: it is frozen or "
            "overloaded. `longtake down` ends it, the next command starts it again, and films go on."
        )
    return EngineUnavailable(
        f"The Temporal server at {address} takes connections and does not answer: it is frozen or overloaded."
    )


async def answers(client: Client) -> bool:
    """Whether the server itself answers, whoever else does not."""
    try:
        await client.workflow_service.get_system_info(GetSystemInfoRequest(), timeout=ANSWER_WITHIN)
    except RPCError as error:
        return error.status not in (
            RPCStatusCode.DEADLINE_EXCEEDED,
            RPCStatusCode.CANCELLED,
            RPCStatusCode.UNAVAILABLE,
        )
    return True


async def namespace_fault(client: Client, profile: str) -> EngineUnavailable | None:
    """Why the namespace of a client, of a tenant's own `profile` if it is named, cannot be used; None when it can, or the server does not tell."""
    name, address = client.namespace, client.service_client.config.target_host
    try:
        await client.workflow_service.describe_namespace(
            DescribeNamespaceRequest(namespace=name), timeout=ANSWER_WITHIN
        )
    except RPCError as error:
        if error.status == RPCStatusCode.NOT_FOUND:
            return EngineUnavailable(
                f"The Temporal server at {address} has no namespace {name!r}: name one that it has ({_named(profile)}), or {_made(address, name)}."
            )
        if error.status == RPCStatusCode.UNAUTHENTICATED:
            return EngineUnavailable(
                f"The Temporal server at {address} does not let us in: mend {_key(profile)}, or the client's "
                "certificate."
            )
        if error.status == RPCStatusCode.PERMISSION_DENIED and not await _may_list(client):
            return EngineUnavailable(
                f"The Temporal server at {address} does not let us into the namespace {name!r}: mend {_namespace(profile)} "
                "(in Temporal Cloud `name.account`), or have the key or the certificate allowed there."
            )
    return None


async def _may_list(client: Client) -> bool:
    """Whether we may see what runs in the namespace: one that keeps its own affairs to itself may let us work."""
    try:
        await client.count_workflows("", rpc_timeout=ANSWER_WITHIN)
    except RPCError as error:
        return error.status != RPCStatusCode.PERMISSION_DENIED
    return True


def _made(address: str, namespace: str) -> str:
    if is_cloud(address):
        return "make it in Temporal Cloud's console"
    return f"run `{namespace_command(address, namespace)}`"


def _key(profile: str) -> str:
    return field_of("api_key", profile) if profile else "TEMPORAL_API_KEY"


def _namespace(profile: str) -> str:
    return field_of("namespace", profile) if profile else "TEMPORAL_NAMESPACE"


def _named(profile: str) -> str:
    return _namespace(profile) if profile else "TEMPORAL_NAMESPACE, or the tenant's namespace"


def _mend(profile: str, *, embedded: bool, instead: bool) -> str:
    """What to do about an address where no server is, by whatever it was that named it."""
    if profile:
        return f"start it, or mend {field_of('address', profile)}"
    if embedded:
        return "run the same again, which starts the engine"
    named = "TEMPORAL_ADDRESS" in os.environ
    if not instead:
        return (
            f"start it, or correct {'TEMPORAL_ADDRESS' if named else 'the address in the Temporal profile'}"
        )
    if named:
        return "start it, or unset TEMPORAL_ADDRESS to use the embedded one"
    return "start it, or take the address out of the Temporal profile to use the embedded one"


def _look(address: str) -> Found:
    host, _, port = address.rpartition(":")
    try:
        plain = socket.create_connection((host.strip("[]"), int(port)), timeout=PROBE_S)
    except socket.gaierror:
        return "unknown"
    except (OSError, ValueError, OverflowError):
        return "nobody"
    anything = ssl.create_default_context()
    anything.check_hostname, anything.verify_mode = False, ssl.CERT_NONE
    anything.set_alpn_protocols(["h2"])
    with (
        plain,
        anything.wrap_socket(plain, server_hostname=host or None, do_handshake_on_connect=False) as wrapped,
    ):
        try:
            wrapped.do_handshake()
        except TimeoutError:
            return "silent"
        except OSError as error:
            alert = isinstance(error, ssl.SSLError) and "ALERT" in (error.reason or "")
            # Who has agreed on a cipher spoke TLS, whatever was lacking then.
            return "tls" if alert or wrapped.cipher() else "plain"
    return "tls"
