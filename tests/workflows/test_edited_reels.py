"""Boards of a long film that are edited, reel by reel; and edits that outlive whoever makes the film."""

import asyncio
from decimal import Decimal
from pathlib import Path

import pytest

from infra.engine.server import TemporalServer
from infra.settings import Settings
from infra.storage import open_store
from infra.temporal import connect, local_config
from models.errors import BadInput, WrongMoment
from models.film.decisions import Decision, DecisionKind, read_decision
from models.film.view import FilmView
from models.money.dollars import ZERO
from tests.kit.long_film import MadeUp, long_brief, swift_studio, swift_workers
from tests.kit.short_reels import SHOTS
from tests.kit.studio import StudioKit, end_all
from tests.kit.swift_film import film_process

short = pytest.mark.usefixtures("in_short_reels")


def ids(view: FilmView) -> list[str]:
    return [shot.shot.shot_id for shot in view.shots]


def numbers(view: FilmView) -> list[int]:
    return [shot.shot.shot_number for shot in view.shots]


async def decided(studio: StudioKit, film: str, kind: DecisionKind, **said: object) -> None:
    await studio.decide(film, read_decision(kind, {"by": "ann", **said}))


@short
async def test_a_reels_board_is_edited_by_itself_and_the_film_is_numbered_through(
    server: TemporalServer, tmp_path: Path
) -> None:
    film = "edits-in-reels"
    async with swift_studio(server.address, tmp_path) as studio:
        await studio.begin(long_brief(SHOTS), film, approve="wait")
        view = await studio.until(
            film, lambda view: bool(view.reels) and all(reel.waits for reel in view.reels)
        )
        second = view.reels[1].first_number
        await studio.decide(film, Decision(kind="approve", reel=2, board=1))
        await studio.until(film, lambda view: any(reel.ended for reel in view.reels))
        with pytest.raises(BadInput, match="a shot stays in its reel"):
            await decided(studio, film, "move", shot="1", after=str(second))
        with pytest.raises(WrongMoment, match="Reel 2 is finished"):
            await decided(studio, film, "drop", shot=str(second))

        await decided(studio, film, "insert", after="2", prompt="a lamp on the wall", reel=1, board=1)
        await studio.until(film, lambda view: view.reels[0].board == 2 and view.reels[0].waits)
        await decided(studio, film, "move", shot="1", after="shot_003")
        view = await studio.until(film, lambda view: view.reels[0].board == 3 and view.reels[0].waits)
        assert ids(view)[:4] == ["shot_002", "shot_002a", "shot_003", "shot_001"]
        assert numbers(view) == list(range(1, SHOTS + 2))
        assert view.reels[1].first_number == second + 1
        assert numbers((await studio.glance(film, 500)).film) == list(range(1, SHOTS + 2))

        await studio.client.get_workflow_handle(film).signal("undo_edit", {"by": "tom"})
        view = await studio.until(film, lambda view: view.reels[0].board == 4 and view.reels[0].waits)
        assert ids(view)[:4] == ["shot_001", "shot_002", "shot_002a", "shot_003"]
        await studio.decide(film, Decision(kind="approve", reel=1, board=4))
        view = await studio.until(film, lambda view: view.ended)
        assert (view.verdict, numbers(view)) == ("finished", list(range(1, SHOTS + 2)))
        assert view.reels[0].count == second


async def test_edits_outlive_a_worker_that_is_killed_again_and_again_and_nothing_is_paid_twice(
    server: TemporalServer, tmp_path: Path
) -> None:
    film, price = "killed-in-edits", Decimal("0.01")
    client = await connect(open_store(Settings(home=tmp_path)), local_config(server.address))
    studio, made_up = StudioKit(client, Settings(home=tmp_path)), MadeUp(price)

    async def told(kind: DecisionKind, **said: object) -> None:
        await client.get_workflow_handle(film).signal(
            {"insert": "insert_shot", "move": "move_shot", "drop": "drop_shot", "undo": "undo_edit"}[kind],
            {"by": "ann", **said},
        )

    async with swift_workers(client, tmp_path, price=price, made_up=made_up.all):
        with film_process(server.address, tmp_path):
            await studio.at_gate(long_brief(6), film)
            await told("insert", after="shot_002", prompt="a lamp on the wall")
        with film_process(server.address, tmp_path):
            await studio.until(film, lambda view: view.board >= 2 and view.waiting.startswith("Board"))
            await told("move", shot="shot_006", before="shot_001")
            await told("drop", shot="shot_004")
            await asyncio.sleep(0.2)
        with film_process(server.address, tmp_path):
            view = await studio.until(
                film, lambda view: len(view.decisions) == 3 and view.waiting.startswith("Board")
            )
            six = ["shot_006", "shot_001", "shot_002", "shot_002a", "shot_003", "shot_005"]
            assert ids(view) == six
            await told("undo")
        with film_process(server.address, tmp_path):
            view = await studio.until(
                film, lambda view: len(view.shots) == 7 and view.waiting.startswith("Board")
            )
            await studio.decide(film, Decision(kind="approve", board=view.board))
            view = await studio.until(film, lambda view: view.ended, within_s=120)
        assert ids(view) == [*six[:5], "shot_004", "shot_005"]
        assert (view.verdict, view.reserved) == ("finished", ZERO)
        made = {what: times for what, times in made_up.asked.items() if what.startswith(("keyframe", "clip"))}
        assert set(made.values()) == {1}
        assert len(made) == 14
        await end_all(client)
