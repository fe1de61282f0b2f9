"""The ledger: nothing is granted that the budget does not hold, and every dollar is written down."""

from decimal import Decimal

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from models.money.budget import BudgetMode
from models.money.dollars import ZERO, plain
from models.money.ledger import Charge, Entry, Ledger
from models.money.steps import Step


def step(name: str) -> Step:
    return Step(stage="clip", shot_id=name)


A, B, C = step("a"), step("b"), step("c")


def test_a_reservation_that_fits_exactly_is_granted_and_the_next_cent_is_not() -> None:
    ledger = Ledger(Decimal("1.00"))
    assert ledger.reserve({A: Decimal("0.60")})
    assert ledger.reserve({B: Decimal("0.40")})
    assert not ledger.reserve({C: Decimal("0.01")})
    assert ledger.shortfall(Decimal("0.01")) == Decimal("0.01")


def test_steps_are_reserved_together_or_not_at_all() -> None:
    ledger = Ledger(Decimal("1.00"))
    assert not ledger.reserve({A: Decimal("0.60"), B: Decimal("0.60")})
    assert ledger.reserved == 0
    assert ledger.unwritten() == ()


def test_settling_books_what_it_cost_and_frees_the_rest() -> None:
    ledger = Ledger(Decimal("1.00"))
    ledger.reserve({A: Decimal("0.60")})
    ledger.settle(A, Decimal("0.25"))
    assert (ledger.spent, ledger.reserved) == (Decimal("0.25"), Decimal(0))


def test_an_overrun_is_booked_in_full_reported_and_stops_further_reservations() -> None:
    ledger = Ledger(Decimal("9.00"))
    ledger.reserve({A: Decimal("0.50")})
    ledger.settle(A, Decimal("1.30"))
    assert ledger.spent == Decimal("1.30")
    assert ledger.held == "a, clip cost $1.30, more than its quote of $0.50"
    assert not ledger.reserve({B: Decimal("0.01")}), "there is room, but quotes cannot be trusted any more"
    ledger.budget = Decimal("9.00")
    assert ledger.reserve({B: Decimal("0.01")}), "somebody has looked at it"


@pytest.mark.parametrize("mode", ["observe", "warn"])
def test_a_budget_that_only_watches_holds_nothing_back(mode: BudgetMode) -> None:
    ledger = Ledger(Decimal("1.00"), mode)
    assert ledger.reserve({A: Decimal(5)})
    ledger.settle(A, Decimal(6))
    assert ledger.reserve({B: Decimal(5)})
    assert ledger.overruns


def test_a_step_cannot_hold_two_reservations() -> None:
    ledger = Ledger()
    ledger.reserve({A: Decimal(1)})
    with pytest.raises(ValueError, match="already holds"):
        ledger.reserve({A: Decimal(1)})


def test_a_step_in_parts_is_booked_part_by_part() -> None:
    ledger = Ledger(Decimal(1))
    story = Step(stage="story", provider="balanced")
    ledger.reserve({story: Decimal("0.50")})
    ledger.unwritten()
    parts = [Step(stage="story", provider="groq", model="small"), Step(stage="story", provider="openai")]
    ledger.settle_parts(
        story, [Charge(step=part, usd=Decimal("0.10"), note="lost" if part.model else "") for part in parts]
    )
    entries = ledger.unwritten()
    assert [(entry.entry, entry.step.provider, entry.usd, entry.note) for entry in entries] == [
        ("charge", "groq", Decimal("0.10"), "lost"),
        ("charge", "openai", Decimal("0.10"), ""),
    ]
    assert (ledger.spent, ledger.reserved) == (Decimal("0.20"), ZERO)


def test_a_step_none_of_whose_parts_cost_anything_is_set_free() -> None:
    ledger = Ledger(Decimal(1))
    ledger.reserve({A: Decimal("0.50")})
    ledger.settle_parts(A, [])
    assert [entry.entry for entry in ledger.unwritten()] == ["reserve", "release"]
    assert ledger.reserved == 0


