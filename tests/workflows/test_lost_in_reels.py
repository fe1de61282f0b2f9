"""Replies that are lost in a long film cost more than was planned: its reels are lent the rest, however often it happens."""

import asyncio
from decimal import Decimal
from pathlib import Path

import pytest
from temporalio import activity

from infra.engine.server import TemporalServer
from models.money.dollars import ZERO
from models.orders.assets import Asset
from models.orders.requests import Order, SpeechRequest, VideoRequest
from tests.kit.long_film import MadeUp, long_brief, swift_studio

SHOTS = 120
PRICE = Decimal("0.01")


class Forgetful(MadeUp):
    """Makes things up; of each voice and each clip the first reply is lost."""

    def _lose_the_first(self, what: str) -> None:
        self.asked[what] += 1
        if self.asked[what] == 1:
            raise ConnectionResetError("the reply is lost")

    @activity.defn(name="sound.voice")
    def voice(self, order: Order[SpeechRequest]) -> Asset:
        """A voice."""
        self._lose_the_first(f"lost {order.request.text}")
        return super().voice(order)

    @activity.defn(name="shots.clip")
    def clip(self, order: Order[VideoRequest]) -> Asset:
        """A clip."""
        self._lose_the_first(f"lost {order.request.shot.shot_id}")
        return super().clip(order)


@pytest.mark.chaos
async def test_a_reel_is_lent_what_lost_replies_cost_as_long_as_its_film_has_money(
    server: TemporalServer, tmp_path: Path
) -> None:
    made_up = Forgetful(PRICE)
    async with swift_studio(server.address, tmp_path, price=PRICE, made_up=made_up.all) as studio:
        async with asyncio.timeout(300):  # where it is not lent what it lacks, it waits for ever
            view = await studio.make(long_brief(SHOTS), "lost-in-reels", budget=Decimal(20))
    things = 2 * SHOTS + SHOTS // 3 + 1  # pictures, clips, voices, the score
    lost = SHOTS + SHOTS // 3
    assert (view.verdict, view.reserved) == ("finished", ZERO)
    assert view.spent == (things + lost) * PRICE
