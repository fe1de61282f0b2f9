"""What a fallback refuses, loses or bills is its own: nobody is blamed who was down and asked for nothing."""

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from activities import retries
from activities.jobs import submission
from infra.database.database import open_database
from infra.database.tables import ledger
from infra.engine.server import TemporalServer
from models.brief import Brief
from models.money.dollars import ZERO
from models.shots.takes import Change
from providers.base import Provider
from providers.offline.animatic import Animatic
from providers.offline.camera import CameraMove
from providers.offline.outline import OutlineWriter
from providers.offline.score import Bed
from providers.offline.voice.piper import PiperVoice
from providers.registry import Registry
from providers.vendors.endpoints.table import Endpoints
from providers.vendors.fal.adapter import FalImages, FalVideos
from studio.service.film.retakes import changed_film
from tests.kit.hosted import Hosted
from tests.kit.studio import StudioKit, short_shots, studio_at
from tests.kit.vendors.contract import client_of
from tests.kit.vendors.fal import Fal, usd_of
from tests.kit.vendors.manners import KEY, Behaviour, Fault

FLUX = "fal/fal-ai/flux/schnell"
NOWHERE = "http://127.0.0.1:9"
"""Where nobody answers: who is asked there is down."""


@pytest.fixture
def fal(tmp_path: Path) -> Iterator[Fal]:
    with Fal(tmp_path / "fal") as double:
        yield double