@pytest.mark.parametrize(
    ("usd", "text"),
    [("0", "0"), ("12.5", "12.50"), ("0.00031", "0.00031"), ("1E+3", "1000"), ("3.10", "3.10"), ("1e-9", "0.000000001")],
)  # fmt: skip
def test_dollars_are_written_in_digits(usd: str, text: str) -> None:
    assert plain(Decimal(usd)) == text


cents = st.integers(0, 500).map(lambda count: Decimal(count) / 100)


class LedgerMachine(RuleBasedStateMachine):
    """Anything may happen in any order: shots side by side, retries, retakes, failures, people with opinions."""

    held = Bundle("held")

    def __init__(self) -> None:
        super().__init__()
        self.ledger = Ledger(Decimal(10))
        self.open: dict[str, Decimal] = {}
        self.spent = ZERO
        self.count = 0
        self.entries: list[Entry] = []

    @rule(target=held, quotes=st.lists(cents, min_size=1, max_size=3))
    def reserve(self, quotes: list[Decimal]) -> tuple[Step, ...]:
        steps = {step(f"shot_{self.count + n}"): quote for n, quote in enumerate(quotes)}
        self.count += len(quotes)
        total = sum(quotes, ZERO)
        fits = self.ledger.budget is None or (
            not self.ledger.held and self.spent + sum(self.open.values(), ZERO) + total <= self.ledger.budget
        )
        granted = self.ledger.reserve(steps)
        assert granted == (fits or self.ledger.mode != "cap")
        if not granted:
            return ()
        self.open |= {one.name: quote for one, quote in steps.items()}
        return tuple(steps)

    @rule(steps=consumes(held), part=st.sampled_from([0, 0.5, 1]))
    def settle(self, steps: tuple[Step, ...], part: float) -> None:
        for one in steps:
            actual = self.open.pop(one.name) * Decimal(str(part))
            self.ledger.settle(one, actual)
            self.spent += actual

    @rule(steps=consumes(held), over=cents.filter(bool))
    def overrun(self, steps: tuple[Step, ...], over: Decimal) -> None:
        for one in steps:
            actual = self.open.pop(one.name) + over
            self.ledger.settle(one, actual)
            self.spent += actual
            if self.ledger.mode == "cap" and self.ledger.budget is not None:
                assert not self.ledger.fits(ZERO), (
                    "an overrun stops everything until somebody sets the budget"
                )

    @rule(steps=consumes(held))
    def release(self, steps: tuple[Step, ...]) -> None:
        for one in steps:
            self.open.pop(one.name)
            self.ledger.release(one)

    @rule(usd=st.one_of(st.none(), cents.map(lambda usd: usd * 10)))
    def set_budget(self, usd: Decimal | None) -> None:
        self.ledger.budget = usd

    @rule(mode=st.sampled_from(["cap", "cap", "warn", "observe"]))
    def set_mode(self, mode: BudgetMode) -> None:
        self.ledger.mode = mode

    @rule()
    def write(self) -> None:
        self.entries.extend(self.ledger.unwritten())

    @invariant()
    def the_sums_are_exact(self) -> None:
        assert self.ledger.spent == self.spent
        assert self.ledger.reserved == sum(self.open.values(), ZERO)

    def teardown(self) -> None:
        """What was written down adds up to what the ledger says."""
        self.write()
        assert [entry.number for entry in self.entries] == list(range(1, len(self.entries) + 1))
        charged = sum((entry.usd for entry in self.entries if entry.entry == "charge"), ZERO)
        assert charged == self.ledger.spent
        reserved: dict[str, Decimal] = {}
        for entry in self.entries:
            if entry.entry == "reserve":
                reserved[entry.step.name] = entry.usd
            else:
                reserved.pop(entry.step.name)
        assert reserved == self.open


LedgerMachine.TestCase.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
TestLedger = LedgerMachine.TestCase
