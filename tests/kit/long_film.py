"""A long film in little time: the real workflows, server and data converter, over activities that make nothing.

What the activities give back is as large as what the real ones give, so that a history is as long and as heavy.
"""

import hashlib
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

from temporalio import activity
from temporalio.client import Client, WorkflowHistory
from temporalio.worker import Worker

from activities import contracts
from activities.premises.activity import Premises
from infra.settings import Settings
from infra.storage import Store, open_store
from infra.temporal import connect, local_config
from library.pair import mark_of
from models.brief import MAX_SECONDS, Brief
from models.money.dollars import ZERO
from models.orders.assets import Asset, Blob
from models.orders.requests import ImageRequest, MusicRequest, Order, SpeechRequest, VideoRequest
from models.orders.shot_orders import ShotOrder
from models.shots.shot_list import Shot
from tests.kit.providers import watched_registry
from tests.kit.studio import StudioKit, end_all
from workers.composition import build_activities, build_workers, build_workshop

SIZE = 40_000
"""Bytes that a file is said to have."""


def long_brief(count: int) -> Brief:
    """A film of `count` shots that differ, every third with words, with prompts as long as models write them."""
    length = min(3.0, MAX_SECONDS / count)
    seen = (
        "Mara, a woman of forty with short grey hair and a mustard oilskin coat, walks along the harbour wall "
        "while the lamps go on one after another and the fishing boats come in from the storm"
    )
    shots = tuple(
        Shot(
            shot_id=f"shot_{number:03d}",
            shot_number=number,
            enhanced_prompt=f"{seen}, moment {number}.",
            action=f"Mara walks along the harbour wall, moment {number}.",
            duration=length,
            dialogue=f"The sea keeps what it is given, she said for the {number}th time."
            if number % 3 == 0
            else "",
            characters=("Mara",),
            landscapes=(f"harbour {number // 12}",),
        )
        for number in range(1, count + 1)
    )
    return Brief(shots=shots, title="The long wall", seconds=MAX_SECONDS)


class MadeUp:
    """Activities that make nothing: what each would make, and what it takes at most, costs `price` dollars.

    Where there is a `store`, it has a few bytes in place of each file. `asked` counts how often each thing was asked for.
    """

    def __init__(self, price: Decimal = ZERO, store: Store | None = None) -> None:
        self._price, self._store = price, store
        self.asked = Counter[str]()

    @property
    def all(self) -> tuple[Callable[..., Any], ...]:
        """Every one of them."""
        pictures = (self.keyframe, self.sheet)
        return (
            *pictures,
            self.voice,
            self.score,
            self.clip,
            self.conform,
            self.prepare,
            self.assemble,
            self.lost,
            self.reels_lost,
        )

    def _asset(self, what: str, suffix: str, **measured: Any) -> Asset:
        self.asked[what] += 1
        digest = hashlib.sha256(what.encode()).hexdigest()
        blob = Blob(sha256=digest, suffix=suffix, size=SIZE)
        if self._store is not None:
            blob = self._store.put_bytes(what.encode(), suffix)
        return Asset(blob=blob, recipe_key=digest, cost=self._price, **measured)

    @activity.defn(name="boards.keyframe")
    def keyframe(self, order: Order[ImageRequest]) -> Asset:
        """A picture."""
        return self._asset(f"keyframe {order.request.shot.shot_id} {order.request.take}", ".png")

    @activity.defn(name="boards.sheet")
    def sheet(self, request: contracts.SheetRequest) -> Blob:
        """A page of a board."""
        return self._asset(f"sheet {request.board} {request.page} {request.shots}", ".png").blob

    @activity.defn(name="sound.voice")
    def voice(self, order: Order[SpeechRequest]) -> Asset:
        """A voice."""
        return self._asset(order.request.text, ".wav", seconds=2.5)

    @activity.defn(name="sound.score")
    def score(self, order: Order[MusicRequest]) -> Asset:
        """A score."""
        return self._asset("score", ".wav", seconds=order.request.seconds)

    @activity.defn(name="shots.clip")
    def clip(self, order: Order[VideoRequest]) -> Asset:
        """A clip."""
        frames = order.request.frames
        return self._asset(f"clip {order.request.shot.shot_id}", ".mp4", seconds=frames / 24, frames=frames)

    @activity.defn(name="shots.conform")
    def conform(self, order: ShotOrder) -> Asset:
        """A clip as the film has it."""
        clip = order.made.clip
        assert clip is not None
        return clip.model_copy(update={"recipe_key": hashlib.sha256(clip.recipe_key.encode()).hexdigest()})

    @activity.defn(name="cut.prepare")
    def prepare(self, request: contracts.PartsRequest) -> None:
        """Parts of the cut."""

    @activity.defn(name="cut.assemble")
    def assemble(self, request: contracts.CutRequest) -> contracts.CutResult:
        """A film."""
        film = self._asset("film", ".mp4").blob
        return contracts.CutResult(film=film, seconds=request.cut.seconds, frames=1)

    @activity.defn(name="publish.lost")
    def lost(self, delivered: contracts.Delivered) -> tuple[str, ...]:
        """What is lost: nothing of it was ever there."""
        del delivered
        return ()

    @activity.defn(name="reels.lost")
    def reels_lost(self, reels: contracts.EarlierReels) -> tuple[int, ...]:
        """Which reels lost something: none."""
        del reels
        return ()


