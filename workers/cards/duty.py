"""What a worker with a card takes on, and what ends it: models that it does not run go to others, a lost card ends it."""

import asyncio
import os
import threading
from collections.abc import Collection, Iterator
from typing import Any

from temporalio.exceptions import ApplicationError
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor

from models.errors import CardLost, GaveWay
from models.orders.cast import Choice
from models.queues import pool_of

HAND_OVER_S = 28.0
"""How long a process with a card that is told to stop may take, whatever it is at: a model that is being loaded asks nobody."""
_GIVES_WAY_AFTER_S = 3.0
"""How long work waits here that others shall do: whoever has the model takes it meanwhile."""


class CardDuty(Interceptor):
    """The duty of a process with one card, which runs `only` some models, or all; `lost` is set when the card is gone."""

    def __init__(self, only: Collection[str] = ()) -> None:
        self.only = frozenset(only)
        self.lost = asyncio.Event()
        self.sentence = ""

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002
        """See what comes in, and what comes of it."""
        return _OnDuty(next, self)

    def end_within(self, seconds: float) -> None:
        """End the process by then, whatever still runs: what was kept of it is gone on with elsewhere."""
        timer = threading.Timer(seconds, os._exit, (0,))
        timer.daemon = True
        timer.start()

    def check(self) -> None:
        """Raise CardLost where the card is."""
        if self.lost.is_set():
            raise CardLost(self.sentence)


class _OnDuty(ActivityInboundInterceptor):
    def __init__(self, following: ActivityInboundInterceptor, duty: CardDuty) -> None:
        super().__init__(following)
        self._duty = duty

    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002, ANN401
        only = self._duty.only
        if only and (others := [name for name in _models(input.args) if name not in only]):
            await asyncio.sleep(_GIVES_WAY_AFTER_S)
            sentence = f"This worker runs {', '.join(sorted(only))} alone, and {others[0]} is wanted: another one has to serve it."
            raise ApplicationError(sentence, type=GaveWay.__name__, non_retryable=True)
        try:
            return await super().execute_activity(input)
        except ApplicationError as error:
            if error.type == CardLost.__name__:
                self._duty.sentence = error.message
                self._duty.lost.set()
            raise


def _models(args: Any) -> Iterator[str]:  # noqa: ANN401 - whatever somebody started an activity with
    """The open models that an activity is about."""
    for given in args:
        choice, choices = getattr(given, "choice", None), getattr(given, "choices", ())
        for one in (choice, *choices) if isinstance(choices, tuple) else (choice,):
            if isinstance(one, Choice) and pool_of(one.label) == "gpu":
                yield one.provider
