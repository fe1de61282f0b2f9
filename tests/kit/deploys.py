"""Deploys: a server of one's own, whose film workers are processes of builds that come and go, and its other workers stay."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from unittest import mock

from temporalio.api.deployment.v1 import WorkerDeploymentVersion, WorkerDeploymentVersionInfo
from temporalio.api.enums.v1 import VersionDrainageStatus
from temporalio.api.history.v1 import HistoryEvent
from temporalio.api.workflowservice.v1 import DescribeWorkerDeploymentVersionRequest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from infra.builds import BUILD, DEPLOYMENT
from infra.engine import server_program
from infra.engine.ports import Ports
from infra.engine.server import TemporalServer
from infra.pollers import versions_of
from infra.processes import _die_with
from infra.settings import Settings
from infra.storage import open_store
from infra.temporal import connect, local_config
from tests.kit.object_stores import free_ports
from tests.kit.providers import Journal, renders
from tests.kit.studio import StudioKit
from workers.engine import engine_environment
from workers.engine_files import prepare_home

NAME = "longtake"
"""The deployment that all builds are of."""

_WITHIN = timedelta(seconds=10)
_DRAINED = VersionDrainageStatus.VERSION_DRAINAGE_STATUS_DRAINED
_DRAINED_SOON = {
    f"matching.wv.VersionDrainageStatus{name}": "2s" for name in ("VisibilityGracePeriod", "RefreshInterval")
}
"""A build counts as drained two seconds after its last film, and not after minutes."""


class Deploys(StudioKit):
    """A studio whose film workers are processes, each of a build; its activities are done by one that has no version."""

    def __init__(self, client: Client, settings: Settings, address: str) -> None:
        super().__init__(client, settings)
        self.address = address
        self.builds: dict[str, list[subprocess.Popen[bytes]]] = {}

    def hold(self, kind: str) -> Path:
        """The file that holds up a kind of work while it is there."""
        return Journal(self.journal).hold(kind)

    def spawn(self, build: str, labels: Collection[str] = ("film",), **variables: str) -> None:
        """Start a worker process of a build, in an environment with those `variables`; the build may have several."""
        environment = engine_environment(self.settings) | {"TEMPORAL_ADDRESS": self.address}
        if build:
            environment |= {DEPLOYMENT: NAME, BUILD: build}
        with (self.settings.home / f"worker-{build or 'none'}.log").open("ab") as log:
            worker = subprocess.Popen(
                [sys.executable, "-P", "-m", "tests.kit.worker_process", str(self.journal), *labels],
                env=environment | variables,
                stdout=log,
                stderr=log,
                preexec_fn=partial(_die_with, os.getpid()),
            )
        self.builds.setdefault(build, []).append(worker)

    async def open_build(self, build: str, **variables: str) -> None:
        """Start a film worker of a build, and wait until the server knows the build."""
        self.spawn(build, **variables)
        await until_known(self.client, build)

    def close_build(self, build: str) -> None:
        """Stop the workers of a build at once, as a machine that is switched off."""
        for worker in self.builds.pop(build, ()):
            worker.kill()
            worker.wait()

    async def deploy(self, build: str) -> None:
        """Start a film worker of a build, and make it the current one."""
        await self.open_build(build)
        await self.make_current(build)

    async def make_current(self, build: str) -> None:
        """Have new films go to a build, and wait until they do."""
        await make_current(self.address, build)
        await until_current(self.client, build)

    async def until_begun(self, kind: str, count: int = 1) -> None:
        """Until that much work of a kind has begun."""

        async def begun() -> bool:
            return len(renders(self.journal, kind, what="begin")) >= count

        await until_true(begun, f"no {count} of {kind} have begun")

    async def build_of(self, workflow_id: str) -> str:
        """The build that the last task of a workflow's latest run was done by; empty for workers without a version."""
        described = await self.client.get_workflow_handle(workflow_id).describe()
        info = described.raw_description.workflow_execution_info.versioning_info
        return info.deployment_version.build_id

    async def builds_of(self, workflow_id: str, run_id: str | None = None) -> list[str]:
        """The builds that did the tasks of a run, by default the latest, in their order, each once where it follows itself."""
        builds: list[str] = []
        for event in await self.events(workflow_id, run_id):
            if event.HasField("workflow_task_completed_event_attributes"):
                done = event.workflow_task_completed_event_attributes
                if builds[-1:] != [done.deployment_version.build_id]:
                    builds.append(done.deployment_version.build_id)
        return builds

    async def sees_another(self, workflow_id: str) -> bool:
        """Whether the last task of a workflow was told that another build is current than the one it stays with."""
        said = [
            event.workflow_task_started_event_attributes.target_worker_deployment_version_changed
            for event in await self.events(workflow_id)
            if event.HasField("workflow_task_started_event_attributes")
        ]
        return bool(said) and said[-1]

    async def is_drained(self, build: str) -> bool:
        """Whether no workflow runs on a build any more that is not current."""
        info = await version_info(self.client, build)
        return info is not None and info.drainage_info.status == _DRAINED

    async def events(self, workflow_id: str, run_id: str | None = None) -> list[HistoryEvent]:
        handle = self.client.get_workflow_handle(workflow_id, run_id=run_id)
        return [event async for event in handle.fetch_history_events()]


