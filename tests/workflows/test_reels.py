"""A film of more shots than a board can hold is made in reels, each with a board, a gate and money of its own."""

from pathlib import Path

from infra.engine.server import TemporalServer
from models.film.decisions import Decision
from tests.kit.long_film import long_brief, swift_studio

SHOTS = 120
"""More than one reel may have, and not many more: two reels."""


async def test_a_film_of_more_shots_than_one_reel_has_is_made_to_its_end_in_order(
    server: TemporalServer, tmp_path: Path
) -> None:
    async with swift_studio(server.address, tmp_path) as studio:
        view = await studio.make(long_brief(SHOTS), "reels")
        assert (view.verdict, view.reason) == ("finished", "")
        assert [shot.shot.shot_number for shot in view.shots] == list(range(1, SHOTS + 1))
        assert all(shot.status == "done" for shot in view.shots)
        assert [(reel.first_number, reel.count) for reel in view.reels] == [(1, 59), (60, 61)]
        assert "film.mp4" in view.documents
        assert {"reels/01/storyboard.png", "reels/02/reel.mp4"} <= view.documents.keys()


async def test_each_reel_waits_for_its_own_approval_and_is_rendered_while_others_are_looked_at(
    server: TemporalServer, tmp_path: Path
) -> None:
    async with swift_studio(server.address, tmp_path) as studio:
        await studio.begin(long_brief(SHOTS), "gates", approve="wait")
        await studio.until("gates", lambda view: len([reel for reel in view.reels if reel.waits]) == 2)
        await studio.decide("gates", Decision(kind="approve", reel=2, board=1))
        view = await studio.until("gates", lambda view: any(reel.ended for reel in view.reels))
        assert [reel.stage for reel in view.reels] == ["approval", "finished"]
        assert "longtake approve gates --reel 1 --board 1" in view.waiting
        await studio.decide("gates", Decision(kind="approve"))
        view = await studio.until("gates", lambda view: view.ended)
        assert view.verdict == "finished"
