"""What a long film lends its reels of its budget, and what it asks them to give back."""

from collections.abc import Callable, Collection
from decimal import Decimal
from typing import Any

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.film.reel_order import MadeReel
    from models.film.reels import ReelStanding
    from models.money.dollars import ZERO
    from models.money.loans import Loans, LoansLeft
    from workflows.film_state import FilmState


class Lender:
    """The film's loans. `tell` signals one of the reels that run, whose numbers are `begun` wherever it is asked for."""

    def __init__(self, state: FilmState, tell: Callable[..., Any]) -> None:
        self._state = state
        self._tell = tell
        self._loans = Loans()
        self._asked_back: set[int] = set()
        self._was_limited = self._limited
        self._asked_for = ZERO

    def left(self) -> LoansLeft:
        """What is known of the loans, when no reel runs."""
        return self._loans.left()

    def take_up(self, left: LoansLeft) -> None:
        """The loans as the run before left them."""
        self._loans.take_up(left)
        self._was_limited = self._limited
        self._state.budget.ledger.lent = self._loans.total

    def close(self, number: int, spent: Decimal) -> None:
        """A reel has ended, and spent so much in all."""
        self._loans.close(number, spent)

    def hear(self, standing: ReelStanding, begun: Collection[int]) -> None:
        """A reel says where it stands."""
        self._loans.hear(standing.number, spent=standing.spent, wants=standing.wants)
        self._lend(begun)

    def take_back(self, number: int, usd: Decimal, begun: Collection[int]) -> None:
        """A reel gives back dollars that it does not need, or says that it needs all."""
        self._loans.give_back(number, usd)
        self._asked_back.discard(number)
        self._lend(begun)

    def end(self, made: MadeReel, begun: Collection[int]) -> None:
        """A reel has ended: of one that could not say what it spent, all that it held counts as spent."""
        number = made.standing.number
        self._loans.close(number, self._loans.of(number) if made.unmade else made.standing.spent)
        self._asked_back.discard(number)
        self._lend(begun)

    def heed_budget(self, begun: Collection[int]) -> None:
        """The film's budget is another one; where there was no limit, each reel first says what it holds."""
        limited, before = self._limited, self._was_limited
        self._was_limited, self._asked_for = limited, ZERO
        if limited and not before:
            self._loans.call_in()
            self._asked_back = set(begun)
        for number in begun:
            self._tell(number, "limited", limited)
        self._lend(begun)

    @property
    def _limited(self) -> bool:
        ledger = self._state.budget.ledger
        return ledger.budget is not None and ledger.mode == "cap"

    def _lend(self, begun: Collection[int]) -> None:
        """Lend what there is to those that want it; where it is not enough, ask for what others do not need first."""
        state, ledger = self._state, self._state.budget.ledger
        ledger.lent = self._loans.total
        if ledger.budget is None or not self._limited:
            return
        short = tuple(number for number, reel in state.standings.items() if reel.short)
        free = ledger.budget - ledger.spent - ledger.reserved - ledger.lent
        grants = () if self._asked_back else self._loans.grants(free, short)
        for number, usd in grants:
            self._tell(number, "lent", str(usd))
        ledger.lent = self._loans.total
        wanted = self._loans.missing()
        missing = sum((usd for number, usd in wanted.items() if number in short), ZERO)
        if missing > self._asked_for and not self._asked_back:
            self._asked_back = {number for number in begun if number not in short}
            for number in sorted(self._asked_back):
                self._tell(number, "give_back")
        self._asked_for = missing
        state.shortage = ZERO if self._asked_back else missing
        state.wanted = sum(wanted.values(), ZERO)
