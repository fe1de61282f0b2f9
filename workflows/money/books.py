"""The ledger's table, written beside the film: no shot ever waits for it."""

import asyncio
from datetime import timedelta

from temporalio import workflow
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from activities import contracts, retries
    from models.money.ledger import Entry
    from workflows.errands import executed
    from workflows.failures import why
    from workflows.film_state import FilmState

EVERY = timedelta(seconds=2)
"""How long entries are gathered before they are written."""

BATCH = 500
"""How many entries are written at once."""

AT_THE_END = "the film ended before it came back: booked at its quote"


class Books:
    """Hands the ledger's entries to the table until the film ends."""

    def __init__(self, state: FilmState) -> None:
        self._state = state
        self._entries: list[Entry] = []
        self._closing = False
        self._task: asyncio.Task[None] | None = None

    def open(self) -> None:
        """Begin to write."""
        self._task = asyncio.create_task(self._keep())

    async def close(self) -> None:
        """Book at its quote what never came back, and write the rest."""
        self._state.budget.settle_all(AT_THE_END)
        if self._task is not None:
            self._closing = True
            await self._task
            self._task = None

    def _gathered(self) -> bool:
        self._entries.extend(self._state.budget.ledger.unwritten())
        return bool(self._entries)

    async def _keep(self) -> None:
        while True:
            await workflow.wait_condition(lambda: self._gathered() or self._closing)
            if not self._closing:
                await self._pause()
            self._gathered()
            while self._entries:
                batch, self._entries = tuple(self._entries[:BATCH]), self._entries[BATCH:]
                await self._write(batch)
            if self._closing and not self._gathered():
                return

    async def _pause(self) -> None:
        """Gather for a while, or until the film ends."""
        try:
            await workflow.wait_condition(
                lambda: self._closing, timeout=EVERY, timeout_summary="gathering entries of the ledger"
            )
        except TimeoutError:
            return

    async def _write(self, entries: tuple[Entry, ...]) -> None:
        booking = contracts.Booking(
            film_id=self._state.film_id, run_id=workflow.info().run_id, entries=entries
        )
        try:
            await executed(
                contracts.Money.book,
                booking,
                task_queue="io",
                summary=f"Ledger: {len(entries)} entries",
                **retries.BOOKING,
            )
        except ActivityError as error:
            self._state.note(f"The ledger could not be written: {why(error)}")
