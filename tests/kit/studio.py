"""A studio for a test: a real server, workers in this process, and films that are short and small."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext, suppress
from functools import partial
from pathlib import Path

import pytest
from temporalio.api.sdk.v1 import WorkflowMetadata
from temporalio.client import Client, WorkflowFailureError
from temporalio.service import RPCError

from infra.settings import Settings
from infra.storage import open_store
from infra.temporal import connect, local_config
from models.brief import Brief
from models.errors import NoWorker
from models.film.run_options import RunOptions
from models.film.start import FilmRequest
from models.film.view import FilmView
from models.names import run_mark
from models.shots.shot_list import Shot
from providers.registry import Registry
from studio.client import Started, Studio
from studio.service.database import read_or
from tests.kit.migrated import migrated
from tests.kit.pauses import pauses
from tests.kit.providers import watched_registry
from tests.kit.remembered import RememberingWorkshop
from tests.kit.small_pictures import small_pictures
from workers.composition import DEFAULT_LABELS, build_workers, build_workshop
from workers.process import checked_labels


class StudioKit(Studio):
    """A `Studio` with the settings, the journal of renders, and waits that tests need.

    Films that are `lasting` are not ended with their workers.
    """

    def __init__(self, client: Client, settings: Settings) -> None:
        super().__init__(client, open_store(settings), partial(read_or, settings))
        self.settings = settings
        self.journal = settings.home / "journal"
        self.lasting: list[str] = []

    async def until(
        self, film_id: str, reached: Callable[[FilmView], bool], within_s: float = 120
    ) -> FilmView:
        """The film's view as soon as it is as wanted; fails the test with the last one seen."""
        view: FilmView | None = None
        # Whoever only waits for the end is told of it.
        ended = asyncio.create_task(self._ended(film_id))
        try:
            async with asyncio.timeout(within_s):
                for pause_s in pauses():
                    with suppress(NoWorker):  # one that begins on a busy machine
                        view = await self.view(film_id)
                        if reached(view):
                            return view
                    await (asyncio.sleep(pause_s) if ended.done() else asyncio.wait([ended], timeout=pause_s))
        except TimeoutError:
            raise AssertionError(f"not reached in {within_s} s; last seen: {view}") from None
        finally:
            ended.cancel()
        raise AssertionError("pauses do not end")

    async def _ended(self, film_id: str) -> None:
        with suppress(WorkflowFailureError, RPCError):
            await self.client.get_workflow_handle(film_id).result()

    async def make(self, brief: Brief, film_id: str | None = None, **options: object) -> FilmView:
        """A film from its start to its end, the gate passing by itself unless told otherwise."""
        request = FilmRequest(brief=brief, options=RunOptions.model_validate({"approve": "auto", **options}))
        started = await self.start(request, film_id)
        await self.client.get_workflow_handle(started.film_id).result()
        return await self.view(started.film_id)

    async def begin(self, brief: Brief, film_id: str, **options: object) -> Started:
        """A film that was started; it waits at its gate unless told otherwise."""
        return await self.start(FilmRequest(brief=brief, options=RunOptions.model_validate(options)), film_id)

    async def until_listed(self, film_id: str) -> None:
        """Until lists, too, have heard that a film has ended: they are a moment behind."""
        ended = f"WorkflowId = '{film_id}' AND ExecutionStatus != 'Running'"
        async with asyncio.timeout(60):
            while not (await self.client.count_workflows(ended)).count:
                await asyncio.sleep(0.05)

    async def start_and_fail(self, brief: Brief, film_id: str) -> None:
        """A film that is expected to fail, until it has."""
        await self.start(FilmRequest(brief=brief, options=RunOptions(approve="auto")), film_id)
        with pytest.raises(WorkflowFailureError):
            await self.client.get_workflow_handle(film_id).result()

    async def part(self, film_id: str, part: str) -> str:
        """The id of the workflow that makes a part of a film's latest run: its `story`, or `shot_001/take-1`."""
        described = await self.client.get_workflow_handle(film_id).describe()
        first = described.raw_description.workflow_execution_info.first_run_id
        return f"{film_id}/{run_mark(first)}/{part}"

    async def details(self, film_id: str) -> str:
        """The Markdown that Temporal's UI shows of a film."""
        handle = self.client.get_workflow_handle(film_id)
        metadata = await handle.query("__temporal_workflow_metadata", result_type=WorkflowMetadata)
        return str(metadata.current_details)

    async def at_gate(self, brief: Brief, film_id: str, **options: object) -> FilmView:
        """A film that waits for a decision about its first board."""
        await self.begin(brief, film_id, **options)
        return await self.until(film_id, lambda view: view.stage == "approval" and view.board == 1)


def short_shots(*words: str) -> Brief:
    """A film of one-second shots, one for each text, the second and later silent."""
    shots = tuple(
        Shot(
            shot_id=f"shot_{number:03d}",
            shot_number=number,
            enhanced_prompt=text,
            duration=1.0,
            dialogue="A door." if number == 1 else "",
            characters=("Mara",),
            landscapes=("the sea",),
        )
        for number, text in enumerate(words, start=1)
    )
    return Brief(shots=shots, title="Short", seconds=6)


@asynccontextmanager
async def studio_at(
    address: str, home: Path, registry: Registry | None = None, *, full_size: bool = False
) -> AsyncIterator[StudioKit]:
    """A studio on a running server, with workers in this process; films left running are ended."""
    async with studio_of(address, Settings(home=home), registry, full_size=full_size) as kit:
        yield kit


@asynccontextmanager
async def studio_of(
    address: str, settings: Settings, registry: Registry | None = None, *, full_size: bool = False
) -> AsyncIterator[StudioKit]:
    """A studio as `studio_at`, with stores of other kinds too."""
    settings.home.mkdir(parents=True, exist_ok=True)
    client = await connect(open_store(settings), local_config(address), settings.encryption_keys)
    kit = StudioKit(client, settings)
    registry = registry or watched_registry(kit.journal)
    async with AsyncExitStack() as stack:
        stack.enter_context(nullcontext() if full_size else small_pictures())
        if not settings.database:
            migrated(settings.home / "longtake.db")
        workshop = RememberingWorkshop(build_workshop(settings).library, settings.home / "scratch")
        for worker in build_workers(
            client,
            settings,
            checked_labels(DEFAULT_LABELS, registry.labels()),
            registry,
            workshop,
        ):
            await stack.enter_async_context(worker)
        try:
            yield kit
        finally:
            await end_all(client)


async def end_all(client: Client, lasting: Collection[str] = ()) -> None:
    """Terminate what still runs and is not `lasting`, so that the next test's workers do not pick it up."""
    async for film in client.list_workflows("ExecutionStatus = 'Running'"):
        if film.id in lasting:
            continue
        # The list is a moment behind: a film in it may have ended.
        with suppress(RPCError):
            await client.get_workflow_handle(film.id).terminate("the test is over")
