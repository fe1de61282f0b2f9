"""Work on cards: what is too much for a card goes on to a larger one, and films take turns on a card."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from temporalio import activity

from activities import retries
from infra.engine.server import TemporalServer
from models.brief import Brief
from models.errors import CardTooSmall
from models.kinds import Kind
from models.queues import LARGE_CARDS
from providers.base import Bench, Rendered
from providers.offline.animatic import Animatic
from providers.offline.camera import CameraMove
from providers.offline.outline import OutlineWriter
from providers.offline.score import Bed
from providers.offline.voice.piper import PiperVoice
from providers.registry import Registry
from tests.kit.providers import Journal, Wrapped
from tests.kit.studio import StudioKit, short_shots, studio_at
from workers.composition import build_workers, build_workshop


class OnACard(Wrapped):
    """Draws as the offline artist does, on a card; what its words call huge only fits onto a large one."""

    kind: Kind = "image"
    name = "carded"
    label = "gpu"
    revision = "1"

    def __init__(self, inner: Animatic, journal: Journal) -> None:
        super().__init__(inner)
        self._journal = journal

    def render(self, request, bench: Bench) -> Rendered:
        queue = activity.info().task_queue
        self._journal.write("begin", "image", request.shot.enhanced_prompt.split()[-1])
        self._journal.wait("image")
        if "huge" in request.shot.enhanced_prompt and queue != LARGE_CARDS:
            raise CardTooSmall("The picture needs 40 GB of a card, and 24 GB may be used here.")
        return Rendered(path=super().render(request, bench).path, note=f"made on {queue}")


@asynccontextmanager
async def cards(address: str, home: Path, *labels: str) -> AsyncIterator[StudioKit]:
    """A studio with workers for these queues of cards."""
    carded = OnACard(Animatic(), Journal(home / "journal"))
    registry = Registry([carded, OutlineWriter(), Animatic(), CameraMove(), PiperVoice(), Bed()])
    async with studio_at(address, home, registry) as kit, AsyncExitStack() as stack:
        for worker in build_workers(kit.client, kit.settings, labels, registry, build_workshop(kit.settings)):
            await stack.enter_async_context(worker)
        yield kit


def drawn(*words: str) -> Brief:
    return short_shots(*words).model_copy(update={"casting": {"image": "carded"}})


async def test_a_picture_that_is_too_much_for_a_card_is_made_on_a_larger_one(
    server: TemporalServer, tmp_path: Path, film: str
) -> None:
    async with cards(server.address, tmp_path / "home", "gpu", LARGE_CARDS) as kit:
        view = await kit.make(drawn("a quay", "a huge storm"), film, stop_at="storyboard")
    assert [shot.keyframe and shot.keyframe.note for shot in view.shots] == [
        "made on gpu",
        "made on gpu-large",
    ]


async def test_where_nobody_has_a_larger_card_the_picture_is_missing_for_the_first_reason_and_the_rest_stands(
    server: TemporalServer, tmp_path: Path, film: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retries, "LARGER_CARD_WITHIN", timedelta(seconds=1))
    async with cards(server.address, tmp_path / "home", "gpu") as kit:
        view = await kit.make(drawn("a quay", "a huge storm"), film, stop_at="storyboard")
    assert view.shots[0].keyframe is not None
    assert "needs 40 GB of a card, and 24 GB may be used here" in view.shots[1].missing


async def test_two_films_take_turns_on_one_card(server: TemporalServer, tmp_path: Path, film: str) -> None:
    async with cards(server.address, tmp_path / "home", "gpu") as kit:
        journal = Journal(kit.journal)
        journal.hold("image").touch()
        long = drawn(*(f"a quay {number} first" for number in range(6)))
        short = drawn(*(f"a boat {number} second" for number in range(3)))
        await kit.begin(long, film, stop_at="storyboard", approve="auto")
        await queued(kit, film, 6)
        await kit.begin(short, f"{film}-b", stop_at="storyboard", approve="auto")
        await queued(kit, f"{film}-b", 3)
        journal.hold("image").unlink()
        for name in (film, f"{film}-b"):
            await kit.client.get_workflow_handle(name).result()
    order = [line.split()[2] for line in kit.journal.read_text().splitlines()]
    assert sorted(order) == ["first"] * 6 + ["second"] * 3
    assert order.index("second") <= 3, order
    assert order[-1] == "first", "the film that asked later is not served last"


async def queued(kit: StudioKit, film: str, count: int) -> None:
    """Wait until so many pictures of a film are asked for."""
    async with asyncio.timeout(60):
        while True:
            described = await kit.client.get_workflow_handle(film).describe()
            pending = described.raw_description.pending_activities
            if sum(one.activity_type.name == "boards.keyframe" for one in pending) == count:
                return
            await asyncio.sleep(0.05)
