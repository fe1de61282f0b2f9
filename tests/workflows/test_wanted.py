"""What nobody wants any more: it is not begun, not paid for, and holds nobody up."""

import asyncio
from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path

import pytest

from infra.engine.server import TemporalServer
from models.cut.delivery import Delivery
from models.film.decisions import Decision
from models.orders.assets import Asset, Blob
from models.shots.shot_list import Shot
from models.shots.view import ShotView
from tests.kit.providers import Journal, renders, watched_registry
from tests.kit.studio import StudioKit, short_shots, studio_at
from workflows.errands import Errands
from workflows.gates.gate import Gate
from workflows.reels.reel import Reel

PRICE = Decimal("0.10")
PICTURE = Asset(blob=Blob(sha256="1" * 64, suffix=".png", size=1), recipe_key="1")


@pytest.fixture
async def priced(server: TemporalServer, tmp_path: Path) -> AsyncIterator[StudioKit]:
    """A studio where each picture, clip, voice and score costs ten cents."""
    home = tmp_path / "home"
    async with studio_at(server.address, home, watched_registry(home / "journal", PRICE)) as kit:
        yield kit


def a_reel() -> Reel:
    reel = Reel(Delivery(), Gate())
    shots = (Shot(shot_id=f"shot_00{n}", shot_number=n, enhanced_prompt="A door") for n in (1, 2))
    reel.fill(ShotView(shot=shot).drawn(PICTURE) for shot in shots)
    return reel


def test_a_take_is_wanted_until_its_shot_is_revised_or_missing() -> None:
    reel = a_reel()
    assert reel.wants("shot_001", 1)
    assert not reel.wants("shot_001", 2), "nobody has asked for it yet"
    view = reel.view("shot_001")
    reel.show(view.revised(view.shot))
    assert not reel.wants("shot_001", 1)
    assert reel.wants("shot_001", 2)
    reel.show(reel.view("shot_001").blocked_for("violence", "It may not be drawn."))
    assert not reel.wants("shot_001", 2)
    assert reel.wants("shot_002", 1)


def test_nothing_is_wanted_of_a_storyboard_that_was_rejected() -> None:
    reel = a_reel()
    reel.gate.rejected = Decision(kind="reject")
    assert not reel.wants("shot_001", 1)


def test_the_gate_is_blocked_by_the_shots_that_are() -> None:
    reel = a_reel()
    reel.show(*(view.blocked_for("violence", "It may not be drawn.") for view in reel.views))
    assert list(reel.gate.blocked) == ["shot_001", "shot_002"]
    view = reel.view("shot_001")
    reel.show(view.revised(view.shot))
    assert list(reel.gate.blocked) == ["shot_002"]


async def test_the_work_for_one_shot_is_stopped_and_the_rest_goes_on() -> None:
    errands, go = Errands(), asyncio.Event()
    first, second = (errands.begin(name, go.wait()) for name in ("shot_001", "shot_002"))
    await asyncio.sleep(0)
    errands.stop("shot_001")
    await asyncio.wait([first])
    assert first.cancelled()
    go.set()
    assert await second


async def test_a_board_is_shown_though_its_shots_wait_for_money(priced: StudioKit, film: str) -> None:
    await priced.at_gate(short_shots("a quay", "a boat"), film, budget="0.20")
    await priced.decide(film, Decision(kind="approve"))
    await priced.until(film, lambda view: len({need.shot_id for need in view.needs}) == 2)
    await priced.decide(film, Decision(kind="revise", shot="1", dialogue="A gate."))
    view = await priced.until(film, lambda view: view.board == 2 and view.stage == "approval")
    assert view.waiting.startswith("Board 2 waits for a decision")
    assert view.needs == (), "nothing is begun before the new board is approved"
    await priced.decide(film, Decision(kind="budget", usd=Decimal(5)))
    await priced.decide(film, Decision(kind="approve", board=2))
    view = await priced.until(film, lambda view: view.ended)
    assert (view.verdict, view.spent) == ("finished", Decimal("0.60"))


async def test_a_picture_that_was_revised_again_before_it_was_begun_is_never_bought(
    priced: StudioKit, film: str
) -> None:
    await priced.at_gate(short_shots("a quay"), film, budget="0.10")
    await priced.decide(film, Decision(kind="revise", shot="1", prompt="a pier"))
    waits = await priced.until(film, lambda view: bool(view.needs))
    assert "The budget is used up: shot_001 (keyframe)" in waits.waiting
    await priced.decide(film, Decision(kind="revise", shot="1", prompt="a mole"))
    await priced.until(film, lambda view: view.shots[0].take == 3 and len(view.needs) == 1)
    await priced.decide(film, Decision(kind="budget", usd=Decimal(5)))
    view = await priced.until(film, lambda view: view.board > 1)
    assert view.shots[0].shot.enhanced_prompt == "a mole"
    assert view.spent == Decimal("0.20")
    assert len(renders(priced.journal, "image")) == 2


async def test_other_words_for_a_picture_that_is_being_redrawn_wait_for_the_new_picture(
    studio: StudioKit, film: str
) -> None:
    await studio.at_gate(short_shots("a quay"), film)
    held = Journal(studio.journal).hold("image")
    held.touch()
    await studio.decide(film, Decision(kind="revise", shot="1", prompt="a pier"))
    await studio.decide(film, Decision(kind="revise", shot="1", dialogue="A gate."))
    await studio.decide(film, Decision(kind="revise", shot="1", dialogue="A gate, and a door."))
    held.unlink()
    view = await studio.until(film, lambda view: view.board > 1 and view.waiting.startswith("Board"))
    shot = view.shots[0]
    first = next(take.keyframe for take in shot.takes if take.take == 1)
    assert (shot.shot.enhanced_prompt, shot.shot.dialogue) == ("a pier", "A gate, and a door.")
    assert shot.keyframe
    assert shot.keyframe != first


@pytest.mark.parametrize(
    ("shot", "said"),
    [
        ("²", "There is no shot '²'"),
        ("٣" * 3, "There is no shot '٣٣٣'"),
        ("9" * 5000, "must be a shot's number or id"),
    ],
    ids=["superscript", "other-digits", "long"],
)
async def test_a_signal_that_names_a_shot_by_a_strange_number_is_refused_and_the_film_goes_on(
    studio: StudioKit, film: str, shot: str, said: str
) -> None:
    await studio.at_gate(short_shots("a quay"), film)
    handle = studio.client.get_workflow_handle(film)
    await handle.signal("revise_shot", {"shot": shot, "prompt": "a pier"})
    await handle.signal("approve_storyboard", {"board": "²"})
    view = await studio.until(film, lambda view: len(view.decisions) == 2)
    assert not any(record.accepted for record in view.decisions)
    assert said in view.decisions[0].reason
    assert "must be the board's number" in view.decisions[1].reason
    await studio.decide(film, Decision(kind="reject"))
    assert (await studio.until(film, lambda view: view.ended)).stage == "rejected"


async def test_a_signal_with_more_than_one_payload_is_taken_by_its_first(
    studio: StudioKit, film: str
) -> None:
    await studio.at_gate(short_shots("a quay"), film)
    handle = studio.client.get_workflow_handle(film)
    await handle.signal("reject_storyboard", args=[{"by": "ann"}, {"board": 1}, 3])
    view = await studio.until(film, lambda view: view.ended)
    assert view.reason == "The storyboard was rejected by ann."