def name_of(method: Any) -> str:
    """The name of an activity."""
    return str(method.__temporal_activity_definition.name)


def film_worker(client: Client, home: Path) -> Worker:
    """The real worker of workflows."""
    settings = Settings(home=home)
    registry, workshop = watched_registry(home / "journal"), build_workshop(settings)
    [film] = build_workers(client, settings, ("film",), registry, workshop)
    return film


@asynccontextmanager
async def swift_workers(
    client: Client,
    home: Path,
    *more: Any,
    price: Decimal = ZERO,
    made_up: Sequence[Any] | None = None,
    watched: Callable[[Any], Any] = lambda activity: activity,
) -> AsyncIterator[None]:
    """Workers of activities which make pictures, sounds, clips and cuts up, or `made_up`; all else is real, and `more` is beside.

    What is real is `watched` by whoever counts.
    """
    settings, made_up = Settings(home=home), MadeUp(price).all if made_up is None else made_up
    registry, workshop = watched_registry(home / "journal", price), build_workshop(settings)
    names = {name_of(method) for method in made_up}
    premises = Premises(client, mark_of(workshop.library.store, workshop.library.database))
    every = build_activities(registry, workshop, settings, premises)
    real = [watched(each) for each in every if name_of(each) not in names]
    with ThreadPoolExecutor(4) as threads:
        others = [
            Worker(client, task_queue=queue, activities=[*real, *made_up, *more], activity_executor=threads)
            for queue in ("io", "cpu")
        ]
        async with others[0], others[1]:
            yield


@asynccontextmanager
async def swift_studio(address: str, home: Path, **how: Any) -> AsyncIterator[StudioKit]:
    """A studio with `swift_workers`, `how` they are, whose pictures, sounds, clips and cuts are made up; all else is real."""
    settings = Settings(home=home)
    home.mkdir(parents=True, exist_ok=True)
    client = await connect(open_store(settings), local_config(address))
    kit = StudioKit(client, settings)
    async with film_worker(client, home), swift_workers(client, home, **how):
        try:
            yield kit
        finally:
            await end_all(client, kit.lasting)


async def long_history(address: str, home: Path, count: int) -> WorkflowHistory:
    """The history of a film of `count` shots, from its start to its end."""
    async with swift_studio(address, home) as studio:
        await studio.make(long_brief(count), f"long-{count}")
        return await studio.client.get_workflow_handle(f"long-{count}").fetch_history()
