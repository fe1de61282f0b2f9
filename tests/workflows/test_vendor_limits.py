"""Limits of vendors: one that is down is waited for, one key has so many jobs under way, and a call ends the waiting."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from activities import retries
from activities.jobs import activity, breakers, visit
from activities.jobs.breakers import Breakers, Pause
from infra.database.database import open_database
from infra.engine.server import TemporalServer
from infra.settings import Settings
from models.brief import Brief
from models.errors import Transient, Unavailable
from models.money.dollars import ZERO
from providers.vendors.accounts import account_of
from studio.cli.printing.vendor_lines import vendor_lines
from studio.client import Attempt
from studio.service.facts.film.work import vendor_facts
from tests.kit.hosted import PRICE, by_vendor, hosted_registry, told_registry
from tests.kit.receivers import receiver_of
from tests.kit.studio import StudioKit, short_shots, studio_at, studio_of
from tests.kit.vendor import Fault, read_log
from tests.kit.vendor_process import Vendor, vendor_at


@pytest.fixture
def vendor(tmp_path: Path) -> Iterator[Vendor]:
    """The vendor, in a process of its own."""
    with vendor_at(tmp_path / "vendor") as vendor:
        yield vendor


@pytest.fixture
async def hosted(server: TemporalServer, vendor: Vendor, tmp_path: Path) -> AsyncIterator[StudioKit]:
    """A studio where everything can come from the vendor, which lists its jobs."""
    async with studio_at(server.address, tmp_path / "home", hosted_registry(vendor.address)) as kit:
        yield kit


def pictures(*words: str) -> Brief:
    """A film whose pictures come from the vendor."""
    return by_vendor(short_shots(*words), "image")


def polls(vendor: Vendor) -> int:
    """How often the vendor was asked where a job is that was not over."""
    return sum(line["did"] == "poll" for line in read_log(vendor.folder))


async def waiting(kit: StudioKit, film: str, words: str) -> list[Attempt]:
    """What a film has at vendors, as soon as one of them is said to be so."""
    async with asyncio.timeout(40):
        while True:
            found = [one for one in await kit.attempts(await kit.view(film)) if one.at_vendor]
            if any(words in line for line in vendor_lines(found)):
                return found
            await asyncio.sleep(0.1)


async def test_a_vendor_that_is_down_makes_its_shots_wait_and_says_so_until_it_is_there_again(
    hosted: StudioKit, vendor: Vendor, film: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(breakers.PAUSES, Transient, Pause(1.5, 1.5))
    monkeypatch.setattr(breakers, "SHUTS_AT", 2)
    vendor.kill()
    await hosted.begin(pictures("a quay", "a boat", "a gull"), film, stop_at="storyboard")
    told = await waiting(hosted, film, "out of order")
    assert all(one.at_vendor and one.at_vendor.what == "keyframe" for one in told)
    line = next(line for line in vendor_lines(told) if "out of order" in line)
    assert line.startswith("shot_00")
    assert "keyframe: vendor, out of order: The vendor (image) cannot be reached" in line
    assert ", asked again at " in line
    assert ", attempt 1, since " in line
    assert vendor_facts(told)[0].vendor == "vendor"
    seen = Breakers(open_database(hosted.settings.database_url))
    until: set[datetime] = set()
    async with asyncio.timeout(40):
        while len(until) < 4:  # one after the other knocks: none of the shots is given up
            until |= {shut.until for shut in seen.shut().values()}
            await asyncio.sleep(0.1)
    assert list(seen.shut()) == ["vendor (for jobs)"]
    vendor.start()
    view = await hosted.until(film, lambda view: view.ended)
    assert view.verdict == "stopped", "no shot is missing"
    assert view.spent == vendor.billed == 3 * PRICE
    assert Breakers(open_database(hosted.settings.database_url)).shut() == {}


async def test_a_vendor_that_stays_down_is_waited_for_only_so_long(
    hosted: StudioKit, vendor: Vendor, film: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(breakers, "SHUTS_AT", 1)
    monkeypatch.setitem(breakers.PAUSES, Transient, Pause(60, 60))
    monkeypatch.setattr(retries, "VENDOR_PATIENCE", timedelta(seconds=3))
    vendor.kill()
    await hosted.begin(pictures("a quay", "a boat"), film, stop_at="storyboard")
    view = await hosted.until(film, lambda view: view.ended)
    vendor.start()
    assert len(view.missing) == 2
    assert view.spent == view.reserved == vendor.billed == ZERO
    assert not view.unknown
    assert "cannot be reached" in view.missing[0].missing


async def test_a_key_has_so_many_jobs_under_way_and_the_next_waits_for_its_place(
    hosted: StudioKit, vendor: Vendor, film: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        activity, "account_of", lambda maker: account_of(maker).model_copy(update={"most": 1})
    )
    vendor.behave(Fault(where="job", how="polls", amount=8, times=3))
    await hosted.begin(pictures("a quay", "a boat", "a gull"), film, stop_at="storyboard")
    told = await waiting(hosted, film, "waits for a place")
    assert len(told) >= 2
    view = await hosted.until(film, lambda view: view.ended)
    assert view.verdict == "stopped"
    assert view.spent == vendor.billed == 3 * PRICE
    log = [(line["did"], line["id"]) for line in read_log(vendor.folder)]
    for earlier, later in (("j1", "j2"), ("j2", "j3")):
        over = max(number for number, line in enumerate(log) if line == ("poll", earlier))
        assert over < log.index(("accept", later))


async def test_jobs_that_wait_for_a_place_leave_their_slots_to_the_one_that_has_it(
    server: TemporalServer, vendor: Vendor, tmp_path: Path, film: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        activity, "account_of", lambda maker: account_of(maker).model_copy(update={"most": 1})
    )
    monkeypatch.setattr(visit, "GIVES_WAY_S", 1.0)
    settings = Settings(home=tmp_path / "home", io_slots=2)
    async with studio_of(server.address, settings, hosted_registry(vendor.address)) as kit:
        view = await kit.make(pictures("a quay", "a boat", "a gull", "a rope"), film, stop_at="storyboard")
    assert view.verdict == "stopped"
    assert view.spent == vendor.billed == 4 * PRICE


async def test_a_job_that_waits_for_its_place_ends_with_its_film(
    hosted: StudioKit, vendor: Vendor, film: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        activity, "account_of", lambda maker: account_of(maker).model_copy(update={"most": 1})
    )
    vendor.behave(Fault(where="job", how="polls", amount=100, times=9))
    await hosted.begin(pictures("a quay", "a boat"), film, stop_at="storyboard")
    await waiting(hosted, film, "waits for a place")
    await hosted.cancel(film)
    view = await hosted.until(film, lambda view: view.ended, within_s=60)
    assert view.stage == "cancelled"
    assert len(vendor.accepted) == 1


async def test_a_vendors_call_ends_the_waiting_long_before_the_next_look(
    server: TemporalServer, vendor: Vendor, tmp_path: Path, film: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.kit.hosted.Hosted.poll_every_s", 600.0)
    async with studio_at(server.address, tmp_path / "home", told_registry(vendor.address)) as kit:
        database = open_database(kit.settings.database_url)
        with receiver_of(database) as receiver:
            vendor.behave(Fault(where="job", how="polls", amount=2, times=2), listing=False)
            await kit.begin(pictures("a quay", "a boat"), film, stop_at="storyboard")
            await kit.until(film, lambda _: polls(vendor) == 2)
            vendor.behave(listing=False, notices=receiver.address)
            view = await kit.until(film, lambda view: view.ended, within_s=60)
    assert view.verdict == "stopped"
    assert view.spent == vendor.billed == 2 * PRICE
    assert polls(vendor) == 4, "one look at the beginning, and one when it was called"


async def test_a_job_that_was_taken_is_had_though_it_cannot_be_written_down_how_its_vendor_does(
    hosted: StudioKit, vendor: Vendor, film: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(*_: object) -> None:
        raise Unavailable("The database is held up.")

    monkeypatch.setattr(Breakers, "succeeded", held)
    view = await hosted.make(pictures("a quay", "a boat"), film, stop_at="storyboard")
    assert view.verdict == "stopped"
    assert len(vendor.accepted) == 2
    assert view.spent == vendor.billed == 2 * PRICE
