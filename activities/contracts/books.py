"""What is written beside a film while it is made, and outlives it."""

from typing import Protocol

from temporalio import activity

from models.base import Frozen
from models.film.shot_state import StateChanges
from models.money.ledger import Entry


class Pages(Frozen):
    """Lines for the ledger's table, and where shots stand; written again, they change nothing."""

    film_id: str
    run_id: str
    entries: tuple[Entry, ...] = ()
    states: StateChanges | None = None


class Books(Protocol):
    """The tables that are written beside a film."""

    @activity.defn(name="books.write")
    def write(self, pages: Pages) -> None:
        """Write a run's entries into the ledger's table, and where shots stand into theirs."""
