"""Whoever makes a long film may die at any moment: nothing is made twice, and nothing is paid twice."""

import asyncio
import random
from decimal import Decimal
from pathlib import Path

import pytest

from infra.engine.server import TemporalServer
from infra.settings import Settings
from infra.storage import open_store
from infra.temporal import connect, local_config
from models.film.decisions import Decision
from models.money.dollars import ZERO
from tests.kit.long_film import MadeUp, long_brief, swift_workers
from tests.kit.studio import StudioKit, end_all
from tests.kit.swift_film import film_process

SHOTS = 102
STEPS = 2 * SHOTS + SHOTS // 3 + 1
"""Its pictures, its clips, every third shot's voice, and the score."""


async def asked(made_up: MadeUp, what: str, count: int) -> None:
    """Wait until so many things of a kind were asked for."""
    async with asyncio.timeout(120):
        while sum(times for name, times in made_up.asked.items() if name.startswith(what)) < count:
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("seed", [1])
async def test_a_long_film_whose_worker_is_killed_again_and_again_is_made_and_paid_once(
    server: TemporalServer, tmp_path: Path, seed: int
) -> None:
    lots = random.Random(seed)
    client = await connect(open_store(Settings(home=tmp_path)), local_config(server.address))
    studio, made_up = StudioKit(client, Settings(home=tmp_path)), MadeUp(Decimal("0.01"))
    workers = swift_workers(client, tmp_path, price=Decimal("0.01"), made_up=made_up.all)
    async with workers:
        await studio.begin(
            long_brief(SHOTS), "killed-in-reels", approve="wait", budget=STEPS * Decimal("0.01")
        )
        for drawn in sorted(lots.sample(range(1, SHOTS), 2)):
            with film_process(server.address, tmp_path):
                await asked(made_up, "keyframe", drawn)
        with film_process(server.address, tmp_path):
            await studio.until(
                "killed-in-reels", lambda view: len([reel for reel in view.reels if reel.waits]) == 2
            )
        with film_process(server.address, tmp_path):
            await studio.decide("killed-in-reels", Decision(kind="approve", boards={1: 1, 2: 1}))
            await asked(made_up, "clip", lots.randrange(1, SHOTS))
        with film_process(server.address, tmp_path):
            view = await studio.until("killed-in-reels", lambda view: view.ended, within_s=180)
        assert (view.verdict, view.spent, view.reserved) == ("finished", STEPS * Decimal("0.01"), ZERO)
        made = {what: count for what, count in made_up.asked.items() if what.startswith(("keyframe", "clip"))}
        assert len(made) == 2 * SHOTS
        assert set(made.values()) == {1}
        await end_all(client)
