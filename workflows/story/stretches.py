"""A story of more shots than one reel has: its overview, then stretch by stretch, each stored as soon as it is written."""

import asyncio
from collections.abc import Iterable
from typing import NamedTuple

from temporalio import workflow
from temporalio.exceptions import ApplicationError, WorkflowAlreadyStartedError

with workflow.unsafe.imports_passed_through():
    from activities import contracts, retries
    from models.cut.lengths import story_seconds
    from models.money.dollars import Usd
    from models.money.steps import Step
    from models.names import call_place
    from models.orders.assets import Blob
    from models.story.order import StoryOrder, WrittenStory
    from models.story.plan import StoryPlan
    from models.story.records import StageRecord, summed
    from models.story.stretches import Overview, Stretch, StretchLeft, usual
    from workflows.errands import executed
    from workflows.film_state import FilmState
    from workflows.story.model_calls import charges_of
    from workflows.story.workflow import StoryWorkflow

AT_ONCE = 4
"""How many stretches are written side by side, where the film was asked to."""
MOST_NOTES = 20
"""Notes that the stretches of a film leave, all together."""


class Told(NamedTuple):
    """A story that was written stretch by stretch: where each is stored, in order, and what is true of them all."""

    words: tuple[Blob, ...]
    title: str
    mood: str
    language: str


class StretchedStory:
    """Writes a film's story in stretches: by models, a workflow each, or by a writer of our own, an activity each.

    A stretch that is written by itself knows who came in those before it; those side by side know whom the overview knows.
    """

    def __init__(self, state: FilmState) -> None:
        self._state = state
        self._plan = state.cast.plan
        self._notes: dict[str, None] = {}
        self._records: tuple[StageRecord, ...] = ()

    async def write(self) -> Told:
        """The whole story.

        Raises:
            ApplicationError: its models let nobody in, or the film ended before it was written.

        """
        state, brief = self._state, self._state.brief
        divided = await executed(
            contracts.Stretching.divide,
            contracts.ToStretch(
                brief=brief, seconds=story_seconds(brief.seconds), by_models=self._plan is not None
            ),
            task_queue="io",
            summary="The story in stretches",
            **retries.QUICK,
        )
        overview = Overview()
        if self._plan and self._plan.overview:
            overview = await self._overview(self._plan.overview, len(divided.stretches))
        left = await self._each(divided.stretches, overview)
        state.hear(self._records, tuple(self._said()))
        return Told(
            words=tuple(one.words for one in left),
            title=overview.title or left[0].title,
            mood=overview.mood or usual([(one.mood, one.shots) for one in left]),
            language=overview.language or usual([(one.language, one.shots) for one in left]),
        )

    async def _each(self, stretches: tuple[Stretch, ...], overview: Overview) -> list[StretchLeft]:
        if self._plan and self._state.request.options.story_parallel:
            slots = asyncio.Semaphore(AT_ONCE)

            async def beside(stretch: Stretch) -> StretchLeft:
                async with slots:
                    return await self._stretch(stretch, overview, None)

            return list(await asyncio.gather(*map(beside, stretches)))
        left: list[StretchLeft] = []
        for stretch in stretches:
            common = overview if overview.template or not left else _told_alike(overview, left[0])
            left.append(await self._stretch(stretch, common, left[-1].known if left else None))
        return left

    async def _stretch(self, stretch: Stretch, overview: Overview, known: Blob | None) -> StretchLeft:
        state = self._state
        request = contracts.StretchRequest(
            brief=state.brief, stretch=stretch, overview=overview, choice=state.cast.llm, known=known
        )
        where = f"The story, stretch {stretch.number} of {stretch.of}"
        if self._plan is None:
            state.script_begun = True
            left = await executed(
                contracts.Stretching.outline,
                request,
                task_queue=state.cast.llm.label,
                summary=where,
                **retries.QUICK,
            )
            self._heed(left.notes)
            return left
        ready = await executed(
            contracts.Stretching.ready,
            request,
            task_queue="io",
            summary=f"{where}: its text",
            **retries.QUICK,
        )
        plan = self._plan.model_copy(
            update={
                "shots": stretch.shots or 1,
                "chunks": ready.chunks,
                "pieces": ready.pieces,
                "notes": (),
                "stretches": 0,
                "overview": None,
            }
        )
        order = StoryOrder(
            brief=ready.brief,
            choice=state.cast.llm,
            seconds=stretch.seconds,
            plan=plan,
            fresh=state.fresh,
            stretch=True,
        )
        written = await self._written(order, self._plan.of_stretch, stretch.number)
        return await executed(
            contracts.Stretching.keep,
            contracts.StretchWritten(request=request, written=written.model_copy(update={"notes": ()})),
            task_queue="io",
            summary=f"{where}: kept",
            **retries.QUICK,
        )

    async def _overview(self, plan: StoryPlan, parts: int) -> Overview:
        state, brief = self._state, self._state.brief
        order = StoryOrder(
            brief=brief,
            choice=state.cast.llm,
            seconds=story_seconds(brief.seconds),
            plan=plan,
            fresh=state.fresh,
            parallel=state.request.options.story_parallel,
            parts=parts,
        )
        written = await self._written(order, plan.quote, 0)
        return written.overview or Overview()

    async def _written(self, order: StoryOrder, quote: Usd, number: int) -> WrittenStory:
        """What the workflow of a stretch wrote, booked as soon as it is there; 0 is the overview's."""
        state = self._state
        wanted = Step(stage="story", take=number + 1, provider=state.cast.llm.provider)
        granted = await state.budget.reserve(lambda: {wanted: quote})
        if granted is None:
            raise ApplicationError("The film ended before its story was written.", type="FilmFailed")
        state.script_begun = True
        try:
            written = await workflow.execute_child_workflow(
                StoryWorkflow.run,
                order,
                id=state.child(story=True, stretch=number),
                static_summary=f"The story, stretch {number}" if number else "The story's overview",
                task_timeout=retries.TASK_TIMEOUT,
            )
        except WorkflowAlreadyStartedError:
            state.budget.release(wanted)  # nothing was begun
            raise
        step = f"story-{number}" if number else "story"
        charges = charges_of(
            written.records, lambda place, call: state.named(call_place(place, call.stage, step))
        )
        state.budget.settle_parts(wanted, charges)
        self._records = summed((*self._records, *written.records))
        state.writing = self._records
        self._heed(written.notes)
        if written.failure:
            raise ApplicationError(written.failure, type="FilmFailed", non_retryable=True)
        return written

    def _heed(self, notes: Iterable[str]) -> None:
        self._notes |= dict.fromkeys(notes)

    def _said(self) -> list[str]:
        notes = list(self._notes)
        more = len(notes) - MOST_NOTES
        return [
            *notes[:MOST_NOTES],
            *([f"{more} more notes about the story are in its stretches."] if more > 0 else []),
        ]


def _told_alike(overview: Overview, first: StretchLeft) -> Overview:
    """The overview with the template that the first stretch chose."""
    return overview.model_copy(update={"template": first.template})
