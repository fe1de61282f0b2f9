"""What a worker with a card takes on: other models go to others, and a card that is lost ends it with a sentence."""

from typing import Any

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.worker import ActivityInboundInterceptor

from models.errors import CardLost, GaveWay
from models.orders.cast import Choice
from models.orders.requests import ImageRequest, Order
from models.shots.shot_list import Shot
from workers.cards import duty
from workers.cards.duty import CardDuty


class Does(ActivityInboundInterceptor):
    """What follows an interceptor: an activity that gives 7, or fails."""

    def __init__(self, error: Exception | None = None) -> None:
        self._error = error

    async def execute_activity(self, input: Any) -> Any:  # noqa: A002
        del input
        if self._error:
            raise self._error
        return 7


class Asked:
    def __init__(self, *args: Any) -> None:
        self.args = args


def order(provider: str, label: str = "gpu") -> Order[ImageRequest]:
    shot = Shot(shot_id="shot_001", shot_number=1, enhanced_prompt="a door")
    choice = Choice(kind="image", provider=provider, label=label, revision="1")
    return Order(request=ImageRequest(shot=shot, width=64, height=64), choice=choice)


async def done(card: CardDuty, asked: Any, error: Exception | None = None) -> Any:
    return await card.intercept_activity(Does(error)).execute_activity(Asked(asked))  # type: ignore[arg-type]


async def test_a_worker_of_some_models_leaves_the_others_to_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duty, "_GIVES_WAY_AFTER_S", 0.0)
    card = CardDuty(["sdxl"])
    assert await done(card, order("sdxl")) == 7
    assert await done(card, order("animatic", "cpu")) == 7
    with pytest.raises(ApplicationError) as left:
        await done(card, order("klein"))
    assert (left.value.type, left.value.non_retryable) == (GaveWay.__name__, True)
    assert (
        left.value.message == "This worker runs sdxl alone, and klein is wanted: another one has to serve it."
    )
    assert await done(CardDuty(), order("klein")) == 7


async def test_a_card_that_is_lost_ends_its_worker_with_the_sentence() -> None:
    card = CardDuty()
    with pytest.raises(ApplicationError):
        await done(card, order("sdxl"), ApplicationError("Out of memory.", type="OutOfMemory"))
    card.check()
    with pytest.raises(ApplicationError):
        await done(card, order("sdxl"), ApplicationError("The card cuda does not answer.", type="CardLost"))
    assert card.lost.is_set()
    with pytest.raises(CardLost, match=r"^The card cuda does not answer\.$"):
        card.check()
