"""Money that a film lends its reels: never more than there is, and what is not needed comes back."""

from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from models.money.dollars import ZERO
from models.money.loans import Loans

BUDGET = Decimal(100)
reels = st.integers(1, 5)
dollars = st.integers(0, 60).map(Decimal)


class Lender(RuleBasedStateMachine):
    """Reels that want money, spend what they hold, give some back, and end, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.loans = Loans()
        self.holds = dict.fromkeys(range(1, 6), ZERO)
        self.spent = dict.fromkeys(range(1, 6), ZERO)
        self.over: set[int] = set()

    @rule(number=reels, usd=dollars)
    def want(self, number: int, usd: Decimal) -> None:
        if number not in self.over:
            wants = self.spent[number] + usd
            self.loans.hear(number, spent=self.spent[number], wants=wants)
            for reel, more in self.loans.grants(BUDGET - self.loans.total):
                self.holds[reel] += more

    @rule(number=reels, usd=dollars)
    def spend(self, number: int, usd: Decimal) -> None:
        self.spent[number] = min(self.holds[number], self.spent[number] + usd)

    @rule(number=reels, usd=dollars)
    def give_back(self, number: int, usd: Decimal) -> None:
        if number not in self.over:
            idle = min(usd, self.holds[number] - self.spent[number])
            self.holds[number] -= idle
            self.loans.give_back(number, idle)

    @rule(number=reels)
    def end(self, number: int) -> None:
        self.over.add(number)
        self.holds[number] = self.spent[number]
        self.loans.close(number, self.spent[number])

    @invariant()
    def no_more_is_held_than_there_is(self) -> None:
        assert sum(self.holds.values()) <= self.loans.total <= BUDGET


TestLending = Lender.TestCase


def test_those_who_come_first_are_lent_first_and_the_rest_is_missing() -> None:
    loans = Loans()
    loans.hear(2, spent=ZERO, wants=Decimal(8))
    loans.hear(1, spent=ZERO, wants=Decimal(7))
    assert list(loans.grants(Decimal(10))) == [(1, Decimal(7)), (2, Decimal(3))]
    assert loans.missing() == {2: Decimal(5)}
    loans.close(1, Decimal(4))
    assert list(loans.grants(Decimal(10) - loans.total)) == [(2, Decimal(3))]


def test_what_a_vendor_took_above_a_loan_counts_in_full() -> None:
    loans = Loans()
    loans.hear(1, spent=ZERO, wants=Decimal(5))
    assert list(loans.grants(Decimal(10))) == [(1, Decimal(5))]
    loans.hear(1, spent=Decimal(9), wants=Decimal(9))
    assert loans.total == Decimal(9)


def test_one_that_spent_more_than_its_loan_is_lent_what_it_lacks_then() -> None:
    loans = Loans()
    loans.hear(1, spent=ZERO, wants=Decimal(5))
    assert list(loans.grants(Decimal(5))) == [(1, Decimal(5))]
    loans.hear(1, spent=Decimal(9), wants=Decimal(12))
    assert list(loans.grants(Decimal(3))) == [(1, Decimal(7))], "it holds what it spent and what it needs"
    assert loans.total == Decimal(12)


def test_what_comes_back_is_not_wanted_by_whoever_gave_it() -> None:
    loans = Loans()
    loans.hear(1, spent=ZERO, wants=Decimal(10))
    loans.hear(2, spent=ZERO, wants=Decimal(4))
    assert list(loans.grants(Decimal(10))) == [(1, Decimal(10))]
    loans.give_back(1, Decimal(3))
    assert list(loans.grants(Decimal(10) - loans.total)) == [(2, Decimal(3))]
    assert loans.missing() == {2: Decimal(1)}


def test_whoever_is_short_now_comes_before_whoever_will_be() -> None:
    loans = Loans()
    loans.hear(1, spent=ZERO, wants=Decimal(10))
    loans.hear(2, spent=ZERO, wants=Decimal(2))
    assert list(loans.grants(Decimal(3), {2})) == [(2, Decimal(2)), (1, Decimal(1))]
