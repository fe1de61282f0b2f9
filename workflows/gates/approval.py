"""How a film waits at a gate: until somebody decides, for as long as it has patience, or by itself."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Literal

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.film.decisions import Decision
    from workflows.film_state import FilmState
    from workflows.runs.successor import Successor

SOON = timedelta(milliseconds=1)
"""The patience that is left where it has run out between two runs: a timer needs some."""


class Lapsed(Exception):
    """Nobody decided in time, and that ends the film; says so in one sentence."""


class Rejected(Exception):
    """Somebody rejected what was shown."""

    def __init__(self, decision: Decision) -> None:
        super().__init__(decision.note)
        self.decision = decision


class Approval:
    """Waits until the board, as it is, is approved; days cost nothing. `take` carries a decision out.

    `since` is when it began to wait for a person, ISO 8601 UTC, empty while it waits for none. A film that waits goes on as
    its `successor` when that is due.
    """

    def __init__(self, state: FilmState, take: Callable[[Decision], object], successor: Successor) -> None:
        self.since = ""
        self._state = state
        self._take = take
        self._successor = successor

    async def of_board(self) -> None:
        """The board is approved.

        Raises:
            Rejected: it was rejected.
            Lapsed: nobody decided in time, and the film is to end over that.

        """
        state, gate = self._state, self._state.gate
        if not gate.passed and gate.rejected is None and state.stage != "approval":
            state.enter("approval")
        while not gate.passed:
            if gate.rejected is not None:
                raise Rejected(gate.rejected)
            if not gate.settled:
                self.since = ""  # another board is waited for anew, also where the run before had waited
                await workflow.wait_condition(lambda: gate.settled or gate.rejected is not None)
            elif decision := gate.automatic:
                self._take(decision)
            else:
                what = f"storyboard approval, board {gate.board}"
                waits = await self._waited(lambda: gate.waits, gate.patience, what)
                if waits == "in vain":
                    self._lapse(gate.lapsed)
                elif waits == "successor":
                    self._successor.begin("board")
        self.since = ""

    async def of_bible(self) -> None:
        """The bible is approved, where somebody asked to see it; raises as `of_board`."""
        state, gate = self._state, self._state.bible_gate
        while not gate.passed:
            if state.gate.rejected is not None:
                raise Rejected(state.gate.rejected)
            if not gate.settled:
                # A sheet is drawn, or waits for money: nobody's patience runs out over what cannot be looked at.
                self.since = ""
                await workflow.wait_condition(lambda: gate.settled or state.gate.rejected is not None)
                continue
            what = f"bible approval, bible {gate.revision}"
            waits = await self._waited(
                lambda: gate.waits and state.gate.rejected is None, gate.patience, what
            )
            if waits == "in vain":
                self._lapse(gate.lapsed)
            elif waits == "successor":
                self._successor.begin("bible")
        self.since = ""

    def _lapse(self, decision: Decision) -> None:
        """What happens when nobody decided in time."""
        if decision.kind == "reject":
            raise Lapsed(decision.note)
        self._take(decision)

    async def _waited(
        self, waits: Callable[[], bool], patience: timedelta | None, what: str
    ) -> Literal["", "in vain", "successor"]:
        """Wait for a person, for as long as a gate has `patience`, with the runs before; what came of it, empty where somebody decided."""
        began = datetime.fromisoformat(self.since) if self.since else workflow.now()
        self.since = began.isoformat()
        left = None if patience is None else max(SOON, began + patience - workflow.now())
        try:
            await workflow.wait_condition(
                lambda: not waits() or self._successor.ready, timeout=left, timeout_summary=what
            )
        except TimeoutError:
            self.since = ""
            return "in vain"
        if waits() and self._successor.ready:
            return "successor"
        self.since = ""
        return ""
