"""What `longtake doctor --cluster` looks at: the configured server, one thing after the other; it changes nothing."""

from datetime import timedelta

from temporalio.api.workflowservice.v1 import (
    DescribeNamespaceRequest,
    GetSystemInfoRequest,
    ListWorkerDeploymentsRequest,
)
from temporalio.client import Client
from temporalio.envconfig import ClientConnectConfig
from temporalio.service import RPCError

from infra.settings import Settings
from infra.storage import LocalStore
from infra.temporal import cluster_config, connect
from models.errors import BadInput, LongtakeError
from studio.service.engine.check import Check
from studio.service.engine.cluster.attributes import attributes_check
from studio.service.engine.cluster.clocks import clock_check
from studio.service.engine.cluster.namespace import namespace_checks
from studio.service.engine.cluster.probe import probe
from studio.service.engine.cluster.reached import connection_check, server_check
from studio.service.engine.cluster.turns import turns_checks
from studio.service.engine.deploys import variables_check
from studio.service.engine.fleet import fleet_checks
from studio.service.session import quiet_sdk

_ANSWER_WITHIN = timedelta(seconds=10)
_TRIED = "it, priority and the clocks could not be tried"


async def examine_cluster(settings: Settings) -> list[Check]:
    """Look at the configured server; what is begun there to see whose turn it is, is gone afterwards.

    Raises:
        BadInput: none is configured, or not so that it can be used.

    """
    config = cluster_config()
    if config is None:
        raise BadInput(
            "No cluster is configured: set TEMPORAL_ADDRESS, or an address in the Temporal profile. `longtake doctor` looks "
            "at the embedded engine."
        )
    quiet_sdk()
    try:
        client = await connect(LocalStore(settings.assets_dir), config, settings.encryption_keys)
        return [
            connection_check(config),
            *await _server_checks(client, settings, config),
            *await _turns(client),
            *await fleet_checks(client, settings),
            *variables_check(embedded=False),
        ]
    except LongtakeError as error:
        return [Check(name="Temporal", ok=False, found=str(error))]
    except RPCError as error:
        return [Check(name="Temporal", ok=False, found=f"The Temporal server refused: {error.message}.")]


async def _server_checks(client: Client, settings: Settings, config: ClientConnectConfig) -> list[Check]:
    told = await client.workflow_service.get_system_info(GetSystemInfoRequest(), timeout=_ANSWER_WITHIN)
    return [
        server_check(told),
        *await _namespace(client, config),
        await attributes_check(client, settings),
        await _versions(client),
    ]


async def _namespace(client: Client, config: ClientConnectConfig) -> list[Check]:
    try:
        told = await client.workflow_service.describe_namespace(
            DescribeNamespaceRequest(namespace=client.namespace), timeout=_ANSWER_WITHIN
        )
    except RPCError as error:
        return [_untold("namespace", f"{client.namespace} does not tell of itself: {error.message}")]
    named = Check(name="namespace", ok=True, found=client.namespace)
    return [named, *namespace_checks(told, config.get("target_host") or "")]


async def _versions(client: Client) -> Check:
    """Whether the server knows workers by their builds; films are made all the same where it does not."""
    request = ListWorkerDeploymentsRequest(namespace=client.namespace, page_size=1)
    try:
        await client.workflow_service.list_worker_deployments(request, timeout=_ANSWER_WITHIN)
    except RPCError as error:
        return _untold("worker versions", f"not told: {error.message}; films cannot stay with a build")
    return Check(name="worker versions", ok=True, found="films can stay with their build")


async def _turns(client: Client) -> list[Check]:
    """Whose turn it is, and the clocks; both are found out by the same."""
    try:
        turns = await probe(client)
    except RPCError as error:
        return [_untold("fairness", f"{_TRIED}: {error.message}")]
    if turns is None:
        return [_untold("fairness", f"{_TRIED}: the server handed out too little in time")]
    return [
        *turns_checks(turns, client.service_client.config.target_host),
        clock_check(turns.clock),
    ]


def _untold(name: str, found: str) -> Check:
    return Check(name=name, ok=False, found=found, optional=True, state="untold")
