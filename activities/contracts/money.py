"""The ledger that outlives the film."""

from typing import Protocol

from temporalio import activity

from models.base import Frozen
from models.money.ledger import Entry


class Booking(Frozen):
    """Lines for the ledger's table; written again, they change nothing."""

    film_id: str
    run_id: str
    entries: tuple[Entry, ...]


class Money(Protocol):
    """The ledger that outlives the film."""

    @activity.defn(name="money.book")
    def book(self, booking: Booking) -> None:
        """Write a run's entries into the ledger's table."""
