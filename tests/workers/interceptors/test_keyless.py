"""A signal under a key that a worker lacks: it waits for the key, and what is refused in the end stays refused."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import Client, WorkflowHandle
from temporalio.worker import Worker

from infra.payloads.converter import data_converter
from infra.payloads.encryption import EncryptionCodec
from infra.payloads.keys import KeyRing
from infra.storage import LocalStore
from tests.kit.replayer import PatientReplayer
from tests.workers.interceptors.listener import Listener
from workers.interceptors import keyless
from workers.interceptors.keyless import KeyWait
from workers.query_guard import GuardedRunner

RING = KeyRing(writes="one", keys={"one": b"1" * 32}, names=b"n" * 32)


async def clients(address: str, tmp_path: Path) -> tuple[Client, Client]:
    """One without keys, and one that has them."""
    store = LocalStore(tmp_path)
    blind = await Client.connect(address, data_converter=data_converter(store))
    return blind, await Client.connect(
        address, data_converter=data_converter(store, codec=EncryptionCodec(RING))
    )


def worker(client: Client, queue: str) -> Worker:
    return Worker(
        client,
        task_queue=queue,
        workflows=[Listener],
        workflow_runner=GuardedRunner(),
        interceptors=[KeyWait()],
    )


async def history_has(handle: WorkflowHandle[Any, Any], words: str) -> None:
    async with asyncio.timeout(60):
        while words not in str((await handle.fetch_history()).events):
            await asyncio.sleep(0.05)


async def replayed(handle: WorkflowHandle[Any, Any], client: Client) -> None:
    await PatientReplayer(
        workflows=[Listener],
        data_converter=client.data_converter,
        workflow_runner=GuardedRunner(),
        interceptors=[KeyWait()],
    ).replay_workflow(await handle.fetch_history())


async def test_a_signal_waits_for_a_worker_that_has_its_key_and_is_heard_there(
    address: str, tmp_path: Path, film: str
) -> None:
    blind, sighted = await clients(address, tmp_path)
    async with worker(blind, film):
        begun = await blind.start_workflow(Listener.run, id=film, task_queue=film)
        handle = sighted.get_workflow_handle(film)
        await history_has(begun, "workflow_task_completed")
        await handle.signal(Listener.tell, "a door")
        await history_has(begun, "A worker lacks its keys")
    async with worker(sighted, film):
        assert await handle.result() == "a door"
    await replayed(handle, sighted)
    with pytest.raises(Exception, match="A worker lacks its keys"):
        await replayed(handle, blind)


async def test_a_signal_that_nobody_could_read_in_time_is_refused_and_a_worker_with_the_key_goes_on_from_there(
    address: str, tmp_path: Path, film: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyless, "WAITED_FOR", timedelta(0))
    blind, sighted = await clients(address, tmp_path)
    async with worker(blind, film):
        await blind.start_workflow(Listener.run, id=film, task_queue=film)
        handle = sighted.get_workflow_handle(film)
        await history_has(handle, "workflow_task_completed")
        await handle.signal(Listener.tell, "a door")
        assert await blind.get_workflow_handle(film).result() == "nothing"
    for client in (blind, sighted):
        await replayed(handle, client)
