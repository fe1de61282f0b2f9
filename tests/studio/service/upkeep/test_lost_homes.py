"""A home that is lost while films run in it, and brought back: films go on, and nothing is paid twice."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from infra.settings import Settings
from models.brief import Brief
from models.film.decisions import Decision
from models.film.view import FilmView
from studio.service.upkeep.backup import Copied, back_up
from studio.service.upkeep.restore import restore
from tests.kit.homes import hosted_engine, kill_everything, lose
from tests.kit.hosted import PRICE, by_vendor
from tests.kit.studio import StudioKit, short_shots
from tests.kit.vendor import Fault
from tests.kit.vendor_process import Vendor, vendor_at

pytestmark = pytest.mark.ops

LONG = 30
"""Polls that the pictures take which are drawn while the copy is made."""


@pytest.fixture
def vendor(tmp_path: Path) -> Iterator[Vendor]:
    with vendor_at(tmp_path / "vendor") as vendor:
        yield vendor


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


def film_of(*words: str) -> Brief:
    """A film whose pictures and clips are the vendor's, and in which nobody speaks."""
    brief = short_shots(*words)
    silent = tuple(shot.model_copy(update={"dialogue": ""}) for shot in brief.shots)
    return by_vendor(brief.model_copy(update={"shots": silent, "title": words[0]}), "image", "video")


async def lost_after_a_copy(
    settings: Settings, vendor: Vendor, film: str, copies: Path
) -> tuple[Copied, int]:
    """A film at its gate and one that goes on by itself; the home is copied, and lost when more was bought.

    Gives the copy, and how many jobs the vendor had taken when the home was lost.
    """
    async with hosted_engine(settings, vendor.address) as kit:
        await kit.at_gate(film_of("a quay", "a boat"), f"{film}-waits")
        vendor.behave(Fault(where="job", how="polls", times=2, amount=LONG))
        await kit.begin(film_of("a hill", "a road"), f"{film}-goes-on", approve="auto")
        await kit.until(
            f"{film}-goes-on",
            lambda view: all(shot.status == "drawing" for shot in view.shots) and len(vendor.accepted) == 4,
        )
        copied = await asyncio.to_thread(back_up, settings, copies)
        assert copied.histories
        while not [job for job in vendor.accepted[4:] if job["asked"]["kind"] == "video"]:
            await asyncio.sleep(0.05)
        kill_everything(settings)
    lose(settings.home)
    return copied, len(vendor.accepted)


def bought(vendor: Vendor) -> Counter[str]:
    return Counter(f"{job['asked']['kind']} {job['asked']['prompt']}" for job in vendor.accepted)


async def approved(kit: StudioKit, film: str) -> FilmView:
    view = await kit.until(film, lambda view: view.stage == "approval")
    await kit.decide(film, Decision(kind="approve", by="ann", board=view.board))
    return await kit.until(film, lambda view: view.ended, within_s=120)


async def test_films_go_on_in_a_home_that_was_lost_and_nothing_is_paid_twice(
    settings: Settings, vendor: Vendor, film: str, tmp_path: Path
) -> None:
    copied, _ = await lost_after_a_copy(settings, vendor, film, tmp_path / "copies")
    back = await asyncio.to_thread(restore, settings, tmp_path / "copies")
    assert (back.name, back.histories) == (copied.name, True)
    async with hosted_engine(settings, vendor.address) as kit:
        waited = await approved(kit, f"{film}-waits")
        went_on = await kit.until(f"{film}-goes-on", lambda view: view.ended, within_s=120)
    assert [view.verdict for view in (waited, went_on)] == ["finished", "finished"]
    assert vendor.crimes == []
    assert set(bought(vendor).values()) == {1}, "every picture and every clip was bought once"
    assert len(bought(vendor)) == 8
    assert waited.spent + went_on.spent == vendor.billed == 8 * PRICE


async def test_what_a_vendor_that_lists_nothing_may_have_taken_is_asked_of_a_person_not_bought_again(
    settings: Settings, vendor: Vendor, film: str, tmp_path: Path
) -> None:
    vendor.behave(listing=False)
    _, taken = await lost_after_a_copy(settings, vendor, film, tmp_path / "copies")
    vendor.behave(listing=False)
    await asyncio.to_thread(restore, settings, tmp_path / "copies")
    async with hosted_engine(settings, vendor.address) as kit:
        view = await kit.until(f"{film}-goes-on", lambda view: len(view.unknown) == 2, within_s=120)
        assert {job.stage for job in view.unknown} == {"clip"}
        assert len(vendor.accepted) == taken, "nothing was asked for while nobody knew"
        handle = kit.client.get_workflow_handle(f"{film}-goes-on")
        for job in view.unknown:
            await handle.signal("resolve_job", {"shot": job.shot_id, "action": "resubmit"})
        ended = await kit.until(f"{film}-goes-on", lambda view: view.ended, within_s=120)
        await kit.cancel(f"{film}-waits")
    assert ended.verdict == "finished"
    assert len(vendor.accepted) == taken + 2
    assert ended.spent >= 4 * PRICE + Decimal("0.05") * 2, "what may have been billed is booked at its quote"
