"""A finished film of several reels is changed: the reel of the shot goes on from what it left, the others stand."""

import asyncio
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from infra.engine.server import TemporalServer
from models.film.decisions import Decision
from models.shots.takes import Change
from studio.service.film.retakes import changed_film
from tests.kit.long_film import long_brief, swift_studio
from tests.kit.short_reels import SHOTS
from tests.kit.studio import StudioKit

LONG = 120
"""Two reels: shots 1 to 59, and 60 to 120."""

short = pytest.mark.usefixtures("in_short_reels")

PRICE = Decimal("0.01")
"""Of everything that is made."""


async def change(studio: StudioKit, film: str, *changes: Change, auto: bool = True) -> None:
    """Start the run of a film in which these changes are made."""
    await studio.start(await changed_film(studio, film, changes, auto=auto), film)


def anew(shot: str, **fields: Any) -> Change:
    return Change(shot_id=shot, by="ann", **fields)


@short
async def test_a_retake_begins_the_shots_own_reel_again_and_the_film_is_cut_of_both(
    server: TemporalServer, tmp_path: Path
) -> None:
    async with swift_studio(server.address, tmp_path, price=PRICE) as studio:
        first = await studio.make(long_brief(SHOTS), "again", budget=Decimal(3))
        assert first.spent == 57 * PRICE, "pictures and clips, eight voices, a score"
        await change(studio, "again", anew("15", note="at night"))
        second = await studio.until("again", lambda view: view.ended)
        assert (second.verdict, second.reason) == ("finished", "")
        assert [view.take for view in second.shots] == [2 if number == 14 else 1 for number in range(SHOTS)]
        assert "at night" in second.shots[14].shot.enhanced_prompt
        assert [view.board for view in second.reels] == [1, 2]
        assert second.reels[0] == first.reels[0].model_copy(update={"taken": False})
        assert second.spent == first.spent + 4 * PRICE, "a picture, a voice, a clip, and the score anew"
        assert second.spent == sum(reel.spent for reel in second.reels) + 2 * PRICE
        described = [one.id async for one in studio.client.list_workflows("WorkflowType = 'ReelWorkflow'")]
        mark = (await studio.part("again", "")).rstrip("/")
        assert [name for name in described if name.startswith(mark)] == [f"{mark}/reel-2"]

        await change(studio, "again", Change(shot_id="15", use=1, by="ann"), anew("3"))
        third = await studio.until("again", lambda view: view.ended)
        assert (third.verdict, third.reason) == ("finished", "")
        assert third.shots[14].take == 1
        assert third.shots[14].shot == first.shots[14].shot
        assert [take.take for take in third.shots[14].kept()] == [1, 2]
        assert third.shots[2].take == 2


@short
async def test_a_retake_that_is_rejected_or_cancelled_leaves_a_long_film_as_it_was(
    server: TemporalServer, tmp_path: Path
) -> None:
    async with swift_studio(server.address, tmp_path) as studio:
        first = await studio.make(long_brief(SHOTS), "kept")
        await change(studio, "kept", anew("15", note="at night"), auto=False)
        waits = await studio.until("kept", lambda view: any(reel.waits for reel in view.reels))
        assert [reel.stage for reel in waits.reels] == ["finished", "approval"]
        assert waits.rejectable
        await studio.decide("kept", Decision(kind="reject", by="ann", note="too dark"))
        second = await studio.until("kept", lambda view: view.ended)
        assert second.reason == "The retake was rejected by ann: too dark. The film stays as it was."
        assert second.verdict == "finished"
        assert [view.clip for view in second.shots] == [view.clip for view in first.shots]
        assert second.documents["film.mp4"] == first.documents["film.mp4"]
        assert [take.take for take in second.shots[14].kept()] == [1, 2], "what was made is kept"

        await change(studio, "kept", anew("15"), anew("3"), auto=False)
        await studio.until("kept", lambda view: [reel.waits for reel in view.reels] == [True, True])
        await studio.decide("kept", Decision(kind="approve", reel=1, board=2))
        await studio.until("kept", lambda view: view.reels[0].ended)
        await studio.cancel("kept")
        third = await studio.until("kept", lambda view: view.ended)
        assert third.reason == "The retake was cancelled. The film stays as it was."
        assert [view.clip for view in third.shots] == [view.clip for view in first.shots]
        assert third.documents["film.mp4"] == first.documents["film.mp4"]
        assert [take.take for take in third.shots[2].kept()] == [1, 2]
        assert [reel.stage for reel in third.reels] == ["finished", "finished"]


async def test_a_long_films_shots_are_all_there_while_one_reel_of_it_is_retaken(
    server: TemporalServer, tmp_path: Path
) -> None:
    async with swift_studio(server.address, tmp_path) as studio:
        first = await studio.make(long_brief(LONG), "seen")
        await change(studio, "seen", anew("75", note="at night"), auto=False)
        waits = await studio.until("seen", lambda view: any(reel.waits for reel in view.reels))
        assert len(waits.shots) == LONG
        assert waits.shots[:59] == first.shots[:59]
        assert waits.shots[74].take == 2
        assert not [note for note in waits.notes if "could not be written" in note]
        async with asyncio.timeout(30):  # the books of the film are written every few seconds
            while sum((glance := await studio.glance("seen", 50)).counts.values()) < LONG:
                await asyncio.sleep(0.1)
        assert glance.reels[2]["drawn"] == 1
