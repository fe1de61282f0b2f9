"""A film of more shots than a board can hold is made in reels, each with a board, a gate and money of its own."""

import asyncio
import re
import threading
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select
from temporalio import activity

from infra.database.database import open_database
from infra.database.tables import ledger
from infra.engine.server import TemporalServer
from infra.settings import Settings
from models.errors import WrongMoment
from models.film.decisions import Decision
from models.film.view import FilmView
from models.money.dollars import ZERO
from models.orders.assets import Asset
from models.orders.requests import Order, VideoRequest
from tests.kit.long_film import MadeUp, long_brief, swift_studio
from tests.kit.short_reels import SHOTS
from tests.kit.studio import StudioKit

LONG = 120
"""More than one reel may have, and not many more: two reels."""

short = pytest.mark.usefixtures("in_short_reels")


async def all_wait(studio: StudioKit, film: str) -> FilmView:
    """The film once every reel of it waits for a person."""
    return await studio.until(film, lambda view: bool(view.reels) and all(reel.waits for reel in view.reels))


async def test_a_film_of_more_shots_than_one_reel_has_is_made_to_its_end_in_order(
    server: TemporalServer, tmp_path: Path
) -> None:
    async with swift_studio(server.address, tmp_path) as studio:
        view = await studio.make(long_brief(LONG), "reels-in-reels")
        assert (view.verdict, view.reason) == ("finished", "")
        assert [shot.shot.shot_number for shot in view.shots] == list(range(1, LONG + 1))
        assert all(shot.status == "done" for shot in view.shots)
        assert [(reel.first_number, reel.count) for reel in view.reels] == [(1, 59), (60, 61)]
        assert "film.mp4" in view.documents
        assert {"reels/01/storyboard.png", "reels/02/reel.mp4"} <= view.documents.keys()


@short
async def test_each_reel_waits_for_its_own_approval_and_is_rendered_while_others_are_looked_at(
    server: TemporalServer, tmp_path: Path
) -> None:
    async with swift_studio(server.address, tmp_path) as studio:
        await studio.begin(long_brief(SHOTS), "gates-in-reels", approve="wait")
        await all_wait(studio, "gates-in-reels")
        await studio.decide("gates-in-reels", Decision(kind="approve", reel=2, board=1))
        view = await studio.until("gates-in-reels", lambda view: any(reel.ended for reel in view.reels))
        assert [reel.stage for reel in view.reels] == ["approval", "finished"]
        assert "longtake approve gates-in-reels --reel 1 --board 1" in view.waiting
        await studio.decide("gates-in-reels", Decision(kind="approve"))
        view = await studio.until("gates-in-reels", lambda view: view.ended)
        assert view.verdict == "finished"


def charged(home: Path, film: str) -> Decimal:
    """Dollars that a film was charged, as its ledger has them."""
    with closing(open_database(Settings(home=home).database_url)) as database:
        rows = database.read(
            lambda c: c.execute(
                select(ledger.c.usd).where(ledger.c.film_id == film, ledger.c.entry == "charge")
            ).all()
        )
    return sum((row.usd for row in rows), ZERO)


@short
async def test_reels_spend_no_more_together_than_the_film_may_and_go_on_when_it_may_more(
    server: TemporalServer, tmp_path: Path
) -> None:
    budget = Decimal("0.32")
    async with swift_studio(server.address, tmp_path, price=Decimal("0.01")) as studio:
        await studio.begin(long_brief(SHOTS), "money-in-reels", approve="auto", budget=budget)
        view = await studio.until("money-in-reels", lambda view: "The budget is used up" in view.waiting)
        assert view.spent <= budget
        assert "`longtake budget money-in-reels " in view.waiting
        await studio.decide("money-in-reels", Decision(kind="budget", usd=Decimal(9)))
        view = await studio.until("money-in-reels", lambda view: view.ended)
        assert (view.verdict, view.reserved) == ("finished", ZERO)
        assert view.spent == charged(tmp_path, "money-in-reels") <= Decimal(9)


