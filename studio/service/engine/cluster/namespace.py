"""What a namespace says of itself: how long it knows films that have ended, which calls it takes, how large they may be."""

from datetime import timedelta

from temporalio.api.workflowservice.v1 import DescribeNamespaceResponse

from infra.connection.remedies import retention_command
from infra.payloads.converter import REFERENCE_ABOVE
from studio.service.engine.check import Check

LEAST_KEPT = timedelta(days=30)
"""A film that has ended is fetched, retaken and recut for as long as the server knows it."""
_ROOM = 4 * REFERENCE_ABOVE
"""Larger things than `REFERENCE_ABOVE` are kept in the store; several of them may be in one call."""


def namespace_checks(told: DescribeNamespaceResponse, address: str) -> list[Check]:
    """The namespace's retention, whether it takes updates, and its limits where it tells them."""
    name = told.namespace_info.name
    return [_retention(told, address, name), _updates(told), *_limits(told)]


def _retention(told: DescribeNamespaceResponse, address: str, name: str) -> Check:
    kept = told.config.workflow_execution_retention_ttl.ToTimedelta()
    days = f"{kept / timedelta(days=1):g} day{'' if kept == timedelta(days=1) else 's'}"
    if kept >= LEAST_KEPT:
        return Check(name="retention", ok=True, found=f"films are known for {days} after their end")
    return Check(
        name="retention",
        ok=False,
        found=f"{days}: after that a film that has ended is not known, and cannot be fetched or retaken by its id",
        mend=retention_command(address, name),
        state="short",
    )


def _updates(told: DescribeNamespaceResponse) -> Check:
    able = told.namespace_info.capabilities
    if able.sync_update and able.async_update:
        return Check(name="updates", ok=True, found="decisions are answered")
    flags = ("frontend.enableUpdateWorkflowExecution", "frontend.enableUpdateWorkflowExecutionAsyncAccepted")
    return Check(
        name="updates",
        ok=False,
        found="the server takes no updates, which decisions about films are sent by",
        mend=" and ".join(f"`{flag}: [{{value: true}}]`" for flag in flags)
        + " in the file of the server's dynamic configuration",
        state="off",
    )


def _limits(told: DescribeNamespaceResponse) -> list[Check]:
    most = told.namespace_info.limits.blob_size_limit_error
    if not most:
        return []
    found, flag = f"payloads of {most / 2**20:g} MiB", "limit.blobSize.error"
    if most >= _ROOM:
        return [Check(name="limits", ok=True, found=found)]
    mend = f"`{flag}: [{{value: 2097152}}]` in the file of the server's dynamic configuration"
    return [Check(name="limits", ok=False, found=f"{found}: less than a film sends", mend=mend, state="low")]
