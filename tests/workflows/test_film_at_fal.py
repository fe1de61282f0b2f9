"""A film whose pictures come from fal's queue: told of their end, left alone when fal asks for it, and what a person sees meanwhile."""

import asyncio
import re
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from activities.jobs import breakers
from activities.jobs.breakers import Pause
from activities.jobs.records import JobRecords
from infra.database.database import open_database
from infra.engine.server import TemporalServer
from models.brief import Brief
from models.errors import PaymentRequired
from models.money.dollars import ZERO
from providers.base import Provider
from providers.offline.animatic import Animatic
from providers.offline.camera import CameraMove
from providers.offline.outline import OutlineWriter
from providers.offline.score import Bed
from providers.offline.voice.piper import PiperVoice
from providers.registry import Registry
from providers.vendors.callbacks import Callbacks
from providers.vendors.client import VendorClient
from providers.vendors.endpoints.table import Endpoints
from providers.vendors.fal.adapter import FalImages
from tests.kit.receivers import called, receiver_of
from tests.kit.studio import StudioKit, short_shots, studio_at
from tests.kit.typed import typist
from tests.kit.vendors.contract import client_of
from tests.kit.vendors.fal import Fal, tell, usd_of
from tests.kit.vendors.manners import Behaviour, Fault, How, Where, read_log

FOR_LONG_S = 600.0
"""Between two looks at a job, where nobody is to look by himself."""
ON_THEIR_WAY = 4
"""How many looks may have left when fal asks for a wait; one that keeps none looks some 40 times meanwhile."""


@pytest.fixture
def fal(tmp_path: Path) -> Iterator[Fal]:
    with Fal(tmp_path / "fal") as double:
        yield double


@pytest.fixture
def client(fal: Fal) -> VendorClient:
    return client_of("fal", fal.address)


@pytest.fixture
def registry(client: VendorClient, monkeypatch: pytest.MonkeyPatch) -> Registry:
    monkeypatch.setattr(FalImages, "poll_every_s", 0.1)
    makers: list[Provider] = [OutlineWriter(), Animatic(), CameraMove(), PiperVoice(), Bed()]
    return Registry(makers, lambda _: client, Endpoints.load)


@pytest.fixture
async def kit(server: TemporalServer, registry: Registry, tmp_path: Path) -> AsyncIterator[StudioKit]:
    async with studio_at(server.address, tmp_path / "home", registry) as kit:
        yield kit


@pytest.fixture
def records(kit: StudioKit, registry: Registry, client: VendorClient) -> Iterator[JobRecords]:
    """What is known of jobs, while fal is heard where it is told to call."""
    with (
        closing(open_database(kit.settings.database_url)) as database,
        receiver_of(database, registry=registry) as receiver,
    ):
        client.callbacks = Callbacks(receiver.address.replace("http://", "https://"))
        yield JobRecords(database)


def pictures(*words: str) -> Brief:
    """A film whose pictures come from fal."""
    return Brief.model_validate({**short_shots(*words).model_dump(), "casting": {"image": "flux"}})


def looks(fal: Fal) -> Counter[str]:
    """How often each job was looked at, by what its picture shows."""
    return Counter(
        fal.books.jobs[line["id"]]["asked"]["prompt"]
        for line in read_log(fal.folder)
        if line["did"] == "look"
    )


def went_wrong(fal: Fal, where: Where) -> int:
    return sum(line["did"] == "fault" and line["at"] == where for line in read_log(fal.folder))


async def test_only_fals_own_fresh_word_about_a_job_ends_the_waiting_for_it_and_does_so_at_once(
    kit: StudioKit, records: JobRecords, fal: Fal, film: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FalImages, "poll_every_s", FOR_LONG_S)
    fal.behave(Behaviour(polls=2))
    await kit.begin(pictures("a quay", "a boat"), film, stop_at="storyboard")
    await kit.until(film, lambda _: looks(fal) == {"a quay": 1, "a boat": 1})
    jobs = {job["asked"]["prompt"]: job_id for job_id, job in fal.books.jobs.items()}
    quay, boat = jobs["a quay"], jobs["a boat"]
    references = [
        parse_qs(urlsplit(fal.books.jobs[each]["hook"]).query)["reference"][0] for each in (quay, boat)
    ]

    def said(job_id: str, **how: object) -> int:
        return tell(fal, job_id, **how)  # type: ignore[arg-type]

    assert await asyncio.to_thread(said, quay, sign=False) == 401
    assert await asyncio.to_thread(said, quay, at=time.time() - 400) == 401
    assert await asyncio.to_thread(said, quay, at=time.time() + 400) == 401
    assert await asyncio.to_thread(said, quay, to=boat) == 200, (
        "it is signed, and about no job of that address"
    )
    assert called(records, references) == []
    assert await asyncio.to_thread(said, quay) == 200
    view = await kit.until(film, lambda view: view.shots[0].keyframe is not None, within_s=60)
    assert view.shots[1].keyframe is None
    assert await asyncio.to_thread(said, quay) == 200, "told again"
    assert await asyncio.to_thread(said, quay, to=boat) == 200
    assert called(records, references) == references[:1]
    assert looks(fal)["a boat"] == 1
    assert await asyncio.to_thread(said, boat) == 200
    view = await kit.until(film, lambda view: view.ended, within_s=60)
    assert view.verdict == "stopped"
    assert (fal.books.did["take"], view.spent) == (2, usd_of(fal))


