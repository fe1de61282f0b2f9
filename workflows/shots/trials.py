"""A shot tried by several makers at once: a clip of each, from the picture that it has, and all side by side in one picture."""

import asyncio
from collections.abc import Sequence

from temporalio import workflow
from temporalio.exceptions import ActivityError, ChildWorkflowError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from activities import contracts, retries
    from models.money.dollars import ZERO
    from models.money.steps import Step
    from models.orders.cast import ShotQuote
    from models.orders.ladder import refused_before
    from models.orders.shot_orders import MadeShot, Price, ShotOrder
    from models.places import shot_place
    from models.shots.takes import Change, Take
    from models.shots.trials import Trial, TrialSheet
    from models.shots.view import ShotView
    from workflows.errands import executed
    from workflows.failures import let_cancelled, reason_of, why
    from workflows.film_state import FilmState
    from workflows.library import look_up_shots
    from workflows.money.purchases import LOST, LOST_PART, STOPPED, book, book_failed
    from workflows.shots.film_shots import BY_HAND
    from workflows.shots.shot import ShotWorkflow
    from workflows.shots.shot_orders import order_of

NO_ROOM = "The budget has no room for it."


async def try_out(state: FilmState, changes: Sequence[Change]) -> None:
    """Try shots as the changes say, all at once; what a maker cannot make is said, and costs no other take."""
    by_shot: dict[str, list[str]] = {}
    for one in changes:
        by_shot.setdefault(one.shot_id, []).append(one.maker)
    await asyncio.gather(*(_try_shot(state, shot_id, makers) for shot_id, makers in by_shot.items()))


async def _try_shot(state: FilmState, shot_id: str, makers: Sequence[str]) -> None:
    view = state.reel.view(shot_id)
    tried = await asyncio.gather(
        *(
            _Attempt(state, view, maker, take).made()
            for take, maker in enumerate(makers, start=view.next_take)
        )
    )
    trials = tuple(trial for trial, _ in tried)
    now = state.reel.view(shot_id)
    state.reel.show(now.tried(*(take for _, take in tried if take)))
    for trial in trials:
        if trial.reason:
            state.note(f"{shot_id} by {trial.maker}: {trial.reason}")
    sheet = TrialSheet(
        film_id=state.film_id,
        title=state.title,
        shot=view.shot,
        picture=state.brief.picture,
        fit=state.brief.delivery.fit,
        trials=trials,
    )
    try:
        state.documents[shot_place(shot_id, "tried.png")] = await executed(
            contracts.Boards.trials,
            sheet,
            task_queue="cpu",
            summary=f"Shot {view.shot.shot_number}, side by side",
            **retries.DRAWING,
        )
    except ActivityError as error:
        let_cancelled(error)
        state.note(f"The takes of {shot_id} could not be laid side by side: {why(error)}")


class _Attempt:
    """One maker's take of a shot."""

    def __init__(self, state: FilmState, view: ShotView, maker: str, take: int) -> None:
        shot = view.shot.model_copy(update={"video_provider": maker})
        self._state = state
        self._view = view.model_copy(update={"shot": shot})
        self._maker = maker
        self._take = take

    async def made(self) -> tuple[Trial, Take | None]:
        """What became of it, and the take; none where nothing was made."""
        state, view, shot_id = self._state, self._view, self._view.shot.shot_id
        cast = state.cast.of_shot(view.shot)
        # Whose clip is chosen is chosen by the clips: lips are moved in those that a film is made of.
        order = order_of(state, view, cast).having(MadeShot(voices=view.voices))
        # Lines that could not be spoken stay silent: only a clip is tried, and paid for.
        order = order.silenced([line for line, _ in order.unspoken])
        order = order.model_copy(update={"lips": None})
        found = (await look_up_shots((order,))).get(shot_id)
        step = Step(stage="clip", shot_id=shot_id, take=self._take, provider=order.clip.choice.provider)
        began = workflow.now()
        if found and found.clip and found.conformed:
            return self._trial(found, found=True)
        if (refused := refused_before(order.clip, view.tries)) and refused.of != "output":
            return self._trial(MadeShot(missing=f"It refused just this before: {refused.said}"))
        try:
            quote = await self._quote()
        except ActivityError as error:
            let_cancelled(error)
            return self._trial(MadeShot(missing=f"What it costs could not be asked: {why(error)}"))
        if reason := quote.cannot.get("clip", ""):
            return self._trial(MadeShot(missing=reason))
        afforded = await state.afforded(step, quote.clip)
        if not afforded or not state.budget.reserve_at_once({step: quote.clip}):
            return self._trial(MadeShot(missing=NO_ROOM))
        price = Price(usd=quote.clip, reference=state.reference(step), clips=quote.clips)
        made = await self._child(order.model_copy(update={"prices": {step.part: price}}))
        lost = made.lost
        if lost is not None:
            paid = lost.by if lost.usd is None else ""
            state.budget.give_up(step, LOST if lost.usd is None else LOST_PART, lost.usd, paid)
            made = made.model_copy(update={"missing": f"The clip could not be had: {lost.reason}"})
        elif made.clip is not None:
            book(state, step, made.clip)
        elif made.stopped:
            state.budget.give_up(step, STOPPED)
        else:
            book_failed(state, step, made.billed.get(step.part, ZERO), made.failed_by)
        return self._trial(made, waited_s=(workflow.now() - began).total_seconds())

    async def _quote(self) -> ShotQuote:
        state = self._state
        request = contracts.QuotesRequest(film=state.orders, cast=state.cast, shots=(self._view.shot,))
        quoted = await executed(
            contracts.Casting.quotes,
            request,
            task_queue="io",
            summary=f"Quote of {self._maker}",
            **retries.QUICK,
        )
        return quoted.shots[0]

    async def _child(self, order: ShotOrder) -> MadeShot:
        state, shot = self._state, self._view.shot
        try:
            return await workflow.execute_child_workflow(
                ShotWorkflow.run,
                order,
                id=state.child(shot_id=shot.shot_id, take=self._take),
                static_summary=f"Shot {shot.shot_number} of {state.title}, by {self._maker}",
                task_timeout=retries.TASK_TIMEOUT,
            )
        except ChildWorkflowError as error:
            if not is_cancelled_exception(error):
                return MadeShot(missing=f"The shot could not be made: {reason_of(error)}", stopped=True)
            if workflow.cancellation_reason() is not None:
                raise
            return MadeShot(missing=BY_HAND, stopped=True)

    def _trial(
        self, made: MadeShot, *, waited_s: float = 0.0, found: bool = False
    ) -> tuple[Trial, Take | None]:
        view, clip = self._view, made.clip
        there = clip is not None and made.conformed is not None
        trial = Trial(
            maker=self._maker,
            take=self._take,
            clip=made.conformed.blob if there and made.conformed else None,
            seconds=made.conformed.seconds if there and made.conformed else 0.0,
            usd=clip.cost if clip and not found else ZERO,
            found=found,
            waited_s=waited_s,
            reason="" if there else made.missing or "It could not be made.",
        )
        if not there:
            return trial, None
        take = view.current.model_copy(
            update={
                "take": self._take,
                "clip": clip,
                "lips": None,
                "conformed": made.conformed,
                "missing": "",
                "changed": (),
            }
        )
        return trial, take
