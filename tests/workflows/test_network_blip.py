"""The network between workers and Temporal fails for some seconds: nothing that may be billed is asked for twice."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import AsyncExitStack
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from infra.settings import Settings
from infra.storage import open_store
from infra.temporal import connect, local_config
from models.brief import Brief
from models.money.dollars import ZERO
from models.orders.requests import Request
from providers.base import Files
from providers.offline.animatic import Animatic
from providers.offline.camera import CameraMove
from providers.offline.outline import OutlineWriter
from providers.offline.score import Bed
from providers.offline.voice.piper import PiperVoice
from providers.registry import Registry
from tests.kit.hosted import PRICE, Listed, by_vendor
from tests.kit.house_models import KEY, KEY_VARIABLE, write_models
from tests.kit.llm_server import Answer, llm_server
from tests.kit.network import How, network_to
from tests.kit.obedient import good
from tests.kit.providers import Journal, Watched, renders
from tests.kit.studio import StudioKit, end_all, short_shots
from tests.kit.vendor_process import Vendor, vendor_at
from workers.composition import DEFAULT_LABELS, build_workers, build_workshop
from workers.process import checked_labels

BLIP_S = 6.5
"""Longer than a worker may be silent whose work is free: the server takes that for dead."""


class SlowToTake(Listed):
    """A vendor that is told of a job only once `hold-submit` is gone, however long that takes."""

    def __init__(self, address: str, journal: Journal) -> None:
        super().__init__("image", address)
        self._journal = journal

    def submit(self, request: Request, files: Files, reference: str) -> str:
        self._journal.write("begin", "submit", reference)
        self._journal.wait("submit")
        return super().submit(request, files, reference)


@pytest.fixture
def vendor(tmp_path: Path) -> Iterator[Vendor]:
    """The vendor, in a process of its own."""
    with vendor_at(tmp_path / "vendor") as vendor:
        yield vendor


@pytest.mark.parametrize(
    ("how", "answered"),
    [
        ("silent", "afterwards"),
        pytest.param("broken", "afterwards", marks=pytest.mark.chaos),
        pytest.param("broken", "meanwhile", marks=pytest.mark.chaos),
    ],
)
async def test_what_is_billed_is_asked_for_once_though_its_worker_is_out_of_reach_for_seconds(
    address: str,
    film: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    vendor: Vendor,
    how: How,
    answered: str,
) -> None:
    home, arrived, answers = tmp_path / "home", threading.Event(), threading.Event()

    def script(body: dict[str, Any]) -> Answer:
        arrived.set()
        answers.wait(120)
        return good(body)

    monkeypatch.setenv(KEY_VARIABLE, KEY)
    journal = Journal(home / "journal")
    picture = Watched(Animatic(), journal, Decimal("0.02"))
    others = (OutlineWriter(), CameraMove(), PiperVoice(), Bed())
    with llm_server(script, key=KEY, bounded=True) as models, network_to(address) as network:
        write_models(home, models.base_url)
        settings = Settings(home=home, cpu_slots=2)
        client = await connect(open_store(settings), local_config(address))
        beyond = await connect(open_store(settings), local_config(network.address))
        registry = Registry([picture, SlowToTake(vendor.address, journal), *others])
        kit = StudioKit(client, settings)
        holds = [journal.hold("image"), journal.hold("submit")]
        async with AsyncExitStack() as stack:
            labels = checked_labels(DEFAULT_LABELS)
            for worker in build_workers(beyond, settings, labels, registry, build_workshop(settings)):
                await stack.enter_async_context(worker)
            for hold in holds:
                hold.touch()
            written = Brief(prompt="A door in the sea", seconds=10, casting={"llm": "house"})
            await kit.begin(written, f"{film}-written", stop_at="story")
            await kit.begin(short_shots("a quay"), f"{film}-drawn", stop_at="storyboard")
            await kit.begin(by_vendor(short_shots("a sail"), "image"), f"{film}-job", stop_at="storyboard")
            async with asyncio.timeout(60):
                while not (
                    arrived.is_set()
                    and renders(kit.journal, "image", what="begin")
                    and renders(kit.journal, "submit", what="begin")
                ):
                    await asyncio.sleep(0.02)

            def answer() -> None:
                for hold in holds:
                    hold.unlink()
                answers.set()

            network.cut(how)
            if answered == "meanwhile":
                answer()
            await asyncio.sleep(BLIP_S)
            network.mend()
            if answered == "afterwards":
                async with asyncio.timeout(60):
                    while "jobs.reconcile" not in await _under_way(kit, f"{film}-job"):
                        await asyncio.sleep(0.1)
                await asyncio.sleep(1.5)  # who takes the vendor's list for the truth has asked again by now
                answer()
            names = ("written", "drawn", "job")
            story, drawn, job = [
                await kit.until(f"{film}-{name}", lambda view: view.ended, within_s=90) for name in names
            ]
            await end_all(client)
        asked = len(models.calls)
    calls = [call for record in story.writing for call in record.calls]
    assert asked == len(calls), "no call was made twice"
    assert not any(call.lost for call in calls)
    assert len(renders(journal.path, "image", what="begin")) == 1
    assert drawn.spent == Decimal("0.02")
    assert len(renders(journal.path, "submit", what="begin")) == 1
    assert (vendor.crimes, vendor.billed) == ([], PRICE)
    assert job.spent == PRICE
    assert (drawn.notes, job.notes, job.unknown) == ((), (), ())
    assert ZERO == drawn.reserved == job.reserved


async def _under_way(kit: StudioKit, film: str) -> list[str]:
    return [attempt.what for attempt in await kit.attempts(await kit.view(film))]
