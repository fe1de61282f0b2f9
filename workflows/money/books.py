"""What is written beside the film, its ledger and where its shots stand: no shot ever waits for it."""

import asyncio
from collections import deque
from collections.abc import Iterator
from datetime import timedelta

from temporalio import workflow
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from activities import contracts, retries
    from models.film.shot_state import (
        FilmRun,
        PlacedShot,
        ShotState,
        ShotWords,
        StateChanges,
        state_of,
        words_of,
    )
    from models.film.view import FilmView
    from models.money.ledger import Entry
    from models.shots.view import ShotView
    from workflows.errands import executed
    from workflows.failures import why
    from workflows.film_state import FilmState
    from workflows.reels.reel import Reel

EVERY = timedelta(seconds=2)
"""How long entries and changes are gathered before they are written."""

BATCH = 500
"""How many entries, and how many shots, are written at once."""

BATCH_BYTES = 1024 * 1024
"""Of shots that are written at once, about."""

AT_THE_END = "the film ended before it came back: booked at its quote"


class Books:
    """Hands the ledger's entries, and where shots stand, to the tables until the film ends."""

    def __init__(self, state: FilmState) -> None:
        self._state = state
        self._entries: list[Entry] = []
        plan = state.plans[0] if state.number else None
        self._shots = ShotNews(state.reel, state.number or 1, plan.first if plan else 0)
        self._board = 0
        self._closing = self._writing = False
        self._task: asyncio.Task[None] | None = None

    @property
    def still(self) -> bool:
        """Whether everything is written."""
        return not (self._writing or self._entries or self._shots.there) and self._state.budget.ledger.written

    def take_up(self) -> None:
        """The run before has written everything."""
        self._shots.take_up()
        self._board = self._state.gate.board

    def open(self) -> None:
        """Begin to write."""
        self._shots.run = FilmRun(run_id=self._state.run_id, began=self._state.began)
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
        earlier = self._state.earlier is not None and not self._state.number
        return bool(self._entries) or self._shots.there or (earlier and self._shots.first_time)

    async def _keep(self) -> None:
        while True:
            await workflow.wait_condition(lambda: self._gathered() or self._closing)
            if not self._closing:
                await self._pause()
            self._writing = True
            self._gathered()
            self._board = self._state.gate.board
            # What a reel had before is told by its film, which has all of the earlier run.
            for changes in self._shots.told(None if self._state.number else self._state.earlier):
                await self._write(changes)
            while self._entries:
                await self._write(None)
            self._writing = False
            if self._closing and not self._gathered():
                return

    async def _pause(self) -> None:
        """Gather for a while, or until a person is shown another board, or the film ends."""
        gate = self._state.gate
        try:
            await workflow.wait_condition(
                lambda: self._closing or (gate.waits and gate.board != self._board),
                timeout=EVERY,
                timeout_summary="gathering entries of the ledger",
            )
        except TimeoutError:
            return

    async def _write(self, changes: StateChanges | None) -> None:
        entries, self._entries = tuple(self._entries[:BATCH]), self._entries[BATCH:]
        pages = contracts.Pages(
            film_id=self._state.film_id, run_id=self._state.run_id, entries=entries, states=changes
        )
        parts = [f"{len(entries)} entries"] if entries else []
        parts += [f"{len(changes.shots)} shots"] if changes else []
        try:
            await executed(
                contracts.Books.write,
                pages,
                task_queue="io",
                summary=f"Books: {', '.join(parts)}",
                **retries.BOOKING,
            )
        except ActivityError as error:
            self._state.note(f"The ledger, or where shots stand, could not be written: {why(error)}")
            if changes:
                self._shots.forget(changes)


class ShotNews:
    """Which shots of a reel stand elsewhere than was told last; their words are told only where those have changed.

    `run` is the film's, `first` the place of the reel's first shot in it.
    """

    run: FilmRun

    def __init__(self, reel: Reel, number: int = 1, first: int = 0) -> None:
        self._reel = reel
        self._number = number
        self._first = first
        self._change = 0
        self._words: dict[str, ShotWords] = {}
        self._earlier: dict[str, ShotView] | None = None

    @property
    def there(self) -> bool:
        """Whether there is any."""
        return self._reel.change > self._change

    @property
    def first_time(self) -> bool:
        """Whether nothing was told yet of an earlier run."""
        return self._earlier is None

    def take_up(self) -> None:
        """All is told as it is by now, and what an earlier run of the film had."""
        self._change, self._earlier = self._reel.change, {}

    def told(self, earlier: FilmView | None) -> Iterator[StateChanges]:
        """What is new, batch by batch, the last change last; it counts as told.

        What a retake has of an `earlier` run is read from what that left.
        """
        begun = ""
        if earlier is not None and self._earlier is None:
            begun = earlier.run_id
            self._earlier = {view.shot.shot_id: view for view in earlier.shots}
            self._words = {name: words_of(view) for name, view in self._earlier.items()}
        known = self._earlier or {}
        new = deque(
            placed
            for placed in self._reel.changed_since(self._change)
            if placed.view is not known.get(placed.view.shot.shot_id)
        )
        upto, self._change = self._reel.change, self._reel.change
        while new or begun:
            shots = self._batch(new)
            change = shots[-1].change if new else upto
            yield StateChanges(
                run=self.run, reel=self._number, change=change, shots=tuple(shots), earlier=begun
            )
            begun = ""

    def forget(self, changes: StateChanges) -> None:
        """These could not be written: the words of their shots are told again when they change next."""
        for shot in changes.shots:
            self._words.pop(shot.shot_id, None)

    def _batch(self, new: deque[PlacedShot]) -> list[ShotState]:
        shots: list[ShotState] = []
        size = 0
        while new and len(shots) < BATCH and size < BATCH_BYTES:
            placed = new.popleft()
            name, words = placed.view.shot.shot_id, words_of(placed.view)
            known = self._words.get(name) == words
            self._words[name] = words
            shots.append(
                state_of(placed.view, self._first + placed.place, placed.change, None if known else words)
            )
            size += len(shots[-1].state) + len(shots[-1].words)
        return shots
