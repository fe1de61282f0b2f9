"""Servers as other people run them: with another dynamic configuration, and namespaces that nobody prepared."""

import asyncio
import shlex
import subprocess
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from unittest import mock

from google.protobuf.duration_pb2 import Duration
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest, RegisterNamespaceRequest
from temporalio.client import Client
from temporalio.service import RPCError

from infra.engine import server_program
from infra.engine.server import TemporalServer
from infra.engine.server_program import find_temporal
from infra.settings import Settings
from workers.engine_files import prepare_home


@asynccontextmanager
async def cluster_at(home: Path, dynamic: Mapping[str, object]) -> AsyncIterator[TemporalServer]:
    """A server of one's own, whose dynamic configuration differs so far."""
    settings = Settings(home=home)
    prepare_home(settings)
    server = TemporalServer(settings)
    with mock.patch.dict(server_program._DYNAMIC_CONFIG, dynamic):
        await server.start()
    try:
        yield server
    finally:
        await server.stop()


async def bare_namespace(address: str, name: str, days: int = 1) -> Client:
    """A namespace that knows no search attributes and forgets what has ended after so many days."""
    client = await Client.connect(address, namespace=name)
    await client.workflow_service.register_namespace(
        RegisterNamespaceRequest(
            namespace=name, workflow_execution_retention_period=Duration(seconds=days * 86400)
        )
    )
    async with asyncio.timeout(60):
        while True:  # every part of the server hears of it a moment later
            try:
                await client.workflow_service.describe_namespace(DescribeNamespaceRequest(namespace=name))
                await client.count_workflows("")
            except RPCError:
                await asyncio.sleep(0.05)
            else:
                return client


def typed(commands: str) -> None:
    """Type what the doctor printed: one command of Temporal's, or one and `then` another."""
    for command in commands.split(", then "):
        program, *arguments = shlex.split(command)
        assert program == "temporal"
        done = subprocess.run(
            [find_temporal(), *arguments], capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
