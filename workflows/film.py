"""FilmWorkflow: casting → story → keyframes → the gate → shots → cut → publish."""

import asyncio

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError, ChildWorkflowError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from activities import contracts, retries
    from models.base import Frozen
    from models.film.decisions import (
        Decision,
    )
    from models.film.start import FilmRequest
    from models.film.view import BRIEF_MEMO, Stage
    from models.orders.assets import Blob
    from workflows.cut import Cut
    from workflows.early_parts import EarlyParts
    from workflows.failures import reason_of
    from workflows.money.books import Books
    from workflows.retakes import APPROVED_BEFORE, change, put_back, restore
    from workflows.signals import Signals
    from workflows.story.script import write_script, write_shots


class FilmResult(Frozen):
    """How a film ended. `status` is its stage in words; `film` is the stored `film.mp4`."""

    status: str
    title: str
    film: Blob | None = None
    seconds: float = 0.0
    missing: tuple[str, ...] = ()


class FilmEnd(Exception):
    """The film ends here, on purpose."""

    def __init__(self, stage: Stage, reason: str = "") -> None:
        super().__init__(reason)
        self.stage = stage
        self.reason = reason


@workflow.defn
class FilmWorkflow(Signals):
    """Makes one film. Its workflow id is the film's id."""

    @workflow.init
    def __init__(self, request: FilmRequest) -> None:
        super().__init__(request)
        self._request = request
        self._cut = Cut(self._state)
        self._early_parts = EarlyParts(self._state, self._cut)
        self._books = Books(self._state)

    @workflow.run
    async def run(self, request: FilmRequest) -> FilmResult:  # noqa: ARG002 - Temporal hands it to __init__ too
        """Make the film that the request asks for; a shot that cannot be made does not stop it."""
        self._books.open()
        if workflow.memo_value(BRIEF_MEMO, None) is None:
            workflow.upsert_memo({BRIEF_MEMO: self._state.digest})
        try:
            try:
                await self._make()
            except FilmEnd as end:
                await self._end(end.stage, end.reason)
        except (ActivityError, ChildWorkflowError, ApplicationError) as error:
            await self._stop()
            self._put_back()
            if is_cancelled_exception(error):
                self._state.enter("cancelled", "The film was cancelled.")
                raise
            self._state.enter("failed", reason_of(error))
            raise ApplicationError(reason_of(error), type="FilmFailed", non_retryable=True) from error
        except asyncio.CancelledError:
            await self._stop()
            self._put_back()
            self._state.enter("cancelled", "The film was cancelled.")
            raise
        await workflow.wait_condition(workflow.all_handlers_finished)
        view = self._state.view()
        return FilmResult(
            status=view.verdict,
            title=view.title,
            film=view.documents.get("film.mp4"),
            seconds=view.film_seconds,
            missing=tuple(shot.shot.shot_id for shot in view.missing),
        )

    async def _make(self) -> None:
        state, gate, wanted = self._state, self._state.gate, self._request.options.stop_at
        await self._cast()
        previous = self._request.previous
        if previous is None:
            await self._write()
        else:
            await restore(state, previous)
        if wanted == "story":
            raise FilmEnd("stopped", "The story was all that was asked for.")
        state.enter("keyframes")
        if previous is None:
            await self._pictures.draw_all()
        else:
            await change(state, self._pictures, previous)
        if not gate.blocked and not any(view.keyframe for view in state.reel.views):
            raise ApplicationError(
                f"No picture could be drawn: {state.reel.views[0].missing}",
                type="FilmFailed",
                non_retryable=True,
            )
        if previous is None:
            await self._pictures.lay_out()
        elif not gate.passed and not state.reel.left:
            self._take(Decision(kind="approve", by="longtake", note=APPROVED_BEFORE, board=gate.board))
        if wanted == "storyboard":
            raise FilmEnd("stopped", "The storyboard was all that was asked for.")
        while not await self._cut_of_all():
            pass  # a stored file was lost: its shot is left to be made again
        await self._end("finished")

    async def _cut_of_all(self) -> bool:
        """Make what is left of the shots, and cut them; False when something of them was lost meanwhile."""
        state, gate = self._state, self._state.gate
        while not gate.passed or state.reel.left:
            await self._approval()
            state.enter("shots")
            self._early_parts.open()
            await self._shots.render()
            await workflow.wait_condition(lambda: gate.settled or gate.rejected is not None)
        gate.close("the film is being cut")
        if self._request.previous is not None:
            await write_shots(state)
        await self._early_parts.close()
        return await self._cut.make()

    async def _cast(self) -> None:
        self._state.enter("casting")
        request = contracts.CastRequest(brief=self._request.brief)
        self._state.cast = await workflow.execute_activity_method(
            contracts.Casting.cast, request, task_queue="io", summary="Casting", **retries.QUICK
        )

    async def _write(self) -> None:
        await self._state.clear()
        self._state.enter("story")
        await write_script(self._state)

    async def _approval(self) -> None:
        """Wait until the board, as it is, is approved; days cost nothing."""
        state, gate = self._state, self._state.gate
        if not gate.passed and gate.rejected is None:
            state.enter("approval")
        while not gate.passed:
            if gate.rejected is not None:
                raise self._rejected(gate.rejected)
            if not gate.settled:
                await workflow.wait_condition(lambda: gate.settled or gate.rejected is not None)
            elif decision := gate.automatic:
                self._take(decision)
            else:
                await self._decided()

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
                raise FilmEnd("cancelled", gate.lapsed.note) from None
            self._take(gate.lapsed)

    def _rejected(self, decision: Decision) -> FilmEnd:
        """The end of a film whose board was rejected; one that was made before stays as it was."""
        by = f" by {decision.by}" if decision.by else ""
        why = f": {decision.note.rstrip('.')}." if decision.note else "."
        if self._request.previous is None:
            return FilmEnd("rejected", f"The storyboard was rejected{by}{why}")
        put_back(self._state, self._request.previous)
        return FilmEnd("finished", f"The retake was rejected{by}{why} The film stays as it was.")

    async def _end(self, stage: Stage, reason: str = "") -> None:
        """Write the report and end at `stage`."""
        state = self._state
        state.gate.close("the film has ended")
        await self._stop()
        state.enter("publish")
        last = state.view().model_copy(update={"stage": stage, "reason": reason, "waiting": ""})
        state.documents |= await workflow.execute_activity_method(
            contracts.Publishing.report, last, task_queue="io", summary="Report", **retries.QUICK
        )
        state.enter(stage, reason)

    async def _stop(self) -> None:
        self._shots.stop()
        self._early_parts.stop()
        await self._pictures.abandon()
        self._state.unknowns.close()
        await self._books.close()
        self._state.reel.abandon()

    def _put_back(self) -> None:
        """Changes that came to nothing leave the film as it was."""
        if self._request.previous is not None and self._state.reel:
            put_back(self._state, self._request.previous)