@pytest.fixture
async def kit(
    server: TemporalServer, fal: Fal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[StudioKit]:
    """A studio with a vendor that is down, and fal."""
    monkeypatch.setenv("FAL_KEY", KEY)
    monkeypatch.setattr(retries, "SPARED_PATIENCE", timedelta(seconds=0.5))
    monkeypatch.setattr(retries, "VENDOR_PATIENCE", timedelta(seconds=1))
    monkeypatch.setattr(submission, "NOTICE_WITHIN_S", 0.5)
    for adapter in (FalImages, FalVideos):
        monkeypatch.setattr(adapter, "poll_every_s", 0.1)
    down = [Hosted("image", NOWHERE), Hosted("video", NOWHERE)]
    makers: list[Provider] = [OutlineWriter(), Animatic(), CameraMove(), PiperVoice(), Bed(), *down]
    registry = Registry(makers, lambda _: client_of("fal", fal.address), Endpoints.load)
    async with studio_at(server.address, tmp_path / "home", registry) as kit:
        yield kit


def brief(*words: str, **fallback: str) -> Brief:
    """A silent film whose pictures or clips are asked of the vendor that is down, and then of the fallback."""
    given = short_shots(*words)
    silent = tuple(shot.model_copy(update={"dialogue": ""}) for shot in given.shots)
    casting = {"image": "animatic", "video": "camera-move", **dict.fromkeys(fallback, "vendor")}
    return Brief.model_validate(
        {**given.model_dump(), "shots": silent, "casting": casting, "fallback": fallback}
    )


def charged(kit: StudioKit, film: str) -> dict[str, list[tuple[str, str]]]:
    """Who is paid under which name, by what is paid for."""
    query = select(ledger).where(ledger.c.film_id == film, ledger.c.entry == "charge", ledger.c.usd > 0)
    rows = open_database(kit.settings.database_url).read(
        lambda connection: connection.execute(query).mappings().all()
    )
    found = dict[str, list[tuple[str, str]]]()
    for row in rows:
        found.setdefault(row["stage"], []).append((row["provider"], row["reference"]))
    return found


async def test_a_picture_that_the_fallback_refused_is_tried_otherwise_by_it_and_written_down_as_its_own(
    kit: StudioKit, fal: Fal, film: str
) -> None:
    fal.behave(Behaviour(faults=(Fault(where="job", how="black", word="a quay"),)))
    asked = brief("a quay", image="flux")
    view = await kit.make(asked, film, stop_at="storyboard", on_moderated="ladder", budget="5")
    assert view.verdict == "stopped"
    (tried,) = view.shots[0].tries
    assert (tried.by, tried.then) == (FLUX, "seed")
    seeds = [job["asked"]["seed"] for job in fal.books.jobs.values()]
    assert len(set(seeds)) == 2
    assert (view.spent, view.reserved) == (usd_of(fal), ZERO)
    assert [name for name, _ in charged(kit, film)["keyframe"]] == [FLUX, FLUX]


async def test_what_the_fallback_refused_is_not_sent_to_it_again_and_whom_it_stood_in_for_has_refused_nothing(
    kit: StudioKit, fal: Fal, film: str
) -> None:
    fal.behave(Behaviour(faults=(Fault(where="submit", how="moderated", times=99, word="a quay"),)))
    asked = brief("a quay", "a boat", video="wan")
    view = await kit.make(asked, film, on_moderated="ladder", budget="5")
    (tried,) = view.shots[0].tries
    assert (tried.by.split("/")[0], tried.of) == ("fal", "words")
    refused = went_to(fal)
    again = Change(shot_id="1", dialogue="She walked on.")
    await kit.start(await changed_film(kit, film, (again,), auto=True), film)
    view = await kit.until(film, lambda view: view.ended)
    assert (view.shots[0].take, went_to(fal)) == (2, refused), "it was asked once"
    assert "The vendor" in view.shots[0].missing, "who was asked, and waited for, is whoever was down"
    assert len(view.shots[0].tries) == 1


async def test_a_lost_picture_of_the_fallback_is_looked_for_there_under_the_name_that_it_knows(
    kit: StudioKit, fal: Fal, film: str
) -> None:
    fal.behave(Behaviour(faults=(Fault(where="submit", how="drop-after", word="a quay"),)))
    await kit.begin(brief("a quay", image="flux"), film, stop_at="storyboard")
    view = await kit.until(film, lambda view: bool(view.unknown), within_s=150)
    (job,) = view.unknown
    assert job.provider == FLUX
    assert job.reference.endswith(".spare")
    await kit.client.get_workflow_handle(film).signal(
        "resolve_job", {"shot": "shot_001", "action": "abandon"}
    )
    view = await kit.until(film, lambda view: view.ended)
    assert view.spent == job.usd
    ((paid, _),) = charged(kit, film)["keyframe"]
    assert paid == FLUX


async def test_a_lost_clip_of_the_fallback_is_looked_for_there_and_a_refused_one_is_booked_as_its_own(
    kit: StudioKit, fal: Fal, film: str
) -> None:
    lost = Fault(where="submit", how="drop-after", word="a quay")
    fal.behave(Behaviour(faults=(lost, Fault(where="job", how="refuse", word="a boat"))))
    await kit.begin(
        brief("a quay", "a boat", "a lamp", video="wan"), film, approve="auto", on_moderated="ask"
    )
    view = await kit.until(film, lambda view: bool(view.unknown), within_s=150)
    (job,) = view.unknown
    assert job.provider.startswith("fal/")
    assert job.reference.endswith(".spare")
    await kit.client.get_workflow_handle(film).signal(
        "resolve_job", {"shot": "shot_001", "action": "abandon"}
    )
    await kit.until(film, lambda view: view.ended)
    assert {paid for paid, _ in charged(kit, film)["clip"]} == {job.provider}


async def test_what_a_fallback_made_is_booked_under_the_name_that_it_was_asked_under(
    kit: StudioKit, fal: Fal, film: str
) -> None:
    view = await kit.make(brief("a quay", image="flux"), film, stop_at="storyboard")
    assert view.spent == usd_of(fal) > Decimal(0)
    ((paid, reference),) = charged(kit, film)["keyframe"]
    assert paid == FLUX
    assert reference.endswith(".spare")


def went_to(fal: Fal) -> int:
    """How often fal was asked for something."""
    return fal.books.did["take"] + fal.books.did["fault"]
