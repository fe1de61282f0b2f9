"""What a film hears of which some is about its reels, and what these tell it."""

from contextlib import suppress
from decimal import Decimal
from typing import Any

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.errors import BadInput
    from models.film.decisions import Decision, DecisionRecord
    from models.film.reels import ReelStanding
    from models.inputs import read_input
    from workflows.film_state import FilmState
    from workflows.reels.decisions import Passing
    from workflows.reels.reels import Reels
    from workflows.runs.successor import Successor
    from workflows.signals import Signals


class FilmSignals(Signals):
    """A film that hears decisions, of one reel or of several: what is about a reel's shots or board is passed on to it."""

    def __init__(self, state: FilmState, successor: Successor) -> None:
        super().__init__(state, successor)
        self._reels = Reels(state, successor)
        self._passing = Passing(state, self._reels)

    def _objection(self, decision: Decision) -> str:
        reason = None if self._state.ending else self._passing.objection(decision)
        return super()._objection(decision) if reason is None else reason

    def _take(self, decision: Decision) -> DecisionRecord:
        """As `Signals`, or pass it on to the reels that it is about."""
        reason = self._objection(decision)
        if not reason and self._passing.take(decision):
            return self._state.record(decision)
        record = super()._take(decision)
        if record.accepted:
            self._passing.follow(decision)
        return record

    async def _recast(self, decision: Decision) -> None:
        if self._reels.many:
            await self._passing.recast(decision)
        else:
            await super()._recast(decision)

    @workflow.signal
    def reel_stands(self, payload: Any = None, *_: Any) -> None:  # noqa: ANN401
        """One of the film's reels says where it stands."""
        with suppress(BadInput):
            self._reels.hear(read_input((payload,), ReelStanding, "reel's standing"))

    @workflow.signal
    def reel_gives_back(self, number: Any = None, usd: Any = None, *_: Any) -> None:  # noqa: ANN401
        """One of the film's reels does not need so many dollars of those that it was lent."""
        with suppress(ArithmeticError, ValueError, TypeError):
            amount = Decimal(str(usd))
            if amount.is_finite():
                self._reels.take_back(int(number), amount)
