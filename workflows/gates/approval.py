"""How a film waits at a gate: until somebody decides, for as long as it has patience, or by itself."""

from collections.abc import Callable

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.film.decisions import Decision
    from workflows.film_state import FilmState


class Lapsed(Exception):
    """Nobody decided in time, and that ends the film; says so in one sentence."""


class Rejected(Exception):
    """Somebody rejected what was shown."""

    def __init__(self, decision: Decision) -> None:
        super().__init__(decision.note)
        self.decision = decision


class Approval:
    """Waits until the board, as it is, is approved; days cost nothing. `take` carries a decision out."""

    def __init__(self, state: FilmState, take: Callable[[Decision], object]) -> None:
        self._state = state
        self._take = take

    async def of_board(self) -> None:
        """The board is approved.

        Raises:
            Rejected: it was rejected.
            Lapsed: nobody decided in time, and the film is to end over that.

        """
        state, gate = self._state, self._state.gate
        if not gate.passed and gate.rejected is None:
            state.enter("approval")
        while not gate.passed:
            if gate.rejected is not None:
                raise Rejected(gate.rejected)
            if not gate.settled:
                await workflow.wait_condition(lambda: gate.settled or gate.rejected is not None)
            elif decision := gate.automatic:
                self._take(decision)
            else:
                await self._decided()

    async def of_bible(self) -> None:
        """The bible is approved, where somebody asked to see it; raises as `of_board`."""
        state, gate = self._state, self._state.bible_gate
        while not gate.passed:
            if state.gate.rejected is not None:
                raise Rejected(state.gate.rejected)
            if not gate.settled:
                # A sheet is drawn, or waits for money: nobody's patience runs out over what cannot be looked at.
                await workflow.wait_condition(lambda: gate.settled or state.gate.rejected is not None)
                continue
            try:
                await workflow.wait_condition(
                    lambda: not gate.waits or state.gate.rejected is not None,
                    timeout=gate.patience,
                    timeout_summary=f"bible approval, bible {gate.revision}",
                )
            except TimeoutError:
                if gate.lapsed.kind == "reject":
                    raise Lapsed(gate.lapsed.note) from None
                self._take(gate.lapsed)

    async def _decided(self) -> None:
        """Wait for a person, for as long as the gate has patience."""
        gate = self._state.gate
        try:
            await workflow.wait_condition(
                lambda: not gate.waits,
                timeout=gate.patience,
                timeout_summary=f"storyboard approval, board {gate.board}",
            )
        except TimeoutError:
            if gate.lapsed.kind == "reject":
                raise Lapsed(gate.lapsed.note) from None
            self._take(gate.lapsed)
