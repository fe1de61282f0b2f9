"""A queue with one slot, for tests of whose turn it is: what is begun there is written down, and held until it is let go."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from temporalio import activity
from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor, Worker

from infra.settings import Settings
from infra.storage import open_store
from infra.temporal import connect, local_config
from models.money.dollars import ZERO
from models.money.steps import Quote
from providers.offline.animatic import Animatic
from providers.offline.camera import CameraMove
from providers.offline.outline import OutlineWriter
from providers.offline.score import Bed
from providers.offline.voice.piper import PiperVoice
from providers.registry import Registry
from tests.kit.providers import Wrapped
from tests.kit.small_pictures import small_pictures
from tests.kit.studio import StudioKit, end_all
from workers.composition import DEFAULT_LABELS, build_workers, build_workshop


class Begun(NamedTuple):
    """What had the slot: an activity of a film, or of its reels and shots."""

    film: str
    activity: str


class Slotted(Wrapped):
    """A maker whose work waits at the queue `label`, and has a price."""

    label = ""

    def __init__(self, inner: Any, label: str, price: Decimal) -> None:
        super().__init__(inner)
        self.label = label
        self._price = price

    def quote(self, request: Any) -> Quote:
        del request
        return Quote(usd=self._price)


class Slot(Interceptor):
    """The one slot: `begun` is what had it, in order. While it is `held`, what begins waits to be let go."""

    def __init__(self, kit: StudioKit, label: str, registry: Registry) -> None:
        self._kit = kit
        self._label = label
        self._registry = registry
        self._changed = asyncio.Condition()
        self._passes = asyncio.Semaphore(0)
        self.held: tuple[str, ...] = ()
        self.begun: list[Begun] = []

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002
        """Called by the SDK for each activity."""
        return _Watch(next, self)

    async def enter(self, begun: Begun) -> None:
        """Something has the slot now."""
        async with self._changed:
            self.begun.append(begun)
            self._changed.notify_all()
        if begun.activity in self.held:
            await self._passes.acquire()

    def let_go(self) -> None:
        """What is held goes on."""
        self._passes.release()

    async def next(self, number: int) -> list[Begun]:
        """The first so many that had the slot, once they had it."""
        async with asyncio.timeout(60), self._changed:
            await self._changed.wait_for(lambda: len(self.begun) >= number)
        return self.begun[:number]

    async def had(self, begun: Begun) -> None:
        """Something had the slot, or has it."""
        async with asyncio.timeout(60), self._changed:
            await self._changed.wait_for(lambda: begun in self.begun)

    async def has_asked_for(self, film: str, activity_type: str) -> None:
        """A film has asked for an activity, which is not done."""
        async with asyncio.timeout(60):
            while True:
                described = await self._kit.client.get_workflow_handle(film).describe()
                pending = described.raw_description.pending_activities
                if any(each.activity_type.name == activity_type for each in pending):
                    return
                await asyncio.sleep(0.05)

    async def waiting(self, number: int, turn: int = 0) -> None:
        """So much waits for the slot, of any turn or of this one alone."""
        request = DescribeTaskQueueRequest(
            namespace=self._kit.client.namespace,
            task_queue=TaskQueue(name=self._label),
            task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY,
            report_stats=True,
        )
        async with asyncio.timeout(60):
            while True:
                answer = await self._kit.client.workflow_service.describe_task_queue(
                    request, timeout=timedelta(seconds=10)
                )
                stats = answer.stats_by_priority_key[turn] if turn else answer.stats
                if stats.approximate_backlog_count >= number:
                    return
                await asyncio.sleep(0.05)

    @asynccontextmanager
    async def served(self, *held: str) -> AsyncIterator[None]:
        """A worker with the one slot, where these activities are held; another time `begun` starts anew."""
        self.begun, self.held = [], held
        settings = self._kit.settings.model_copy(update={"io_slots": 1})
        [worker] = build_workers(
            self._kit.client, settings, [self._label], self._registry, build_workshop(settings), [self]
        )
        async with worker:
            try:
                yield
            finally:
                self.held = ()
                self._passes.release()
        self._passes = asyncio.Semaphore(0)


class _Watch(ActivityInboundInterceptor):
    def __init__(self, next: ActivityInboundInterceptor, slot: Slot) -> None:  # noqa: A002
        super().__init__(next)
        self._slot = slot

    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002
        info = activity.info()
        await self._slot.enter(Begun(str(info.workflow_id).split("/")[0], info.activity_type))
        return await super().execute_activity(input)


@asynccontextmanager
async def one_slot(
    address: str, home: Path, label: str, price: Decimal = ZERO
) -> AsyncIterator[tuple[StudioKit, Slot]]:
    """A studio whose pictures and clips wait at the queue `label`, which nobody serves but `Slot.served`."""
    settings = Settings(home=home)
    home.mkdir(parents=True, exist_ok=True)
    client = await connect(open_store(settings), local_config(address))
    kit = StudioKit(client, settings)
    makers = (Slotted(maker, label, price) for maker in (Animatic(), CameraMove()))
    registry = Registry([OutlineWriter(), *makers, PiperVoice(), Bed()])
    async with AsyncExitStack() as stack:
        stack.enter_context(small_pictures())
        workers: list[Worker] = build_workers(
            client,
            settings,
            [each for each in DEFAULT_LABELS if each != label],
            registry,
            build_workshop(settings),
        )
        for worker in workers:
            await stack.enter_async_context(worker)
        try:
            yield kit, Slot(kit, label, registry)
        finally:
            await end_all(client)
