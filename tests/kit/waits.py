"""Activities that wait for jobs, by the hundred: a vendor without a network, a workflow that only waits, and their rows."""

import asyncio
import threading
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from temporalio import workflow
from temporalio.client import Client, WorkflowHandle
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from activities import contracts, retries
from activities.jobs.activity import Jobs
from activities.jobs.waits.handles import Handles
from activities.jobs.waits.lookout import Lookout
from activities.jobs.waits.rows import Wait
from infra.database.database import open_database
from infra.settings import Settings
from infra.storage import open_store
from library.assets import Library
from library.workshop import Workshop
from models.errors import Transient
from models.kinds import Kind
from models.money.steps import Quote
from models.names import wait_id
from models.orders.assets import Recipe
from models.orders.cast import Choice
from models.orders.requests import MusicRequest, Order
from models.queues import WAIT
from providers.base import Files, Label, Rendered
from providers.jobs import JobState
from providers.registry import Registry
from workers.composition import waiting_worker

ACCOUNT = "vendor"
A_WORKFLOW = 100
"""How many wait in one workflow."""
WAITING = "waiting"


class Patient:
    """Scores from a vendor that says of each of its jobs what it is told to, and counts how it is asked.

    A job that nobody told of is in the queue.
    """

    name = ACCOUNT
    kind: Kind = "music"
    label: Label = "io"
    revision = "1"

    def __init__(self, poll_every_s: float = 0.2) -> None:
        self.poll_every_s = poll_every_s
        self.states: dict[str, JobState] = {}
        self.looks: list[str] = []
        self.lists = 0
        self.down = False
        self.looked = threading.Event()

    def quote(self, request: MusicRequest) -> Quote:
        return Quote(usd=Decimal("0.05"))

    def recipe(self, request: MusicRequest) -> Recipe:
        return Recipe(
            kind=self.kind, provider=self.name, revision="1", parameters={"mood": request.mood}, inputs=()
        )

    def submit(self, request: MusicRequest, files: Files, reference: str) -> str:
        raise NotImplementedError

    def poll(self, job_id: str) -> JobState:
        self.looks.append(job_id)
        self.looked.set()
        if self.down:
            raise Transient("The vendor cannot be read.")
        return self.states.get(job_id, JobState(status="queued", position=3))

    def fetch(self, job_id: str, into: Path) -> Rendered:
        raise NotImplementedError


class Overseer(Patient):
    """The same from one that says of all of its jobs at once where they are."""

    def oversee(self, job_ids: Collection[str]) -> Mapping[str, JobState]:
        self.lists += 1
        told = {job_id: self.states.get(job_id, JobState(status="queued")) for job_id in job_ids}
        return {job_id: state for job_id, state in told.items() if state.status in ("queued", "running")}


def ticket(reference: str, job_id: str = "", *, shared: bool = False) -> contracts.JobTicket:
    """What is known of a job once it was submitted."""
    choice = Choice(kind="music", provider=ACCOUNT, label="io", revision="1", hosted=True)
    request = MusicRequest(mood="calm", seconds=3.0)
    job = contracts.Job(order=Order[MusicRequest](request=request, choice=choice), reference=reference)
    return contracts.JobTicket(job=job, job_id=job_id or reference, reference=reference, shared=shared)


def waiting(reference: str, account: str = ACCOUNT, **changed: Any) -> Wait:
    """The row of one that waits."""
    told = contracts.AtVendor(vendor=account, shot_id="", what="score", since=datetime.now(UTC))
    wait = Wait(
        run_id="run",
        activity_id=wait_id(reference),
        workflow_id="film",
        account=account,
        kind="music",
        provider=ACCOUNT,
        reference=reference,
        job_id=reference,
        standing=told,
        started=True,
    )
    return wait.model_copy(update=changed)


@workflow.defn(sandboxed=False)
class WaitingWorkflow:
    """Waits for one job."""

    @workflow.run
    async def run(self, told: contracts.JobTicket) -> contracts.JobTicket:
        """Wait for it."""
        return await workflow.execute_activity_method(
            contracts.Jobs.wait,
            told,
            task_queue=WAIT,
            activity_id=wait_id(told.job.reference),
            **retries.WAITING,
        )


@workflow.defn(sandboxed=False)
class ManyWaitingWorkflow:
    """Waits for many jobs, and says how many are done."""

    @workflow.run
    async def run(self, references: list[str]) -> int:
        """Wait for all of them."""
        jobs = [
            workflow.execute_activity_method(
                contracts.Jobs.wait,
                ticket(reference),
                task_queue=WAIT,
                activity_id=wait_id(reference),
                **retries.WAITING,
            )
            for reference in references
        ]
        return len(await asyncio.gather(*jobs))


async def begin_many(client: Client, names: list[str]) -> list[WorkflowHandle[Any, int]]:
    """Workflows that wait for all of these jobs, some of them each."""
    return [
        await client.start_workflow(
            ManyWaitingWorkflow.run, names[at : at + A_WORKFLOW], id=f"{names[at]}-on", task_queue=WAITING
        )
        for at in range(0, len(names), A_WORKFLOW)
    ]


class Waiters:
    """A worker that looks after what waits, and its library."""

    def __init__(self, library: Library, stack: AsyncExitStack) -> None:
        self.library = library
        self.end = stack.aclose


def library_of(settings: Settings) -> Library:
    """The library of a home."""
    settings.home.mkdir(parents=True, exist_ok=True)
    return Library(open_store(settings), open_database(settings.database_url))


@asynccontextmanager
async def looking_out(client: Client, settings: Settings, vendor: Patient) -> AsyncIterator[Waiters]:
    """The part of a worker that has to do with waiting, for one vendor."""
    library = library_of(settings)
    lookout = _lookout(client, library, vendor)
    jobs = Jobs(Registry([vendor]), Workshop(library, settings.home / "scratch"), 4, lookout.wake)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(waiting_worker(client, [jobs.wait], lookout))
        yield Waiters(library, stack)


@asynccontextmanager
async def only_looking(client: Client, library: Library, vendor: Patient) -> AsyncIterator[None]:
    """One who looks after what waits, and takes no work."""
    async with _lookout(client, library, vendor).watching():
        yield


def _lookout(client: Client, library: Library, vendor: Patient) -> Lookout:
    return Lookout(Registry([vendor]), library, Handles(client, asyncio.get_running_loop()))


def workflow_worker(client: Client) -> Worker:
    """Who runs the workflows that only wait."""
    return Worker(
        client,
        task_queue=WAITING,
        workflows=[WaitingWorkflow, ManyWaitingWorkflow],
        workflow_runner=UnsandboxedWorkflowRunner(),
        debug_mode=True,  # a hundred waits begin in one task, on whatever machine
    )
