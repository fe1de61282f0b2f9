"""A store and a database that do not belong together are refused, at start and under a film that is running."""

import asyncio
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from temporalio import activity, workflow
from temporalio.api.common.v1 import Payload
from temporalio.client import (
    Client,
    Interceptor,
    OutboundInterceptor,
    StartWorkflowInput,
    WorkflowFailureError,
    WorkflowHandle,
)
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from infra.database.database import open_database
from infra.settings import Settings
from infra.storage import LocalStore, open_store
from infra.temporal import connect, local_config
from library.pair import mark_of
from models.errors import BadInput
from studio.service.library import garbage
from tests.kit.providers import watched_registry
from tests.kit.studio import StudioKit, end_all, short_shots
from workers.composition import build_workers, build_workshop, check_stores
from workers.interceptors.pair_guard import HEADER, OTHER_PAIR, PairGuard


@activity.defn
async def looked() -> str:
    return "looked"


@workflow.defn
class SignalledFirst:
    """What a signal asks for is asked for in the run's first task."""

    def __init__(self) -> None:
        self._found: str | BaseException | None = None

    @workflow.run
    async def run(self) -> str:
        await workflow.wait_condition(lambda: self._found is not None)
        if isinstance(self._found, BaseException):
            raise self._found
        return str(self._found)

    @workflow.signal
    async def look(self) -> None:
        try:
            self._found = await workflow.execute_activity(
                looked,
                start_to_close_timeout=timedelta(seconds=5),
                retry_policy=RetryPolicy(maximum_attempts=1),
            )
        except ActivityError as error:
            self._found = error


class Marking(Interceptor):
    """Starts workflows as a parent of this mark would."""

    def __init__(self, mark: str) -> None:
        self._mark = mark

    def intercept_client(self, next: OutboundInterceptor) -> OutboundInterceptor:  # noqa: A002
        mark = self._mark

        class Marked(OutboundInterceptor):
            async def start_workflow(self, input: StartWorkflowInput) -> WorkflowHandle[Any, Any]:  # noqa: A002
                input.headers = {**input.headers, HEADER: Payload(data=mark.encode())}
                return await super().start_workflow(input)

        return Marked(next)


@pytest.mark.parametrize("mark", ["own", "other"])
async def test_what_a_signal_asks_for_in_the_first_task_of_a_run_is_guarded_too(
    address: str, film: str, mark: str
) -> None:
    client = await Client.connect(address, interceptors=[Marking(mark)])
    async with Worker(
        client,
        task_queue=film,
        workflows=[SignalledFirst],
        activities=[looked],
        interceptors=[PairGuard("own")],
        workflow_runner=UnsandboxedWorkflowRunner(),
    ):
        handle = await client.start_workflow(
            SignalledFirst.run, id=film, task_queue=film, start_signal="look"
        )
        if mark == "own":
            assert await handle.result() == "looked"
            return
        with pytest.raises(WorkflowFailureError) as refused:
            await handle.result()
    assert isinstance(refused.value.cause, ActivityError)
    assert isinstance(refused.value.cause.cause, ApplicationError)
    assert refused.value.cause.cause.type == OTHER_PAIR


def mark_at(settings: Settings) -> str:
    with closing(open_database(settings.database_url)) as database:
        return mark_of(open_store(settings), database)


def test_a_new_pair_is_given_a_mark_which_it_keeps_and_an_unmarked_half_takes(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    mark = mark_at(settings)
    assert mark == mark_at(settings)
    (tmp_path / "home" / "assets" / "mark").unlink()
    assert mark_at(settings) == mark, "the database remembers"
    (tmp_path / "home" / "longtake.db").unlink()
    assert mark_at(settings) == mark, "the store remembers"
    assert list(LocalStore(settings.assets_dir).blobs()) == []


async def test_a_worker_with_a_store_of_one_pair_and_a_database_of_another_does_not_start(
    address: str, tmp_path: Path
) -> None:
    one, other = Settings(home=tmp_path / "one"), Settings(home=tmp_path / "other")
    assert mark_at(one) != mark_at(other)
    mixed = one.model_copy(update={"database": other.database_url})
    client = await Client.connect(address)
    with pytest.raises(BadInput) as refused:
        build_workers(client, mixed, ["io"], watched_registry(tmp_path / "j"), build_workshop(mixed))
    assert "belongs to another database" in str(refused.value)
    assert "LONGTAKE_STORE" in str(refused.value)
    with pytest.raises(BadInput):
        check_stores(mixed)
    with pytest.raises(BadInput, match="belongs to another database"):
        await garbage(mixed, lambda *_: None, remove=True)


async def test_a_film_goes_on_with_its_own_pair_when_a_worker_of_another_one_takes_its_work(
    address: str, film: str, tmp_path: Path
) -> None:
    own, strange = Settings(home=tmp_path / "own"), Settings(home=tmp_path / "strange")
    client = await connect(open_store(own), local_config(address))
    kit = StudioKit(client, own)
    registry = watched_registry(kit.journal)
    film_worker, io = build_workers(client, own, ["film", "io"], registry, build_workshop(own))
    stranger = build_workers(client, strange, ["cpu"], registry, build_workshop(strange))[0]
    async with film_worker, io:
        await kit.begin(short_shots("a quay"), film, stop_at="storyboard")
        async with stranger, asyncio.timeout(30):
            refused = ""
            while "other" not in refused and "another store" not in refused:
                attempts = await kit.attempts(await kit.view(film))
                refused = " ".join(attempt.failure for attempt in attempts)
                await asyncio.sleep(0.05)
        assert "LONGTAKE_STORE and LONGTAKE_DATABASE" in refused
        (cpu,) = build_workers(client, own, ["cpu"], registry, build_workshop(own))
        async with cpu:
            view = await kit.until(film, lambda view: view.ended)
        await end_all(client)
    assert view.verdict == "stopped"
    assert view.missing == ()
