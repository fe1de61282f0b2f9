"""A long film's reels on their way: which of them work, what they are lent, and what is passed on to them."""

import asyncio
from collections.abc import Iterable, Mapping
from contextlib import suppress
from decimal import Decimal
from itertools import islice
from typing import Any

from temporalio import workflow
from temporalio.exceptions import ApplicationError, FailureError

with workflow.unsafe.imports_passed_through():
    from activities import retries
    from models.film.decisions import Decision
    from models.film.reel_order import MadeReel, ReelOrder
    from models.film.reels import ReelPlan, ReelStage, ReelStanding, told_of
    from models.film.view import Stage
    from models.money.dollars import ZERO
    from models.runs.continuation import ReelsLeft
    from models.shots.takes import Change
    from workflows.errands import Errands
    from workflows.failures import reason_of, was_cancelled
    from workflows.film_state import FilmState
    from workflows.gates.approval import Rejected
    from workflows.reels.lender import Lender
    from workflows.reels.numbers import Numbers
    from workflows.reels.workflow import ReelWorkflow
    from workflows.runs.successor import Successor


Handle = workflow.ChildWorkflowHandle[Any, MadeReel]


class Reels:
    """The reels of a film that has several."""

    def __init__(self, state: FilmState, successor: Successor) -> None:
        self._state = state
        self._successor = successor
        self._made: dict[int, MadeReel] = {}
        self._begun: dict[int, asyncio.Task[Handle]] = {}
        self._runs = Errands()
        self._messages = Errands()
        self._lender = Lender(state, self._tell)
        self.numbers = Numbers(state, self._tell)
        self._earlier: dict[int, ReelStanding] = {}
        self._changes: dict[int, tuple[Change, ...]] = {}

    @property
    def many(self) -> bool:
        """Whether the film has several."""
        return bool(self._state.plans)

    @property
    def made(self) -> tuple[MadeReel, ...]:
        """What came of those that have ended, in order."""
        return tuple(self._made[number] for number in sorted(self._made))

    @property
    def edited(self) -> bool:
        """Whether the board of one of them was edited: the shots are not as the story left them."""
        return any(reel.edited for reel in self._state.standings.values())

    def fill(self, plans: Iterable[ReelPlan]) -> None:
        """The reels that the film is made of."""
        state = self._state
        state.plans = tuple(plans)
        for plan in state.plans:
            first, last = plan.numbers
            state.standings[plan.number] = ReelStanding(
                number=plan.number, first_number=first, last_number=last, count=plan.count
            )
        self.numbers.fill(state.plans)

    def restore(
        self,
        plans: Iterable[ReelPlan],
        earlier: Iterable[ReelStanding],
        changes: Mapping[int, tuple[Change, ...]],
    ) -> None:
        """The reels as an earlier run of the film left them; those with `changes` go on from there, the others stand."""
        state = self._state
        self.fill(plans)
        self._changes = dict(changes)
        for reel in earlier:
            standing = reel.model_copy(update={"taken": False})
            self._lender.close(reel.number, reel.spent)
            if reel.number in changes:
                self._earlier[reel.number] = reel
                left = dict.fromkeys(("view", "cut", "film"))
                standing = standing.model_copy(update={"stage": "planned", **left})
            else:
                self._made[reel.number] = MadeReel(standing=standing)
            state.standings[reel.number] = standing

    @property
    def still(self) -> bool:
        """Whether none of them runs, and nothing is on its way to one."""
        return not self._begun and self._runs.still and self._messages.still

    def left(self) -> ReelsLeft:
        """What is known of them when they stand still."""
        return ReelsLeft(
            plans=self._state.plans,
            made=self.made,
            earlier=tuple(self._earlier.values()),
            changes=self._changes,
            loans=self._lender.left(),
        )

    def take_up(self, left: ReelsLeft) -> None:
        """The reels as the run before left them."""
        standings = dict(self._state.standings)
        self.fill(left.plans)
        self._state.standings |= standings
        self._made = {one.standing.number: one for one in left.made}
        self._earlier = {reel.number: reel for reel in left.earlier}
        self._changes = dict(left.changes)
        self._lender.take_up(left.loans)

    async def make(self) -> None:
        """Make them all: so many at once as the film's options say, the first before the others.

        Raises:
            Rejected: the film was rejected.
            ApplicationError: one of them could not be made.

        """
        state = self._state
        self.go_on()
        await workflow.wait_condition(
            lambda: self._over or state.gate.rejected is not None or self._successor.ready
        )
        if not self._over and state.gate.rejected is None:
            self._successor.begin("reels")
        if state.gate.rejected is not None:
            raise Rejected(state.gate.rejected)
        await self._runs.done()
        unmade = next((made for made in self.made if made.unmade), None)
        if unmade:
            raise ApplicationError(
                f"Reel {unmade.standing.number} could not be made: {unmade.reason}",
                type="FilmFailed",
                non_retryable=True,
            )

    @property
    def _over(self) -> bool:
        return len(self._made) == len(self._state.plans)

    async def abandon(self) -> None:
        """Stop those that are on their way, and wait until they have closed their books."""
        await self._messages.stopped()
        for number, begun in self._begun.items():
            self._messages.begin(str(number), self._cancelled(begun))
        await self._messages.over()
        await self._runs.over()

    def hear(self, standing: ReelStanding) -> None:
        """A reel says where it stands."""
        state, number = self._state, standing.number
        before = state.standings.get(number)
        if before is None or before.ended:
            return
        state.standings[number] = standing
        self.numbers.follow(self._begun)
        self._lender.hear(standing, self._begun)
        self.go_on()

    def take_back(self, number: int, usd: Decimal) -> None:
        """A reel gives back dollars that it does not need, or says that it needs all."""
        self._lender.take_back(number, usd, self._begun)

    def pass_on(self, decision: Decision, numbers: Iterable[int]) -> None:
        """Tell reels that are on their way what somebody decided."""
        for number in numbers:
            if number in self._begun:
                self._tell(number, "passed_on", decision)

    def heed_budget(self) -> None:
        """The film's budget is another one."""
        self._lender.heed_budget(self._begun)

    def go_on(self) -> None:
        """Give turns to those that wait for one and begin others, as many as may work at once."""
        state = self._state
        if state.paused or state.gate.rejected is not None or state.ending:
            return
        free = state.request.options.at_once.reels - sum(reel.works for reel in state.standings.values())
        waiting = (plan for plan in state.plans if self._waits_for_a_turn(state.standings[plan.number]))
        for plan in islice(waiting, max(0, free)):
            reel = state.standings[plan.number]
            if reel.ready:
                state.standings[plan.number] = reel.model_copy(update={"ready": False, "stage": "shots"})
                self._tell(plan.number, "your_turn")
            else:
                state.standings[plan.number] = reel.model_copy(update={"stage": "keyframes"})
                self._runs.begin(str(plan.number), self._run(plan))
        self._say_stage()

    def _waits_for_a_turn(self, reel: ReelStanding) -> bool:
        # Those that are not begun wait for the film's next run, where this one has become long.
        return reel.ready or (reel.stage == "planned" and not self._successor.long)

    def _say_stage(self) -> None:
        """The film is where its reels are: at the gate while one of them waits there."""
        state = self._state
        reels = [reel for reel in state.standings.values() if not reel.ended]
        stage: Stage
        if any(reel.waits for reel in reels):
            stage = "approval"
        elif any(reel.stage in ("planned", "keyframes") for reel in reels):
            stage = "keyframes"
        else:
            stage = "shots"
        if reels and stage != state.stage:
            state.enter(stage)

    def _order(self, plan: ReelPlan) -> ReelOrder:
        """What is asked of a reel."""
        state, ledger = self._state, self._state.budget.ledger
        earlier = self._earlier.get(plan.number)
        return ReelOrder(
            film_id=state.film_id,
            run_id=state.run_id,
            began=state.began,
            digest=state.digest,
            title=state.title,
            language=state.language,
            mood=state.mood,
            brief=state.brief,
            options=state.request.options.model_copy(
                update={"budget": ledger.budget, "budget_mode": ledger.mode}
            ),
            cast=state.cast,
            bible=told_of(state.bible, plan),
            plan=plan,
            fresh=state.fresh,
            earlier=earlier.view if earlier else None,
            changes=self._changes.get(plan.number, ()),
            spent=earlier.spent if earlier else ZERO,
            first_number=first
            if (first := state.standings[plan.number].first_number) != plan.numbers[0]
            else 0,
        )

    async def _start(self, plan: ReelPlan) -> Handle:
        return await workflow.start_child_workflow(
            ReelWorkflow.run,
            self._order(plan),
            id=self._state.child(reel=plan.number),
            static_summary=f"Reel {plan.number} of {self._state.title}",
            task_timeout=retries.TASK_TIMEOUT,
            cancellation_type=workflow.ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED,
        )

    async def _run(self, plan: ReelPlan) -> None:
        state, number = self._state, plan.number
        # What it says may be heard before it is known that it was begun.
        begun = self._begun[number] = asyncio.create_task(self._start(plan))
        try:
            made = await (await begun)
        except FailureError as error:
            if was_cancelled(error):
                raise
            made = self._failed(number, reason_of(error))
        finally:
            del self._begun[number]
            begun.cancel()
        state.standings[number] = made.standing
        self._made[number] = made
        self._lender.end(made, self._begun)
        self.go_on()

    def _failed(self, number: int, reason: str) -> MadeReel:
        stage: ReelStage = "failed"
        standing = self._state.standings[number].model_copy(
            update={"stage": stage, "waits": False, "waiting": "", "reserved": ZERO, "ready": False}
        )
        return MadeReel(standing=standing, reason=reason, unmade=True)

    async def _cancelled(self, begun: asyncio.Task[Handle]) -> None:
        # By its id: as a child, the first of its runs is cancelled, which may have continued as another.
        with suppress(FailureError):  # it has ended
            await workflow.get_external_workflow_handle((await begun).id).cancel()

    def _tell(self, number: int, signal: str, *given: object) -> None:
        self._messages.begin(str(number), self._told(self._begun[number], signal, *given))

    async def _told(self, begun: asyncio.Task[Handle], signal: str, *given: object) -> None:
        try:
            await (await begun).signal(signal, args=list(given))
        except (FailureError, asyncio.CancelledError):
            if workflow.cancellation_reason() is not None:
                raise
            return  # it has ended
