"""The course of one reel from its first board to its last clip: what a short film does itself, and each reel of a long one."""

from collections.abc import Awaitable, Callable

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.film.decisions import Decision
    from workflows.cut import Cut
    from workflows.early_parts import EarlyParts
    from workflows.film_state import FilmState
    from workflows.film_views import film_view
    from workflows.gates.approval import Approval
    from workflows.library import lost_files
    from workflows.pictures import Pictures
    from workflows.runs.successor import Successor
    from workflows.shots.film_shots import Shots


class Course:
    """Waits at the gate, makes the shots, and again whenever pictures change; `cut` is made of them."""

    def __init__(
        self,
        state: FilmState,
        pictures: Pictures,
        shots: Shots,
        take: Callable[[Decision], object],
        successor: Successor,
    ) -> None:
        """`take` carries a decision out."""
        self._state = state
        self._pictures = pictures
        self._shots = shots
        self._successor = successor
        self.waiting = Approval(state, take, successor)
        self.cut = Cut(state)
        self._early_parts = EarlyParts(state, self.cut)

    @property
    def still(self) -> bool:
        """Whether nothing is on its way at the board, and nothing beside the shots."""
        gate = self._state.gate
        return (gate.settled or not gate.board) and self._early_parts.still and self._pictures.pages.still

    def stop(self) -> None:
        """Stop what is on its way."""
        self._shots.stop()
        self._early_parts.stop()

    async def abandon(self) -> None:
        """Stop what is on its way at the board, and wait until it has."""
        await self._pictures.subjects.abandon()
        await self._pictures.abandon()

    async def made(self, turn: Callable[[], Awaitable[None]] | None = None) -> None:
        """Every shot of the approved board is made, or missing; each time after a `turn` was waited for.

        Raises:
            Rejected, Lapsed: as `Approval.of_board`.

        """
        state, gate = self._state, self._state.gate
        while not gate.passed or state.reel.left:
            await self.waiting.of_board()
            if turn is not None:
                await turn()
            await self._successor.between("board", lambda: gate.passed)
            if not gate.passed:
                continue
            state.enter("shots")
            self._early_parts.open()
            await self._shots.render()
            await workflow.wait_condition(lambda: gate.settled or gate.rejected is not None)
        await self._successor.between("board", lambda: gate.passed and not state.reel.left)

    async def close(self) -> None:
        """Nothing is decided about the board any more; what was begun beside the shots is waited for."""
        self._state.gate.close("the film is being cut")
        await self._early_parts.close()

    async def is_whole(self) -> bool:
        """Whether the store has all that is delivered; what it has lost of the shots is made again."""
        state = self._state
        lost = set(await lost_files(tuple(dict.fromkeys(film_view(state).folder().values()))))
        if not lost:
            return True
        await self._pictures.subjects.mend(lost)
        for view in state.reel.views:
            if view.keyframe and view.keyframe.blob.sha256 in lost:
                await self._pictures.draw_again(view.shot.shot_id)
        self.cut.mend(lost)
        return state.gate.passed and not state.reel.left
