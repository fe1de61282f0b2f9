"""The budget of a running film: nothing is begun that might not be paid for, nothing dear without being asked about."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.film.view import Need
    from models.money.budget import BudgetMode
    from models.money.dollars import ZERO, plain
    from models.money.ledger import Charge, Ledger
    from models.money.steps import Step
    from models.runs.continuation import MoneyLeft

Quotes = Mapping[Step, Decimal]

Plan = Callable[[], Quotes | None]
"""What somebody wants to begin, made anew whenever it is asked; None once it is not wanted any more."""

WARN_AT = (Decimal("0.8"), Decimal(1))
"""The shares of the budget that are said when they are passed and the budget only warns."""


class Budget:
    """A ledger whose reservations wait: when the next steps do not fit, the film pauses until they do.

    Steps above `approve_above` dollars wait until somebody allows them. `say` is told what people should know, `first` is as
    in `Ledger`.
    """

    def __init__(
        self,
        usd: Decimal | None,
        *,
        say: Callable[[str], None],
        mode: BudgetMode = "cap",
        approve_above: Decimal | None = None,
        first: int = 1,
    ) -> None:
        self.ledger = Ledger(usd, mode, lambda: workflow.now().isoformat(), first)
        self._say = say
        self._approve_above = approve_above
        self._allowed: set[str] = set()
        self._waiting: list[Plan] = []
        self._closed = False
        self._settled = False
        self._warned = ZERO

    @property
    def needs(self) -> tuple[Need, ...]:
        """The steps that wait for money, or to be allowed, with the most that each may cost."""
        return tuple(
            Need(shot_id=step.shot_id, stage=step.stage, usd=quote, asks=self._asks(step, quote))
            for quotes in self._wanted()
            for step, quote in quotes.items()
            if quote or not any(quotes.values())
        )

    @property
    def still(self) -> bool:
        """Whether nothing is set aside, and nothing waits for money."""
        return not self._waiting and not self.ledger.outstanding()

    def left(self) -> MoneyLeft:
        """What it leaves when it is `still`."""
        ledger = self.ledger
        return MoneyLeft(
            budget=ledger.budget,
            mode=ledger.mode,
            spent=ledger.spent,
            held=ledger.held,
            entries=ledger.entries,
            allowed=tuple(sorted(self._allowed)),
            warned=self._warned,
        )

    def take_up(self, left: MoneyLeft) -> None:
        """The budget as the run before left it."""
        self.ledger.mode = left.mode
        self.ledger.budget = left.budget
        self.ledger.go_on(spent=left.spent, held=left.held, entries=left.entries)
        self._allowed, self._warned = set(left.allowed), left.warned

    def close(self) -> None:
        """Nothing more will be made: whoever waits for money is told so."""
        self._closed = True

    def settle_all(self, note: str) -> None:
        """Book at its quote whatever has not come back; nothing is booked after that."""
        for step in self.ledger.outstanding():
            self.give_up(step, note)
        self._settled = True

    def allow(self, shot_id: str = "") -> None:
        """The dear steps of a shot, or all that wait, may be begun."""
        for quotes in self._wanted():
            self._allowed |= {step.name for step in quotes if shot_id in ("", step.shot_id)}

    async def reserve(self, plan: Plan) -> Quotes | None:
        """Set dollars aside for the steps of `plan`, waiting until that is possible; what was set aside.

        The plan is made anew whenever the film looks again, since another cast has other quotes. None when
        it is not wanted any more, or the film ended.
        """
        while not self._closed and (quotes := plan()) is not None:
            if self._possible(quotes) and self.ledger.reserve(quotes):
                self._warn()
                return quotes
            self._waiting.append(plan)
            try:
                await workflow.wait_condition(lambda: self._decidable(plan))
            finally:
                self._waiting.remove(plan)
        return None

    def affords(self, quotes: Quotes) -> bool:
        """Whether steps could be begun now, without waiting for money or for somebody to allow them."""
        return not self._closed and self._possible(quotes)

    async def afforded(self, quotes: Quotes, within: timedelta) -> bool:
        """Whether steps can be begun now, or in a while in which somebody may lend what they need; nothing is set aside."""
        dear = any(self._asks(step, quote) for step, quote in quotes.items())
        if within and not dear and not self.affords(quotes):
            waits: Plan = lambda: quotes  # noqa: E731 - told apart from others that wait
            self._waiting.append(waits)
            try:
                with suppress(asyncio.TimeoutError):
                    await workflow.wait_condition(lambda: self._decidable(waits), timeout=within)
            finally:
                self._waiting.remove(waits)
        return self.affords(quotes)

    def reserve_at_once(self, quotes: Quotes) -> bool:
        """Set dollars aside for what can also be had without them; False, and nothing is, where it would have to wait."""
        granted = self.affords(quotes) and self.ledger.reserve(quotes)
        if granted:
            self._warn()
        return granted

    def settle(self, step: Step, actual: Decimal, *, reference: str = "", note: str = "") -> None:
        """Book what a step cost."""
        self.settle_parts(step, [Charge(step=step, usd=actual, reference=reference, note=note)])

    def settle_parts(self, step: Step, charges: Sequence[Charge]) -> None:
        """Book what the parts of a step cost."""
        if self._settled:
            return
        known = len(self.ledger.overruns)
        self.ledger.settle_parts(step, charges)
        for overrun in self.ledger.overruns[known:]:
            self._say(f"{overrun}.")
        self._warn()

    def release(self, step: Step) -> None:
        """Free what a step that cost nothing had set aside."""
        self.ledger.release(step)

    def give_up(self, step: Step, note: str, most: Decimal | None = None, by: str = "") -> None:
        """Book a step that was stopped on its way at its quote, which is nothing for one that is free; at `most`, if that is less.

        `by` is who is paid, where that is not whom the step names.
        """
        quote = self.ledger.quote_of(step)
        quote = quote if most is None else min(quote, most)
        if quote:
            self.ledger.settle_parts(step, [Charge(step=step.paid_to(by), usd=quote, note=note)])
        else:
            self.ledger.release(step)

    def _wanted(self) -> Iterator[Quotes]:
        """What waits and is still wanted."""
        return (quotes for quotes in (plan() for plan in self._waiting) if quotes is not None)

    def _decidable(self, plan: Plan) -> bool:
        """Whether a plan that waits need not wait: it can be begun, or it is not wanted."""
        if self._closed:
            return True
        quotes = plan()
        return quotes is None or self._possible(quotes)

    def _possible(self, quotes: Quotes) -> bool:
        dear = any(self._asks(step, quote) for step, quote in quotes.items())
        return not dear and self.ledger.fits(sum(quotes.values(), ZERO))

    def _asks(self, step: Step, quote: Decimal) -> bool:
        limit = self._approve_above
        return limit is not None and quote > limit and step.name not in self._allowed

    def _warn(self) -> None:
        """Where the budget only warns: say once that so much of it is used."""
        ledger = self.ledger
        if ledger.mode != "warn" or not ledger.budget:
            return
        for share in WARN_AT:
            if self._warned < share and ledger.spent + ledger.reserved + ledger.lent >= share * ledger.budget:
                self._warned = share
                self._say(f"{share:.0%} of the budget of ${plain(ledger.budget)} is spent or set aside.")