@short
async def test_money_that_one_reel_does_not_need_is_anothers_before_the_film_says_that_it_is_short(
    server: TemporalServer, tmp_path: Path
) -> None:
    steps = 2 * SHOTS + SHOTS // 3 + 1  # pictures, clips, voices, the score
    async with swift_studio(server.address, tmp_path, price=Decimal("0.01")) as studio:
        view = await studio.make(long_brief(SHOTS), "exact-in-reels", budget=steps * Decimal("0.01"))
        assert (view.verdict, view.spent) == ("finished", steps * Decimal("0.01"))


@short
async def test_a_cancelled_film_stops_its_reels_and_keeps_what_they_have(
    server: TemporalServer, tmp_path: Path
) -> None:
    async with swift_studio(server.address, tmp_path) as studio:
        await studio.begin(long_brief(SHOTS), "stopped-in-reels", approve="wait")
        await all_wait(studio, "stopped-in-reels")
        assert (await studio.cancel("stopped-in-reels", within_s=60)).became == "cancelled"
        view = await studio.view("stopped-in-reels")
        assert (view.verdict, [reel.stage for reel in view.reels]) == ("cancelled", ["cancelled"] * 2)
        assert all(shot.keyframe for shot in view.shots)
        running = "WorkflowId STARTS_WITH 'stopped-in-reels/' AND ExecutionStatus = 'Running'"
        async with asyncio.timeout(60):  # lists are a moment behind
            while (await studio.client.count_workflows(running)).count:
                await asyncio.sleep(0.05)


@short
async def test_a_reel_that_is_terminated_by_hand_fails_the_film_once_the_others_are_made(
    server: TemporalServer, tmp_path: Path
) -> None:
    async with swift_studio(server.address, tmp_path) as studio:
        await studio.begin(long_brief(SHOTS), "torn-in-reels", approve="wait")
        await all_wait(studio, "torn-in-reels")
        await studio.client.get_workflow_handle(await studio.part("torn-in-reels", "reel-1")).terminate()
        await studio.decide("torn-in-reels", Decision(kind="approve", reel=2, board=1))
        view = await studio.until("torn-in-reels", lambda view: view.ended)
        assert view.verdict == "failed"
        assert view.reason == "Reel 1 could not be made: A part of the work was terminated by hand."
        assert [reel.stage for reel in view.reels] == ["failed", "finished"]


async def test_a_reel_that_is_terminated_by_hand_has_spent_what_it_was_lent_as_far_as_others_are_lent_money(
    server: TemporalServer, tmp_path: Path
) -> None:
    film, cent = "robbed-in-reels", Decimal("0.01")
    async with swift_studio(server.address, tmp_path, price=cent) as studio:
        # One after the other, so that the first is lent all that it needs, 59 pictures, 59 clips and 19 voices: what is
        # left is enough for the 61 pictures of the other one.
        await studio.begin(long_brief(LONG), film, approve="wait", budget=200 * cent, at_once={"reels": 1})
        await all_wait(studio, film)
        await studio.client.get_workflow_handle(await studio.part(film, "reel-1")).terminate()
        await studio.until(film, lambda view: view.reels[0].ended)
        await studio.decide(film, Decision(kind="approve", reel=2, board=1))
        view = await studio.until(film, lambda view: "The budget is used up" in view.waiting)
        assert view.reels[1].short, (
            "the first reel's money is not lent to it: nobody knows what is still charged"
        )
        assert view.spent <= 200 * cent - 78 * cent
        [enough] = re.findall(rf"`longtake budget {film} ([0-9.]+)` is enough", view.waiting)
        await studio.decide(film, Decision(kind="budget", usd=Decimal(enough)))
        view = await studio.until(film, lambda view: view.ended)
        assert (view.verdict, [reel.stage for reel in view.reels]) == ("failed", ["failed", "finished"])
        assert view.reason == "Reel 1 could not be made: A part of the work was terminated by hand."
        assert view.reserved == ZERO
        assert view.spent == charged(tmp_path, film) == sum(reel.spent for reel in view.reels)
        assert view.reels[0].spent == 59 * cent


