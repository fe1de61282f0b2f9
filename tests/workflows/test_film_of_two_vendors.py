"""A film whose pictures come from Replicate and whose clips come from Runway: its books are theirs, whatever goes wrong."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from activities.jobs.records import JobRecords
from infra.database.database import open_database
from infra.engine.server import TemporalServer
from models.brief import Brief
from models.errors import Unauthorised
from providers.base import Provider
from providers.offline.animatic import Animatic
from providers.offline.outline import OutlineWriter
from providers.offline.score import Bed
from providers.offline.voice.piper import PiperVoice
from providers.registry import Registry
from providers.vendors.callbacks import Callbacks
from providers.vendors.client import VendorClient
from providers.vendors.endpoints.table import Endpoints
from providers.vendors.replicate.adapter import ReplicateImages
from providers.vendors.runway.adapter import RunwayVideos
from tests.kit.receivers import called
from tests.kit.studio import StudioKit, short_shots, studio_at
from tests.kit.vendors.contract import client_of
from tests.kit.vendors.manners import Behaviour, Fault, billed
from tests.kit.vendors.replicate import Replicate, tell
from tests.kit.vendors.runway import Runway
from workers.notices import Notices
from workers.webhooks import Receiver

BETWEEN_S = 0.1
PICTURE, CLIP = Decimal("0.003"), Decimal("0.10")
"""FLUX schnell at Replicate, and the two seconds that Gen-4 Turbo makes at least."""


@pytest.fixture
def replicate(tmp_path: Path) -> Iterator[Replicate]:
    with Replicate(tmp_path / "replicate") as double:
        yield double


@pytest.fixture
def runway(tmp_path: Path) -> Iterator[Runway]:
    with Runway(tmp_path / "runway", BETWEEN_S) as double:
        yield double


@pytest.fixture
def clients(replicate: Replicate, runway: Runway) -> dict[str, VendorClient]:
    return {"replicate": client_of("replicate", replicate.api), "runway": client_of("runway", runway.api)}


@pytest.fixture
def registry(clients: dict[str, VendorClient], monkeypatch: pytest.MonkeyPatch) -> Registry:
    monkeypatch.setattr(RunwayVideos, "poll_every_s", BETWEEN_S)
    monkeypatch.setattr(ReplicateImages, "poll_every_s", BETWEEN_S)

    def client(vendor: str) -> VendorClient:
        if vendor not in clients:
            raise Unauthorised(f"There is no key for {vendor} here.")
        return clients[vendor]

    makers: list[Provider] = [OutlineWriter(), Animatic(), PiperVoice(), Bed()]
    return Registry(makers, client, Endpoints.load)


@pytest.fixture
async def kit(server: TemporalServer, registry: Registry, tmp_path: Path) -> AsyncIterator[StudioKit]:
    async with studio_at(server.address, tmp_path / "home", registry) as kit:
        yield kit


@pytest.fixture
def records(kit: StudioKit, registry: Registry, clients: dict[str, VendorClient]) -> Iterator[JobRecords]:
    """What is known of jobs, while vendors that have something to tell of them are heard."""
    with (
        closing(open_database(kit.settings.database_url)) as database,
        Receiver("127.0.0.1", 0, Notices(registry, database)) as one,
    ):
        clients["replicate"].callbacks = Callbacks(one.address.replace("http://", "https://"))
        thread = threading.Thread(target=one.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield JobRecords(database)
        finally:
            one.shutdown()
            thread.join()


def brief(*words: str) -> Brief:
    casting = {"image": "replicate/black-forest-labs/flux-schnell", "video": "runway/gen4_turbo"}
    return Brief.model_validate({**short_shots(*words).model_dump(), "casting": casting})


async def test_a_film_is_made_by_both_and_its_books_are_equal_to_theirs(
    kit: StudioKit, replicate: Replicate, runway: Runway, film: str
) -> None:
    replicate.behave(
        Behaviour(faults=(Fault(where="poll", how="503"), Fault(where="file", how="cut")), polls=2)
    )
    expired = Fault(where="file", how="404", word="a boat")
    runway.behave(Behaviour(faults=(Fault(where="poll", how="503"), expired), polls=4))
    view = await kit.make(brief("a quay", "a boat"), film)
    assert view.verdict == "finished", view.missing
    assert view.spent == billed(replicate.folder) + billed(runway.folder) == 2 * PICTURE + 2 * CLIP
    assert view.reserved == 0
    assert (replicate.books.did["take"], runway.books.did["take"]) == (2, 2)
    assert replicate.books.crimes == runway.books.crimes == []


async def test_a_film_of_which_no_clip_can_be_made_ends_before_a_picture_is_paid_for(
    kit: StudioKit, replicate: Replicate, runway: Runway, film: str
) -> None:
    long = "a quay " * 200
    await kit.start_and_fail(brief(long, f"{long} at night"), film)
    view = await kit.view(film)
    assert view.stage == "failed"
    assert view.reason.startswith(
        "No clip of this film can be made: runway/gen4_turbo takes prompts of 1,000 characters"
    )
    assert (replicate.books.did["take"], runway.books.did["take"]) == (0, 0)
    assert view.spent == 0
    drawn = await kit.make(brief(long, f"{long} at night"), f"{film}-board", stop_at="storyboard")
    assert drawn.spent == 2 * PICTURE, "whoever wants the pictures alone gets them"


async def test_a_refused_prompt_that_is_billed_is_booked_and_one_that_is_not_costs_nothing(
    kit: StudioKit, replicate: Replicate, runway: Runway, film: str
) -> None:
    refused = Fault(where="job", how="fail", code="SAFETY.INPUT.TEXT", word="a boat")
    refunded = Fault(where="job", how="fail", code="SAFETY.OUTPUT.VIDEO", word="a lamp")
    runway.behave(Behaviour(faults=(refused, refunded)))
    view = await kit.make(brief("a quay", "a boat", "a lamp"), film)
    assert [one.shot.shot_id for one in view.missing] == ["shot_002", "shot_003"]
    assert "refused what it was given, which it bills all the same" in view.missing[0].missing
    assert view.spent == billed(replicate.folder) + billed(runway.folder) == 3 * PICTURE + 2 * CLIP
    assert view.reserved == 0


async def test_a_notice_of_its_beginning_finds_a_lost_job_and_one_of_its_end_ends_the_waiting(
    kit: StudioKit, records: JobRecords, replicate: Replicate, film: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ReplicateImages, "poll_every_s", 600.0)
    replicate.behave(Behaviour(faults=(Fault(where="submit", how="drop-after"),), polls=2))
    await kit.begin(brief("a quay"), film, stop_at="storyboard")
    await kit.until(film, lambda _: replicate.books.did["take"] == 1)
    ((job_id, job),) = replicate.books.jobs.items()
    (reference,) = parse_qs(urlsplit(job["hook"]).query)["reference"]
    assert await asyncio.to_thread(tell, replicate, job_id, "starting") == 200
    await kit.until(film, lambda _: replicate.books.did["look"] == 1)
    assert called(records, [reference]) == [], "its beginning ends nobody's waiting"
    assert await asyncio.to_thread(tell, replicate, job_id, "succeeded") == 200
    view = await kit.until(film, lambda view: view.ended)
    assert view.verdict == "stopped"
    assert view.spent == billed(replicate.folder) == PICTURE
    assert replicate.books.did["take"] == 1
