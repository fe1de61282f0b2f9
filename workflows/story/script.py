"""The film's words: the story is written, or the shots are taken as given; then everything is quoted."""

from temporalio import workflow
from temporalio.exceptions import ApplicationError, WorkflowAlreadyStartedError

with workflow.unsafe.imports_passed_through():
    from activities import contracts, retries
    from models.cut.lengths import story_seconds
    from models.money.steps import Step
    from models.names import call_place
    from models.shots.view import ShotView
    from models.story.coverage import left_out
    from models.story.order import StoryOrder, WrittenStory
    from models.story.stages import StoryDocument, subjects_of
    from models.subjects.bible import bible_of
    from models.subjects.changes import called_as
    from models.subjects.speakers import unused_voices
    from models.subjects.unused import unseen_pictures, unused_subjects
    from workflows.errands import executed
    from workflows.film_state import FilmState
    from workflows.story.model_calls import charges_of
    from workflows.story.voices import with_voices
    from workflows.story.workflow import StoryWorkflow


async def read_brief(state: FilmState) -> None:
    """Have the story or the shots of the brief stored: what the film carries along from here on is short.

    Raises:
        ActivityError: what is stored already is another brief.

    """
    brief = state.brief
    if brief.story or brief.shots or brief.material:
        manuscript = await executed(
            contracts.Publishing.brief, brief, task_queue="io", summary="The brief", **retries.QUICK
        )
        state.brief, state.given = manuscript.brief, manuscript.shots


async def write_script(state: FilmState) -> None:
    """Give the film its title, its shots and their quotes.

    Raises:
        ApplicationError: the story's models let nobody in.

    """
    brief = state.brief
    if state.given:
        shots = state.given
        document = StoryDocument(title=brief.title or "Untitled")
    else:
        written = await _told(state)
        shots, document = written.shots, written.document
    if document.story:
        state.language = document.story.language
        state.mood = state.mood or document.story.mood
    state.title = brief.title or document.title
    described = subjects_of(document.story) if document.story else ()
    state.bible = bible_of(brief.subjects, described, shots, brief.narrator)
    shots = tuple(called_as(shot, state.bible) for shot in shots)
    state.documents |= await executed(
        contracts.Publishing.story,
        contracts.StoryDocuments(document=document, shots=shots),
        task_queue="io",
        summary="Story papers",
        **retries.QUICK,
    )
    for remark in (
        *unused_subjects(brief.subjects, state.bible, shots),
        *unused_voices(brief.subjects, state.bible, shots, brief.narrator),
        *unseen_pictures(state.bible, state.cast),
    ):
        state.note(remark)
    state.bible = await with_voices(state, shots, state.cast.speech)
    quotes = contracts.QuotesRequest(film=state.orders, cast=state.cast, shots=shots)
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
    brief = state.brief
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
    try:
        written = await workflow.execute_child_workflow(
            StoryWorkflow.run,
            order,
            id=state.child(story=True),
            static_summary="The story",
            task_timeout=retries.TASK_TIMEOUT,
        )
    except WorkflowAlreadyStartedError:
        state.budget.release(step)  # nothing was begun
        raise
    state.hear(written.records, written.notes)
    if cut := left_out(brief.prompt, brief.seconds, written.shots, own_words=cast.plan is None):
        state.note(cut)
    if cast.plan:
        charges = charges_of(
            written.records, lambda number, call: state.named(call_place(number, call.stage))
        )
        state.budget.settle_parts(step, charges)
    else:
        state.budget.settle(step, cast.story_quote.usd)
    if written.failure:
        raise ApplicationError(written.failure, type="FilmFailed", non_retryable=True)
    return written