class Held(MadeUp):
    """Makes a film up, and holds one clip of its first reel until it is let `go`."""

    def __init__(self) -> None:
        super().__init__()
        self.go = threading.Event()

    @activity.defn(name="shots.clip")
    def clip(self, order: Order[VideoRequest]) -> Asset:
        """A clip, the first one once that may be."""
        if order.request.shot.shot_id == "shot_001":
            self.go.wait(60)
        return super().clip(order)


async def test_a_board_that_waits_is_shown_while_another_reel_has_all_turns(
    server: TemporalServer, tmp_path: Path
) -> None:
    film, held = "shown-in-reels", Held()
    async with swift_studio(server.address, tmp_path, made_up=held.all) as studio:
        try:
            await studio.begin(long_brief(LONG), film, approve="wait", at_once={"reels": 1})
            await all_wait(studio, film)
            await studio.decide(film, Decision(kind="approve", reel=1, board=1))
            view = await studio.until(
                film, lambda view: view.reels[0].stage == "shots" and view.reels[0].works
            )
            assert (view.stage, view.reels[1].waits, view.reels[1].board) == ("approval", True, 1)
            assert view.waiting.startswith("Reel 2: Board 1 waits for a decision:")
            assert (await studio.glance(film, 10)).film.waiting == view.waiting
            await studio.decide(film, Decision(kind="approve", reel=2, board=1))
            view = await studio.until(film, lambda view: view.reels[1].ready)
            assert (view.stage, view.reels[1].works, view.reels[0].works) == ("shots", False, True)
        finally:
            held.go.set()
        assert (await studio.until(film, lambda view: view.ended)).verdict == "finished"


@short
async def test_a_film_of_which_no_reel_is_approved_can_be_rejected_and_no_other(
    server: TemporalServer, tmp_path: Path
) -> None:
    async with swift_studio(server.address, tmp_path) as studio:
        for film in ("refused-in-reels", "agreed-in-reels"):
            await studio.begin(long_brief(SHOTS), film, approve="wait")
        for film in ("refused-in-reels", "agreed-in-reels"):
            await all_wait(studio, film)
        await studio.decide("refused-in-reels", Decision(kind="reject", note="too dark"))
        view = await studio.until("refused-in-reels", lambda view: view.ended)
        assert (view.verdict, view.reason) == ("rejected", "The storyboard was rejected: too dark.")
        await studio.decide("agreed-in-reels", Decision(kind="approve", reel=1, board=1))
        # The reel was told; it tells its film.
        await studio.until("agreed-in-reels", lambda view: view.reels[0].approved_board == 1)
        with pytest.raises(WrongMoment, match="Reel 1 was approved, and the film is not rejected any more"):
            await studio.decide("agreed-in-reels", Decision(kind="reject"))


@short
async def test_a_paused_film_begins_no_more_of_its_reels_until_it_goes_on(
    server: TemporalServer, tmp_path: Path
) -> None:
    async with swift_studio(server.address, tmp_path) as studio:
        await studio.begin(long_brief(SHOTS), "held-in-reels", approve="wait", at_once={"reels": 1})
        await studio.decide("held-in-reels", Decision(kind="pause"))
        await studio.decide("held-in-reels", Decision(kind="resume"))
        view = await all_wait(studio, "held-in-reels")
        assert not view.paused
        await studio.decide("held-in-reels", Decision(kind="approve", boards={1: 1, 2: 1}))
        assert (await studio.until("held-in-reels", lambda view: view.ended)).verdict == "finished"