@asynccontextmanager
async def server_of_builds(settings: Settings) -> AsyncIterator[TemporalServer]:
    """A server of one's own for workers of builds, at which no worker of another test's server calls."""
    prepare_home(settings)
    # At the usual ports workers may call that have outlived their server: they would take tasks.
    grpc, ui, http, metrics = free_ports(4)
    with mock.patch.dict(server_program._DYNAMIC_CONFIG, _DRAINED_SOON):
        server = TemporalServer(settings, Ports(grpc=grpc, ui=ui, http=http, metrics=metrics))
        await server.start()
    try:
        yield server
    finally:
        await server.stop()


@asynccontextmanager
async def deploys_at(home: Path) -> AsyncIterator[Deploys]:
    """A server of one's own with a worker of activities, which is of a build that no film is on; no film worker runs yet."""
    settings = Settings(home=home, cpu_slots=4)  # two may be held up while others work
    async with server_of_builds(settings) as server:
        client = await connect(open_store(settings), local_config(server.address))
        kit = Deploys(client, settings, server.address)
        try:
            kit.spawn("activities", ("io", "cpu"))
            yield kit
        finally:
            for build in list(kit.builds):
                kit.close_build(build)


async def make_current(address: str, build: str) -> None:
    """Have new films go to a build (to workers without one, where it is empty), by the command that the documentation names."""
    chosen = ("--build-id", build) if build else ("--unversioned",)
    await temporal(
        *(address, "worker", "deployment", "set-current-version", "--deployment-name", NAME),
        *(*chosen, "--yes", "--ignore-missing-task-queues"),
    )


async def temporal(address: str, *arguments: str) -> str:
    """What the `temporal` program says to that; it has to succeed."""
    ended = await asyncio.to_thread(
        subprocess.run,
        [server_program.find_temporal(), *arguments, "--address", address],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ended.returncode == 0, f"{arguments}: {ended.stdout}{ended.stderr}"
    return ended.stdout


async def until_true(holds: Callable[[], Awaitable[bool]], otherwise: str, within_s: float = 60) -> None:
    """Until it holds; fails the test with a sentence otherwise."""
    try:
        async with asyncio.timeout(within_s):
            while not await holds():
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise AssertionError(otherwise) from None


async def version_info(client: Client, build: str) -> WorkerDeploymentVersionInfo | None:
    """What the server knows of a build; None when no worker of it has asked for work."""
    version = WorkerDeploymentVersion(deployment_name=NAME, build_id=build)
    asked = DescribeWorkerDeploymentVersionRequest(namespace=client.namespace, deployment_version=version)
    try:
        told = await client.workflow_service.describe_worker_deployment_version(asked)
    except RPCError as error:
        if error.status == RPCStatusCode.NOT_FOUND:
            return None
        raise
    return told.worker_deployment_version_info


async def until_known(client: Client, build: str) -> None:
    """Until the server knows that a worker of a build serves films."""

    async def known() -> bool:
        info = await version_info(client, build)
        return info is not None and any(queue.name == "film" for queue in info.task_queue_infos)

    await until_true(known, f"the server knows no build {build}")


async def until_current(client: Client, build: str) -> None:
    """Until new films go to a build, or to workers without one where it is empty."""

    async def current() -> bool:
        said = (await versions_of(client, "film", _WITHIN)).current
        return (said.build_id if said else "") == build

    await until_true(current, f"build {build!r} did not become current")
