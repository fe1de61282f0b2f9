"""A worker that is told to stop: work goes on for the grace, and what is cut short then is no failure."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import Client
from temporalio.worker import Worker

from activities.retries import LOCAL_RETRY
from infra.settings import Settings
from infra.storage import open_store
from infra.temporal import connect, local_config
from models.errors import WorkerStopping
from models.money.dollars import ZERO
from models.money.steps import Quote
from providers.base import Bench, Rendered
from providers.offline.animatic import Animatic
from providers.offline.camera import CameraMove
from providers.offline.outline import OutlineWriter
from providers.offline.score import Bed
from providers.offline.voice.piper import PiperVoice
from providers.registry import Registry
from tests.kit.providers import Journal, Wrapped, renders
from tests.kit.studio import StudioKit, end_all, short_shots
from workers.composition import build_workers, build_workshop


class Patient(Wrapped):
    """An artist who works for as long as `hold-image` lies there, tells of progress meanwhile, and may bill."""

    def __init__(self, journal: Journal, price: Decimal = ZERO) -> None:
        super().__init__(Animatic())
        self._journal = journal
        self._price = price

    def quote(self, request: Any) -> Quote:
        return Quote(usd=self._price)

    def render(self, request: Any, bench: Bench) -> Rendered:
        key = self.recipe(request).key()
        self._journal.write("begin", self.kind, key)
        while self._journal.hold("image").exists():
            bench.progress(0.5)
            time.sleep(0.02)
        rendered = super().render(request, bench)
        self._journal.write("end", self.kind, key)
        return rendered.model_copy(update={"cost": self._price})


class Shift:
    """A studio whose workers for `cpu` come and go while the others stay."""

    def __init__(self, kit: StudioKit, client: Client, registry: Registry) -> None:
        self.kit = kit
        self.held = Journal(kit.journal).hold("image")
        self._client = client
        self._registry = registry

    def workers(self, *labels: str, grace_s: float = 0.0) -> list[Worker]:
        settings = self.kit.settings.model_copy(update={"grace_s": grace_s})
        return build_workers(self._client, settings, labels, self._registry, build_workshop(settings))

    async def begun(self, count: int) -> None:
        async with asyncio.timeout(30):
            while len(renders(self.kit.journal, "image", what="begin")) < count:
                await asyncio.sleep(0.02)


@asynccontextmanager
async def shift_at(address: str, home: Path, price: Decimal = ZERO) -> AsyncIterator[Shift]:
    settings = Settings(home=home)
    home.mkdir(parents=True, exist_ok=True)
    client = await connect(open_store(settings), local_config(address))
    kit = StudioKit(client, settings)
    artist = Patient(Journal(kit.journal), price)
    registry = Registry([OutlineWriter(), artist, CameraMove(), PiperVoice(), Bed()])
    shift = Shift(kit, client, registry)
    async with AsyncExitStack() as stack:
        for worker in shift.workers("film", "io"):
            await stack.enter_async_context(worker)
        shift.held.touch()
        try:
            yield shift
        finally:
            shift.held.unlink(missing_ok=True)
            await end_all(client)


async def test_work_under_way_has_the_grace_of_a_stopping_worker_and_is_done_once(
    address: str, film: str, tmp_path: Path
) -> None:
    async with shift_at(address, tmp_path / "home") as shift:
        await shift.kit.begin(short_shots("a quay"), film, stop_at="storyboard")
        (worker,) = shift.workers("cpu", grace_s=60)
        running = asyncio.create_task(worker.run())
        await shift.begun(1)
        stopping = asyncio.create_task(worker.shutdown())
        await asyncio.wait({stopping}, timeout=1.5)
        assert not stopping.done(), "the worker lets it go on"
        shift.held.unlink()
        await asyncio.gather(stopping, running)
        assert len(renders(shift.kit.journal, "image")) == 1
        (other,) = shift.workers("cpu")
        async with other:
            await shift.kit.until(film, lambda view: view.ended)
        assert len(renders(shift.kit.journal, "image", what="begin")) == 1


async def test_work_cut_short_more_often_than_it_may_fail_is_done_all_the_same(
    address: str, film: str, tmp_path: Path
) -> None:
    async with shift_at(address, tmp_path / "home") as shift:
        await shift.kit.begin(short_shots("a quay"), film, stop_at="storyboard")
        stops = LOCAL_RETRY.maximum_attempts + 1
        for stop in range(1, stops + 1):
            (worker,) = shift.workers("cpu", grace_s=0.05)
            async with worker:
                await shift.begun(stop)
        shift.held.unlink()
        (worker,) = shift.workers("cpu")
        async with worker:
            view = await shift.kit.until(film, lambda view: view.ended)
        history = await shift.kit.client.get_workflow_handle(film).fetch_history()
        ended = [
            event.activity_task_failed_event_attributes.failure.application_failure_info.type
            for event in history.events
            if event.HasField("activity_task_failed_event_attributes")
        ]
    assert ended == [WorkerStopping.__name__] * stops
    assert [shot.keyframe is not None for shot in view.shots] == [True]
    assert view.missing == ()


@pytest.mark.parametrize("cut", ["under way", "not begun"])
async def test_a_stop_books_nothing_for_what_is_billed_at_once(
    address: str, film: str, tmp_path: Path, cut: str
) -> None:
    price = Decimal("0.04")
    async with shift_at(address, tmp_path / "home", price) as shift:
        other = f"{film}-other"
        await shift.kit.begin(short_shots("a quay"), film, stop_at="storyboard")
        (worker,) = shift.workers("cpu", grace_s=0.05)
        running = asyncio.create_task(worker.run())
        await shift.begun(1)
        films = [film]
        if cut == "not begun":
            # It waits for the first film's picture, and was not asked for.
            await shift.kit.begin(short_shots("a quay"), other, stop_at="storyboard")
            films.append(other)
            await _under_way(shift.kit, other)
        stopping = asyncio.create_task(worker.shutdown())
        await asyncio.wait({stopping}, timeout=1.0)
        shift.held.unlink()
        await asyncio.gather(stopping, running)
        (next_one,) = shift.workers("cpu")
        async with next_one:
            views = [await shift.kit.until(name, lambda view: view.ended) for name in films]
    assert len(renders(shift.kit.journal, "image", what="begin")) == 1
    assert sum((view.spent for view in views), ZERO) == price
    assert [view.notes for view in views] == [()] * len(films)


async def _under_way(kit: StudioKit, film: str) -> None:
    """Until a worker has the film's picture in hand."""
    async with asyncio.timeout(30):
        while True:
            view = await kit.view(film)
            if any(attempt.what == "boards.keyframe" for attempt in await kit.attempts(view)):
                return
            await asyncio.sleep(0.05)
