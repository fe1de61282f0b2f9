"""The ledger: nothing is granted that the budget does not hold."""

import random
from decimal import Decimal

import pytest

from models.money import Ledger


def test_a_reservation_that_fits_exactly_is_granted_and_the_next_cent_is_not() -> None:
    ledger = Ledger(Decimal("1.00"))
    assert ledger.reserve("a", Decimal("0.60"))
    assert ledger.reserve("b", Decimal("0.40"))
    assert not ledger.reserve("c", Decimal("0.01"))
    assert ledger.shortfall(Decimal("0.01")) == Decimal("0.01")


def test_settling_books_what_it_cost_and_frees_the_rest() -> None:
    ledger = Ledger(Decimal("1.00"))
    ledger.reserve("a", Decimal("0.60"))
    ledger.settle("a", Decimal("0.25"))
    assert (ledger.spent, ledger.reserved) == (Decimal("0.25"), Decimal(0))


def test_an_overrun_is_booked_in_full_and_stops_further_reservations() -> None:
    ledger = Ledger(Decimal("1.00"))
    ledger.reserve("a", Decimal("0.50"))
    ledger.settle("a", Decimal("1.30"))
    assert ledger.spent == Decimal("1.30")
    assert not ledger.reserve("b", Decimal("0.01"))
    assert not ledger.reserve("free", Decimal(0)), "even a free step waits until the budget is mended"


def test_a_step_cannot_hold_two_reservations() -> None:
    ledger = Ledger()
    ledger.reserve("a", Decimal(1))
    with pytest.raises(ValueError, match="already holds"):
        ledger.reserve("a", Decimal(1))


@pytest.mark.parametrize("seed", range(20))
def test_whatever_happens_a_granted_reservation_never_passes_the_budget(seed: int) -> None:
    chance = random.Random(seed)
    ledger, held, overrun = Ledger(Decimal(10)), dict[str, Decimal](), Decimal(0)
    for step in range(300):
        act = chance.choice(["reserve", "reserve", "settle", "release", "budget"])
        if act == "reserve":
            quote = Decimal(chance.randrange(0, 300)) / 100
            before = ledger.spent + ledger.reserved
            if ledger.reserve(str(step), quote):
                held[str(step)] = quote
                assert ledger.budget is not None
                assert before + quote <= ledger.budget
        elif act == "budget":
            ledger.budget = Decimal(chance.randrange(0, 5000)) / 100
        elif held:
            name = chance.choice(sorted(held))
            quote = held.pop(name)
            if act == "release":
                ledger.release(name)
            else:
                actual = quote * chance.choice([0, 1, 1, 2])
                overrun += max(Decimal(0), actual - quote)
                ledger.settle(name, actual)
        assert ledger.reserved == sum(held.values())
