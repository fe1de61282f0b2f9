"""The ledger that holds a film to its budget."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Literal

from models.base import Frozen
from models.money.budget import BudgetMode, BudgetRule
from models.money.dollars import ZERO, Usd, plain
from models.money.steps import Step


class Charge(Frozen):
    """What a part of a step really cost; `reference` and `note` as in `Entry`."""

    step: Step
    usd: Decimal
    reference: str = ""
    note: str = ""


class Entry(Frozen):
    """A line of the ledger: dollars set aside, booked, or set free. `number` counts a run's entries from 1.

    A charge ends its reservation, whatever it was; a release ends one that cost nothing.
    `reference` is the key under which the vendor was asked, `at` ISO 8601 UTC.
    """

    number: int
    entry: Literal["reserve", "charge", "release"]
    step: Step
    usd: Usd
    reference: str = ""
    note: str = ""
    at: str = ""


class Ledger:
    """What a film has spent and what it has promised to spend.

    A reservation is granted by the budget's rule, to which what is `lent` to the film's reels counts as spent. A charge above its reservation is booked in full; it
    shows that quotes cannot be trusted, so that nothing more is granted until somebody sets the budget.
    `clock` gives the time of an entry, `first` is the number of the first one.
    """

    def __init__(
        self,
        budget: Decimal | None = None,
        mode: BudgetMode = "cap",
        clock: Callable[[], str] = str,
        first: int = 1,
    ) -> None:
        self._rule = BudgetRule(budget, mode)
        self.spent = ZERO
        self.lent = ZERO
        self.overruns: list[str] = []
        self._clock = clock
        self._reserved: dict[str, tuple[Step, Decimal]] = {}
        self._count = first - 1
        self._unwritten: list[Entry] = []

    @property
    def budget(self) -> Decimal | None:
        """The dollars that the film may cost; None for no limit."""
        return self._rule.usd

    @budget.setter
    def budget(self, usd: Decimal | None) -> None:
        self._rule = BudgetRule(usd, self.mode)

    @property
    def mode(self) -> BudgetMode:
        """What the budget does."""
        return self._rule.mode

    @mode.setter
    def mode(self, mode: BudgetMode) -> None:
        self._rule.mode = mode

    @property
    def held(self) -> str:
        """Why nothing more is granted until somebody sets the budget; empty while nothing speaks against it."""
        return self._rule.held

    def hold_no_more(self) -> None:
        """Somebody has seen to what held it back."""
        self._rule.held = ""

    @property
    def reserved(self) -> Decimal:
        """Dollars promised to steps that have not come back."""
        return sum((quote for _, quote in self._reserved.values()), ZERO)

    def bring(self, spent: Decimal) -> None:
        """What earlier runs of the film spent: it counts, and is not written again."""
        self.spent += spent

    def fits(self, quote: Decimal) -> bool:
        """Whether `quote` dollars more would be granted."""
        return self._rule.grants(self.spent + self.reserved + self.lent, quote)

    def shortfall(self, quote: Decimal) -> Decimal:
        """How many dollars the budget lacks for a step of `quote`; zero when it fits."""
        return self._rule.shortfall(self.spent + self.reserved + self.lent, quote)

    def reserve(self, quotes: Mapping[Step, Decimal]) -> bool:
        """Set dollars aside for steps, for all or for none; False, and nothing changes, when they do not fit."""
        for step in quotes:
            if step.name in self._reserved:
                raise ValueError(f"{step.name} already holds a reservation")
        if not self.fits(sum(quotes.values(), ZERO)):
            return False
        for step, quote in quotes.items():
            self._reserved[step.name] = (step, quote)
            self._write("reserve", step, quote)
        return True

    def settle(self, step: Step, actual: Decimal, *, reference: str = "", note: str = "") -> None:
        """Book what `step` really cost and free the rest of its reservation."""
        self.settle_parts(step, [Charge(step=step, usd=actual, reference=reference, note=note)])

    def settle_parts(self, step: Step, charges: Sequence[Charge]) -> None:
        """Book what the parts of `step` really cost and free the rest of its reservation."""
        if any(charge.usd < ZERO for charge in charges):
            raise ValueError("a cost is never negative")
        if not charges:
            self.release(step)
            return
        _, quote = self._reserved.pop(step.name, (step, ZERO))
        for charge in charges:
            self.spent += charge.usd
            self._write("charge", charge.step, charge.usd, charge.reference, charge.note)
        total = sum((charge.usd for charge in charges), ZERO)
        if total > quote:
            self.overruns.append(f"{step.name} cost ${plain(total)}, more than its quote of ${plain(quote)}")
            if self._rule.holds_back:
                self._rule.held = self.overruns[-1]

    def release(self, step: Step) -> None:
        """Free the reservation of a step that cost nothing."""
        found = self._reserved.pop(step.name, None)
        if found is not None:
            self._write("release", step, found[1])

    def quote_of(self, step: Step) -> Decimal:
        """The dollars that are set aside for a step; zero when there are none."""
        return self._reserved.get(step.name, (step, ZERO))[1]

    def outstanding(self) -> tuple[Step, ...]:
        """The steps that hold a reservation, in the order they were granted."""
        return tuple(step for step, _ in self._reserved.values())

    @property
    def entries(self) -> int:
        """The number of the last entry."""
        return self._count

    @property
    def written(self) -> bool:
        """Whether every entry was handed over."""
        return not self._unwritten

    def go_on(self, *, spent: Decimal, held: str, entries: int) -> None:
        """Go on from the ledger of the run before, all of whose entries are written and which had nothing set aside."""
        self.spent, self._rule.held, self._count = spent, held, entries

    def unwritten(self) -> tuple[Entry, ...]:
        """The entries that have not been handed over since the last call, in order."""
        entries, self._unwritten = tuple(self._unwritten), []
        return entries

    def _write(
        self,
        entry: Literal["reserve", "charge", "release"],
        step: Step,
        usd: Decimal,
        reference: str = "",
        note: str = "",
    ) -> None:
        self._count += 1
        self._unwritten.append(
            Entry(
                number=self._count,
                entry=entry,
                step=step,
                usd=usd,
                reference=reference,
                note=note,
                at=self._clock(),
            )
        )
