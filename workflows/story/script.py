"""The film's words: the story is written, or the shots are taken as given; then everything is quoted."""

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities import contracts, retries
    from models.cut.lengths import story_seconds
    from models.money.dollars import ZERO
    from models.money.ledger import Charge
    from models.money.steps import Step
    from models.names import WorkflowName, call_place, step_reference
    from models.shots.shot_list import everybody
    from models.shots.view import ShotView
    from models.story.order import StoryOrder, WrittenStory
    from models.story.records import CallRecord
    from models.story.stages import StoryDocument
    from workflows.errands import executed
    from workflows.film_state import FilmState
    from workflows.story.workflow import StoryWorkflow


async def write_script(state: FilmState) -> None:
    """Give the film its title, its shots and their quotes.

    Raises:
        ApplicationError: the story's models let nobody in.

    """
    brief = state.request.brief
    if brief.shots:
        shots = tuple(sorted(brief.shots, key=lambda shot: shot.shot_number))
        document = StoryDocument(title=brief.title or "Untitled")
    else:
        written = await _told(state)
        shots, document = written.shots, written.document
    if document.story:
        state.language = document.story.language
        state.mood = state.mood or document.story.mood
    state.title = brief.title or document.title
    state.documents |= await executed(
        contracts.Publishing.story,
        contracts.StoryDocuments(document=document, shots=shots),
        task_queue="io",
        summary="Story papers",
        **retries.QUICK,
    )
    film = state.orders.model_copy(update={"characters": everybody(shots)})
    quotes = contracts.QuotesRequest(film=film, cast=state.cast, shots=shots)
    quoted = await executed(
        contracts.Casting.quotes, quotes, task_queue="io", summary="Quotes", **retries.QUICK
    )
    state.heed(quoted)
    state.reel.fill(ShotView(shot=shot) for shot in shots)


async def write_shots(state: FilmState) -> None:
    """The shot list as the shots are by now."""
    state.documents |= await executed(
        contracts.Publishing.story,
        contracts.StoryDocuments(shots=state.reel.shots),
        task_queue="io",
        summary="Shot list",
        **retries.QUICK,
    )


async def _told(state: FilmState) -> WrittenStory:
    brief = state.request.brief
    granted = await state.budget.reserve(
        lambda: {Step(stage="story", provider=state.cast.llm.provider): state.cast.story_quote.usd}
    )
    if granted is None:
        raise ApplicationError("The film ended before its story was written.", type="FilmFailed")
    cast, (step,) = state.cast, granted
    state.script_begun = True
    order = StoryOrder(
        brief=brief,
        choice=cast.llm,
        seconds=story_seconds(brief.seconds),
        plan=cast.plan,
        fresh=state.fresh,
        parallel=state.request.options.story_parallel,
    )
    written = await workflow.execute_child_workflow(
        StoryWorkflow.run,
        order,
        id=str(WorkflowName(state.film_id, story=True)),
        static_summary="The story",
        task_timeout=retries.TASK_TIMEOUT,
    )
    state.hear(written.records, written.notes)
    if cast.plan:
        calls = [call for record in written.records for call in record.calls]
        charges = [
            _charge(
                call, step_reference(state.film_id, workflow.info().run_id, call_place(number, call.stage))
            )
            for number, call in enumerate(calls, start=1)
            if call.cost
        ]
        state.budget.settle_parts(step, charges)
    else:
        state.budget.settle(step, cast.story_quote.usd)
    if written.failure:
        raise ApplicationError(written.failure, type="FilmFailed", non_retryable=True)
    return written


def _charge(call: CallRecord, reference: str) -> Charge:
    """One call to a model, as the ledger has it; a lost one is booked at its quote."""
    vendor, _, model = call.model.partition("/")
    step = Step(stage="story", provider=vendor, model=model)
    note = "lost: booked at its quote" if call.lost else ""
    return Charge(step=step, usd=call.cost or ZERO, reference=reference, note=note)
