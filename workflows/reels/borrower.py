"""What a reel tells its film: where it stands, what it needs; and the money that it is lent."""

import asyncio
from decimal import Decimal
from typing import Any

from temporalio import workflow
from temporalio.exceptions import FailureError

with workflow.unsafe.imports_passed_through():
    from models.film.reels import ReelStage, ReelStanding
    from models.money.dollars import ZERO
    from workflows.film_state import FilmState
    from workflows.film_views import film_summary, to_the_end


class Borrower:
    """One reel towards its film, whose workflow's id is the film's."""

    def __init__(self, state: FilmState) -> None:
        self._state = state
        self._turn = False
        self._ready = False
        self._told: tuple[Any, ...] = ()
        self._telling = 0
        self._task: asyncio.Task[None] | None = None

    @property
    def has_turn(self) -> bool:
        """Whether the reel may work."""
        return self._turn

    @property
    def still(self) -> bool:
        """Whether the film was told everything."""
        return not self._telling and self._key() == self._told

    def open(self) -> None:
        """Begin to tell the film whenever something changes that it has to know."""
        self._task = asyncio.create_task(self._keep())

    def close(self) -> None:
        """The rest is told by what the reel gives at its end."""
        if self._task is not None:
            self._task.cancel()
            self._task = None

    async def turn(self) -> None:
        """Wait for a turn, which a reel loses that waits for a person."""
        if self._turn:
            return
        self._ready = True
        await workflow.wait_condition(lambda: self._turn or self._state.gate.rejected is not None)
        self._ready = False

    def begin(self) -> None:
        """The reel was begun, or has its turn again."""
        self._turn = True

    def lend(self, usd: Decimal) -> None:
        """The film lends so many dollars more."""
        ledger = self._state.budget.ledger
        if ledger.budget is not None:
            ledger.budget += usd

    async def give_back(self) -> None:
        """Give the film what is not needed to the end; it waits to hear how much that is."""
        ledger = self._state.budget.ledger
        idle = ZERO
        if ledger.budget is not None:
            idle = max(ZERO, ledger.budget - self._wants())
            ledger.budget -= idle
        await self._signal("reel_gives_back", self._state.number, str(idle))

    async def limit(self, *, limited: bool) -> None:
        """The film's budget is another one; where there was none, the reel holds what it has promised to spend, and asks for the rest."""
        ledger = self._state.budget.ledger
        ledger.hold_no_more()
        if not limited:
            ledger.budget = None
        elif ledger.budget is None:
            ledger.budget = held = ledger.spent + ledger.reserved
            await self._signal("reel_gives_back", self._state.number, str(-held))
            await self._say()

    def standing(self, stage: ReelStage) -> ReelStanding:
        """Where the reel stands."""
        state, plan = self._state, self._state.plans[0]
        ledger, shots, planned = state.budget.ledger, state.reel.shots, frozenset(plan.shot_ids)
        return ReelStanding(
            number=plan.number,
            first_number=shots[0].shot_number if shots else plan.numbers[0],
            last_number=shots[-1].shot_number if shots else plan.numbers[1],
            count=len(shots) or plan.count,
            added=tuple(shot.shot_id for shot in shots if shot.shot_id not in planned),
            edited=state.edits.reordered,
            stage=stage,
            board=state.gate.board,
            approved_board=state.gate.approved_board,
            waits=state.gate.waits and stage in ("approval", "shots"),
            waiting=film_summary(state).waiting[:500],
            ready=self._ready,
            spent=ledger.spent,
            reserved=ledger.reserved,
            wants=self._wants(),
            short=bool(self._short()),
            missing=sum(1 for view in state.reel.in_order() if view.missing),
            change=state.reel.change,
            taken=state.gate.taken,
        )

    def _wants(self) -> Decimal:
        """The dollars that the reel needs in all."""
        ledger = self._state.budget.ledger
        return ledger.spent + ledger.reserved + self._short() + to_the_end(self._state)

    def _short(self) -> Decimal:
        """The dollars that something waits for now."""
        return sum((need.usd for need in self._state.budget.needs if not need.asks), ZERO)

    def _stage(self) -> ReelStage:
        stage = self._state.stage
        return stage if stage in ("keyframes", "approval", "shots", "cut") else "keyframes"

    def _key(self) -> tuple[Any, ...]:
        """What the film has to know; it is told when this changes."""
        state = self._state
        return (
            state.stage,
            state.gate.board,
            state.gate.approved_board,
            state.gate.waits,
            self._ready,
            state.paused,
            len(state.unknowns.jobs),
            self._short() and self._wants(),  # what it was lent may be another shot's by now
            any(need.asks for need in state.budget.needs),
        )

    async def _keep(self) -> None:
        while True:
            await workflow.wait_condition(lambda: self._key() != self._told)
            self._told = self._key()
            if self._state.gate.waits:
                self._turn = False
            await self._say()

    async def _say(self) -> None:
        await self._signal("reel_stands", self.standing(self._stage()))

    async def _signal(self, name: str, *given: object) -> None:
        self._telling += 1
        try:
            film = workflow.get_external_workflow_handle(self._state.film_id)
            await film.signal(name, args=list(given))
        except FailureError:
            return  # the film has ended: it stops its reels
        finally:
            self._telling -= 1
