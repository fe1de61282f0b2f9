"""What `longtake doctor --cluster` looks at: the configured server, one thing after the other; it changes nothing."""

from datetime import timedelta

from temporalio.api.workflowservice.v1 import (
    DescribeNamespaceRequest,
    GetSystemInfoRequest,
    ListWorkerDeploymentsRequest,
)
from temporalio.client import Client
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
from studio.service.engine.cluster.sdks import sdks_check
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
    config = cluster_config(settings)
    if config is None:
        raise BadInput(
            "No cluster is configured: set TEMPORAL_ADDRESS, or an address in the Temporal profile. `longtake doctor` looks "
            "at the embedded engine."
        )
    quiet_sdk()
    checks: list[Check] = []
    try:
        client = await connect(LocalStore(settings.assets_dir), config, settings.encryption_keys)
        checks.append(connection_check(config))
        for look in (_server, _namespace, _versions, sdks_check, _turns):
            checks += await look(client)
        checks.append(await attributes_check(client, settings))
        checks += await fleet_checks(client, settings)
    except LongtakeError as error:
        checks.append(Check(name="server" if checks else "Temporal", ok=False, found=str(error)))
    except RPCError as error:
        checks.append(Check(name="server", ok=False, found=f"The Temporal server refused: {error.message}."))
    return [*checks, *variables_check(embedded=False)]


async def _server(client: Client) -> list[Check]:
    told = await client.workflow_service.get_system_info(GetSystemInfoRequest(), timeout=_ANSWER_WITHIN)
    return [server_check(told)]


async def _namespace(client: Client) -> list[Check]:
    try:
        told = await client.workflow_service.describe_namespace(
            DescribeNamespaceRequest(namespace=client.namespace), timeout=_ANSWER_WITHIN
        )
    except RPCError as error:
        found = f"{client.namespace} is not described to us ({error.message}), without which no worker begins"
        mend = "have the key or the certificate allowed to read the namespace (DescribeNamespace)"
        return [Check(name="namespace", ok=False, found=found, mend=mend, state="closed")]
    named = Check(name="namespace", ok=True, found=client.namespace)
    return [named, *namespace_checks(told, client.service_client.config.target_host)]


async def _versions(client: Client) -> list[Check]:
    """Whether the server knows workers by their builds; films are made all the same where it does not."""
    request = ListWorkerDeploymentsRequest(namespace=client.namespace, page_size=1)
    try:
        await client.workflow_service.list_worker_deployments(request, timeout=_ANSWER_WITHIN)
    except RPCError as error:
        return [_untold("worker versions", f"not told: {error.message}; films cannot stay with a build")]
    return [Check(name="worker versions", ok=True, found="films can stay with their build")]


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
