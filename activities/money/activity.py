"""The ledger's table, as an activity."""

from temporalio import activity

from activities import contracts
from activities.failures import translated
from activities.heartbeat import beating
from activities.money.ledger_table import write_entries
from infra.database.database import Database


class Money:
    """Implements `contracts.Money`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @activity.defn(name="money.book", no_thread_cancel_exception=True)
    @translated
    def book(self, booking: contracts.Booking) -> None:
        """Write a run's entries into the ledger's table."""
        with beating():
            write_entries(self._database, booking.film_id, booking.run_id, booking.entries)
