"""Dollars, and the ledger that holds a film to its budget. Decimal throughout; never a float."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, PlainSerializer

from models.base import Frozen
from models.names import step_place

Usd = Annotated[
    Decimal, Field(ge=0, max_digits=20), PlainSerializer(lambda d: format(d, "f"), when_used="json")
]
"""United States dollars, at most 20 digits; a string in JSON, so that no reader rounds it."""

ZERO = Decimal(0)

BudgetMode = Literal["observe", "warn", "cap"]
"""What a budget does: nothing but count; say when it is passed; or hold the film back."""

Spending = Literal["story", "safety", "keyframe", "voice", "clip", "score"]
"""What money is spent on."""


def plain(usd: Decimal) -> str:
    """Dollars in digits, without an exponent and without zeros beyond the cents: `0`, `12.50`, `0.00031`."""
    whole, _, part = format(usd, "f").partition(".")
    part = part[:2].ljust(2, "0") + part[2:].rstrip("0")
    return f"{whole}.{part}" if part.strip("0") else whole


class Quote(Frozen):
    """What a step may cost at most, before it is made.

    `usd` is an upper bound; `seconds` is the expected wall time and promises nothing.
    """

    usd: Usd = ZERO
    seconds: float = Field(default=0.0, ge=0)


class Step(Frozen):
    """One thing that may cost money. `attempt` counts what was begun anew because an outcome is unknown.

    `provider` and `model` say who is paid.
    """

    stage: Spending
    shot_id: str = ""
    take: int = 1
    attempt: int = 1
    provider: str = ""
    model: str = ""

    @property
    def place(self) -> str:
        """The step within its run, as its name for a vendor has it."""
        return step_place(self.shot_id, self.stage, self.take, self.attempt)

    @property
    def name(self) -> str:
        """The step in words: `shot_003, clip, take 2`."""
        take = f", take {self.take}" if self.take > 1 else ""
        again = f", attempt {self.attempt}" if self.attempt > 1 else ""
        return f"{self.shot_id or 'the film'}, {self.stage}{take}{again}"


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

    The rule, while `mode` is `cap`: a reservation is granted only when spent + reserved + quote ≤ budget.
    A charge above its reservation is booked in full; it shows that quotes cannot be trusted, so that
    nothing more is granted until somebody sets the budget. `clock` gives the time of an entry, `brought`
    is what was spent before: it counts, and is not written again.
    """

    def __init__(
        self,
        budget: Decimal | None = None,
        mode: BudgetMode = "cap",
        clock: Callable[[], str] = str,
        brought: Decimal = ZERO,
    ) -> None:
        self.mode: BudgetMode = mode
        self.spent = brought
        self.held = ""
        self.overruns: list[str] = []
        self._budget = budget
        self._clock = clock
        self._reserved: dict[str, tuple[Step, Decimal]] = {}
        self._count = 0
        self._unwritten: list[Entry] = []

    @property
    def budget(self) -> Decimal | None:
        """The dollars that the film may cost; None for no limit."""
        return self._budget

    @budget.setter
    def budget(self, usd: Decimal | None) -> None:
        self._budget, self.held = usd, ""

    @property
    def reserved(self) -> Decimal:
        """Dollars promised to steps that have not come back."""
        return sum((quote for _, quote in self._reserved.values()), ZERO)

    @property
    def _holds_back(self) -> bool:
        return self.mode == "cap" and self.budget is not None

    def fits(self, quote: Decimal) -> bool:
        """Whether `quote` dollars more would be granted."""
        if not self._holds_back or self.budget is None:
            return True
        return not self.held and self.spent + self.reserved + quote <= self.budget

    def shortfall(self, quote: Decimal) -> Decimal:
        """How many dollars the budget lacks for a step of `quote`; zero when it fits."""
        if self.budget is None:
            return ZERO
        return max(ZERO, self.spent + self.reserved + quote - self.budget)

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
            if self._holds_back:
                self.held = self.overruns[-1]

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