async def test_nobody_looks_before_fal_wants_to_be_asked_again(kit: StudioKit, fal: Fal, film: str) -> None:
    fal.behave(Behaviour(faults=(Fault(where="poll", how="429", amount=2.0),), polls=3))
    view = await kit.make(pictures("a quay"), film, stop_at="storyboard")
    assert view.verdict == "stopped"
    assert (went_wrong(fal, "poll"), fal.books.did["early"]) == (1, 0)


@pytest.mark.parametrize(("where", "how"), [("poll", "503"), ("file", "429")])
async def test_a_wait_that_fal_asks_for_over_one_job_is_kept_for_all_and_nothing_is_made_anew(
    kit: StudioKit, fal: Fal, film: str, where: Where, how: How
) -> None:
    slow = Fault(where="job", how="polls", amount=25, word="a boat")
    asks = Fault(where=where, how=how, amount=4.0, word="a quay")
    fal.behave(Behaviour(faults=(asks, slow), polls=3))
    view = await kit.make(pictures("a quay", "a boat"), film, stop_at="storyboard")
    assert view.verdict == "stopped"
    assert went_wrong(fal, where) == 1
    assert fal.books.did["early"] <= ON_THEIR_WAY
    assert fal.books.did["take"] == 2
    assert view.spent == usd_of(fal) > 0


@pytest.mark.parametrize("how", ["cut", "html"])
async def test_a_download_that_fails_again_is_no_new_picture(
    kit: StudioKit, fal: Fal, film: str, how: How
) -> None:
    fal.behave(Behaviour(faults=(Fault(where="file", how=how, times=2),)))
    view = await kit.make(pictures("a quay"), film, stop_at="storyboard")
    assert view.shots[0].keyframe is not None
    assert went_wrong(fal, "file") == 2
    assert (fal.books.did["take"], view.spent) == (1, usd_of(fal))


async def test_an_account_that_is_empty_is_one_sentence_a_shot_and_asked_once_for_each(
    kit: StudioKit, fal: Fal, film: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(breakers.PAUSES, PaymentRequired, Pause(0.3, 0.3))
    fal.behave(Behaviour(faults=(Fault(where="submit", how="402", times=99, word="picture"),)))
    words = [f"picture {number}" for number in range(7)]
    view = await kit.make(pictures("a quay", *words), film, stop_at="storyboard")
    assert view.verdict == "stopped with 7 shots missing"
    assert {shot.missing for shot in view.missing} == {
        "The keyframe could not be drawn: fal (fal-ai/flux/schnell) wants its account filled up first (403)."
    }
    assert went_wrong(fal, "submit") == len(words)
    assert fal.books.did["take"] == 1
    assert (view.spent, view.reserved) == (usd_of(fal), ZERO)


async def test_the_status_of_a_film_says_its_place_in_fals_queue_its_attempt_and_since_when(
    kit: StudioKit,
    server: TemporalServer,
    fal: Fal,
    film: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(FalImages, "poll_every_s", FOR_LONG_S)
    monkeypatch.setenv("LONGTAKE_HOME", str(kit.settings.home))
    monkeypatch.setenv("TEMPORAL_ADDRESS", server.address)
    fal.behave(Behaviour(polls=9))
    began = datetime.now().astimezone()
    await kit.begin(pictures("a quay"), film, stop_at="storyboard")
    typed, said = typist(capsys), ""
    async with asyncio.timeout(40):
        while "in its queue" not in said:
            said = (await typed("status", film)).out
    line = next(line for line in said.splitlines() if "in its queue" in line)
    found = re.fullmatch(
        r"shot_001 keyframe: fal, in its queue, 3rd, attempt 1, since (\d\d:\d\d) \([\d.]+ s\)", line
    )
    assert found, line
    ended = datetime.now().astimezone()
    assert found[1] in {f"{one:%H:%M}" for one in (began, ended)}
