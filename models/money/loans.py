"""What a film lends its reels of its budget: pure, and never more than there is."""

from collections.abc import Container, Iterator
from decimal import Decimal

from pydantic import Field

from models.base import Frozen
from models.money.dollars import ZERO, Usd


class LoansLeft(Frozen):
    """What one run of a film knows of its loans, for the next: dollars by the reels' numbers."""

    lent: dict[int, Usd] = Field(default_factory=dict)
    spent: dict[int, Usd] = Field(default_factory=dict)
    wants: dict[int, Usd] = Field(default_factory=dict)


class Loans:
    """Dollars lent to reels, by their numbers. What a reel spent above its loan counts in full."""

    def __init__(self) -> None:
        self._lent: dict[int, Decimal] = {}
        self._spent: dict[int, Decimal] = {}
        self._wants: dict[int, Decimal] = {}

    def left(self) -> LoansLeft:
        """All that is known of them."""
        return LoansLeft(lent=dict(self._lent), spent=dict(self._spent), wants=dict(self._wants))

    def take_up(self, left: LoansLeft) -> None:
        """The loans as the run before left them."""
        self._lent, self._spent, self._wants = dict(left.lent), dict(left.spent), dict(left.wants)

    @property
    def total(self) -> Decimal:
        """Dollars that are the reels': lent, or spent where that is more."""
        return sum((self.of(number) for number in sorted({**self._lent, **self._spent})), ZERO)

    def of(self, number: int) -> Decimal:
        """Dollars that are one reel's."""
        return max(self._lent.get(number, ZERO), self._spent.get(number, ZERO))

    def hear(self, number: int, *, spent: Decimal, wants: Decimal) -> None:
        """A reel has spent so much, and needs so much in all."""
        self._spent[number], self._wants[number] = spent, wants

    def call_in(self) -> None:
        """Nothing is lent any more but what was spent: whoever holds more says so, as dollars less than none given back."""
        self._lent = dict.fromkeys(self._lent, ZERO)

    def give_back(self, number: int, usd: Decimal) -> None:
        """A reel does not need so many of the dollars that it was lent: what it holds then is all that it wants."""
        self._lent[number] = max(ZERO, self._lent.get(number, ZERO) - usd)
        if usd > ZERO:
            self._wants[number] = min(self._wants.get(number, ZERO), self.of(number))

    def close(self, number: int, spent: Decimal) -> None:
        """A reel has ended: what it has not spent is the film's again."""
        self._lent[number] = self._spent[number] = spent
        self._wants[number] = ZERO

    def missing(self) -> dict[int, Decimal]:
        """The dollars that each reel wants beyond what it was lent, in order."""
        rest = {number: wants - self.of(number) for number, wants in sorted(self._wants.items())}
        return {number: usd for number, usd in rest.items() if usd > ZERO}

    def grants(self, free: Decimal, short: Container[int] = ()) -> Iterator[tuple[int, Decimal]]:
        """Lend `free` dollars to those who want some, as far as they go: each reel, and by how much its loan grew.

        Those who are `short` come before those who will be, and else the first reel before the others. The loan of one
        that spent more than it was lent grows by that too, which is gone already.
        """
        wanting = self.missing()
        for number in sorted(wanting, key=lambda number: (number not in short, number)):
            more = min(wanting[number], free)
            if more <= ZERO:
                return
            free -= more
            before, self._lent[number] = self._lent.get(number, ZERO), self.of(number) + more
            yield number, self._lent[number] - before
