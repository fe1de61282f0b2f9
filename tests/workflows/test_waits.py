"""Who waits for a job takes no thread: hundreds on one worker, ended by what their vendor says, whoever lives to hear it."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import Client, WorkflowFailureError, WorkflowHandle
from temporalio.exceptions import ApplicationError

from activities import contracts
from activities.jobs.breakers import Admitted, Breakers
from activities.jobs.waits import rounds, rows
from activities.jobs.waits.rows import Waits
from infra.engine.server import TemporalServer
from infra.settings import Settings
from infra.storage import open_store
from infra.temporal import connect, local_config
from models.errors import Transient
from providers.jobs import JobState
from providers.vendors.accounts import account_of
from tests.kit.waits import (
    ACCOUNT,
    WAITING,
    Overseer,
    Patient,
    WaitingWorkflow,
    begin_many,
    library_of,
    looking_out,
    only_looking,
    ticket,
    waiting,
    workflow_worker,
)
from workers.composition import WAIT_SLOTS

DONE = JobState(status="done", progress=1.0)
MANY = 500


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


@pytest.fixture
async def client(server: TemporalServer, settings: Settings) -> AsyncIterator[Client]:
    client = await connect(open_store(settings), local_config(server.address))
    async with workflow_worker(client):
        yield client


async def until(reached: Callable[[], object], within_s: float = 40) -> None:
    async with asyncio.timeout(within_s):
        while not await asyncio.to_thread(reached):
            await asyncio.sleep(0.02)


async def waits_for(client: Client, name: str, **told: object) -> WorkflowHandle[Any, contracts.JobTicket]:
    asked = ticket(name, **told)  # type: ignore[arg-type]
    return await client.start_workflow(WaitingWorkflow.run, asked, id=name, task_queue=WAITING)


async def told_of(client: Client, name: str) -> list[object]:
    """What the activity of a workflow says of itself."""
    described = await client.get_workflow_handle(name).describe()
    pending = next(iter(described.raw_description.pending_activities), None)
    if pending is None:
        return []
    return await client.data_converter.decode(list(pending.heartbeat_details.payloads))


async def test_hundreds_wait_on_one_worker_with_a_handful_of_threads_and_each_ends_when_its_vendor_says_so(
    client: Client, settings: Settings, film: str
) -> None:
    vendor = Overseer(poll_every_s=0.5)
    names = [f"{film}-{number:03d}" for number in range(MANY)]
    before = threading.active_count()
    async with looking_out(client, settings, vendor) as waiters:
        waits = Waits(waiters.library.database)
        films = await begin_many(client, names)
        await until(lambda: waits.count(ACCOUNT) == MANY, within_s=60)
        await until(lambda: not waits.due(ACCOUNT, 1))
        more = threading.active_count() - before
        assert more < WAIT_SLOTS + rounds.LOOKERS + 10, "whoever waits has no thread"
        lists, looks = vendor.lists, len(vendor.looks)
        await asyncio.sleep(3)
        await until(lambda: vendor.lists > lists)
        assert len(vendor.looks) - looks <= 2 * (vendor.lists - lists), "they are asked for together"
        for number in (3, 77, 400):
            vendor.states[names[number]] = DONE
        await until(lambda: waits.count(ACCOUNT) == MANY - 3)
        vendor.states |= dict.fromkeys(names, DONE)
        done = await asyncio.wait_for(asyncio.gather(*(film.result() for film in films)), 90)
        assert sum(done) == MANY
        await until(lambda: waits.count(ACCOUNT) == 0)


async def test_of_two_workers_one_looks_at_a_time_and_the_other_when_that_one_ends(
    client: Client, settings: Settings, film: str
) -> None:
    first, second = Patient(), Patient()
    async with looking_out(client, settings, first) as waiters:
        handle = await waits_for(client, film)
        await until(first.looked.is_set)
        async with only_looking(client, waiters.library, second):
            await asyncio.sleep(1.5)
            assert second.looks == []
            await waiters.end()
            await until(second.looked.is_set, within_s=60)
            looks = len(first.looks)
            second.states[film] = DONE
            assert (await handle.result()).job_id == film
        assert len(first.looks) == looks


async def test_after_the_death_of_whoever_looked_after_the_jobs_they_are_looked_after_soon(
    client: Client, settings: Settings, film: str
) -> None:
    vendor = Patient()
    vendor.states[film] = DONE
    async with looking_out(client, settings, vendor) as waiters:
        assert await asyncio.to_thread(waiters.library.leases.take, f"waits/{ACCOUNT}")  # and no beat of it
        handle = await waits_for(client, film)
        assert (await asyncio.wait_for(handle.result(), 60)).job_id == film


async def test_a_wait_that_was_lost_with_its_worker_ends_all_the_same_since_its_submit_wrote_it_down(
    client: Client, settings: Settings, film: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "EXPECTED_S", 0.5)
    vendor = Patient()
    vendor.states[film] = DONE
    handle = await waits_for(client, film)  # and nobody begins to wait
    library = library_of(settings)
    run_id = str(handle.first_execution_run_id)
    row = waiting(film, run_id=run_id, workflow_id=film, started=False)
    Waits(library.database).write(row, ticket(film))
    async with only_looking(client, library, vendor):
        assert (await asyncio.wait_for(handle.result(), 60)).job_id == film
        await until(lambda: Waits(library.database).count(ACCOUNT) == 0)


async def test_of_two_who_wait_for_one_job_each_gets_its_own_and_the_vendor_is_asked_once(
    client: Client, settings: Settings, film: str
) -> None:
    vendor = Patient(poll_every_s=600)
    async with looking_out(client, settings, vendor) as waiters:
        waits = Waits(waiters.library.database)
        first = await waits_for(client, f"{film}-one", job_id="j1")
        second = await waits_for(client, f"{film}-two", job_id="j1", shared=True)
        await until(lambda: waits.count(ACCOUNT) == 2 and not waits.due(ACCOUNT, 1))
        vendor.states["j1"] = JobState(status="failed", error="it broke")
        third = await waits_for(client, f"{film}-three", job_id="j1", shared=True)
        assert (await third.result()).state == "void"
        assert (await second.result()).state == "void", "another film's is asked for anew"
        with pytest.raises(WorkflowFailureError) as caught:
            await first.result()
    failed = caught.value.cause.__cause__
    assert isinstance(failed, ApplicationError)
    assert failed.type == "InvalidRequest"


async def test_who_was_cancelled_or_ended_is_not_looked_at_for_long(
    client: Client, settings: Settings, film: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "BEAT_S", 0.3)
    vendor = Patient()
    async with looking_out(client, settings, vendor) as waiters:
        waits = Waits(waiters.library.database)
        cancelled, ended, stays = [
            await waits_for(client, f"{film}-{what}") for what in ("cancelled", "ended", "stays")
        ]
        await until(lambda: waits.count(ACCOUNT) == 3)
        await cancelled.cancel()
        await ended.terminate()
        await until(lambda: waits.count(ACCOUNT) == 1)
        vendor.states |= {f"{film}-stays": DONE}
        assert (await stays.result()).state == "submitted"


async def test_what_is_waited_for_is_told_and_so_is_a_vendor_that_is_out_of_order(
    client: Client, settings: Settings, film: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "BEAT_S", 0.3)
    vendor = Patient()
    async with looking_out(client, settings, vendor) as waiters:
        breakers = Breakers(waiters.library.database)
        handle = await waits_for(client, film)

        async def says(words: str) -> str:
            async with asyncio.timeout(30):
                while words not in (said := str(await told_of(client, film))):
                    await asyncio.sleep(0.05)
            return said

        assert "'position': 3" in await says("in its queue")
        vendor.states[film] = JobState(status="running", progress=0.25)
        assert (await says("at work on it")).startswith("[0.25")
        vendor.down = True
        await says("cannot be asked for the moment: The vendor cannot be read")
        for job in "abc":
            down = Transient("It is down.")
            await asyncio.to_thread(breakers.failed, account_of(vendor), "look", job, down, Admitted())
        await says("out of order: ")
        vendor.down = False
        vendor.states[film] = DONE
        assert (await handle.result()).job_id == film
