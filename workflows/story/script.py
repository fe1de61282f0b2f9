"""The film's words: the story is written, or the shots are taken as given; then everything is quoted."""

from temporalio import workflow
from temporalio.exceptions import ApplicationError, WorkflowAlreadyStartedError

with workflow.unsafe.imports_passed_through():
    from activities import contracts, retries
    from models.cut.lengths import story_seconds
    from models.film.reels import MOST_OF_A_REEL
    from models.money.steps import Step
    from models.names import call_place
    from models.orders.assets import Blob
    from models.orders.cast import FilmQuotes
    from models.places import LEFT_OUT_PAPER
    from models.shots.shot_list import Shot
    from models.shots.view import ShotView
    from models.story.coverage import LeftOut, remark
    from models.story.order import StoryOrder, WrittenStory
    from models.story.records import rewritten
    from models.story.stages import StoryDocument, subjects_of
    from models.story.stretches import shots_wanted, stretches_wanted
    from models.subjects.bible import bible_of
    from models.subjects.changes import called_as
    from models.subjects.speakers import speaking, unused_voices
    from models.subjects.unused import unseen_pictures, unused_subjects
    from workflows.errands import executed
    from workflows.film_state import FilmState
    from workflows.story.model_calls import charges_of
    from workflows.story.stretches import StretchedStory
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
        state.listed = manuscript.count


async def write_script(state: FilmState) -> None:
    """Give the film its title, its shots and their quotes.

    Raises:
        ApplicationError: the story's models let nobody in.

    """
    brief = state.brief
    if state.given or state.listed:
        shots = state.given
        document = StoryDocument(title=brief.title or "Untitled")
    elif state.cast.plan.stretches if state.cast.plan else stretches_wanted(shots_wanted(brief)) > 1:
        told = await StretchedStory(state).write()
        state.language, state.mood = told.language or state.language, state.mood or told.mood
        state.title = brief.title or told.title
        await _divide(state, (), StoryDocument(title=state.title), told.words)
        return
    else:
        written = await _told(state)
        shots, document = written.shots, written.document
    if document.story:
        state.language = document.story.language
        state.mood = state.mood or document.story.mood
    state.title = brief.title or document.title
    if max(len(shots), state.listed) > MOST_OF_A_REEL:
        await _divide(state, shots, document)
        return
    described = subjects_of(document.story) if document.story else ()
    state.bible = bible_of(brief.subjects, described, shots, brief.narrator)
    shots = tuple(called_as(shot, state.bible) for shot in shots)
    await _publish(state, shots, document)
    for remark in (
        *unused_subjects(brief.subjects, state.bible, shots),
        *unused_voices(brief.subjects, state.bible, shots, brief.narrator),
        *unseen_pictures(state.bible, state.cast),
    ):
        state.note(remark)
    state.bible = await with_voices(state, speaking(state.bible, shots), state.cast.speech)
    state.heed(await _quoted(state, shots))
    state.reel.fill(ShotView(shot=shot) for shot in shots)


async def _divide(
    state: FilmState, shots: tuple[Shot, ...], document: StoryDocument, stretches: tuple[Blob, ...] = ()
) -> None:
    """A script that is too long for one board: its reels, which read and quote their own shots."""
    script = contracts.Script(
        brief=state.brief,
        shots=shots,
        stretches=stretches,
        document=document,
        title=state.title,
        rewritten=rewritten(state.writing),
    )
    division = await executed(
        contracts.Reels.divide, script, task_queue="io", summary="The script in reels", **retries.QUICK
    )
    state.plans, state.bible = division.reels, division.bible
    _tell_left_out(state, division.files, division.left_out, sum(plan.count for plan in division.reels))
    for remark in (*division.remarks, *unseen_pictures(state.bible, state.cast)):
        state.note(remark)
    state.bible = await with_voices(state, division.speaking, state.cast.speech)
    await quote_score(state)


async def quote_score(state: FilmState) -> None:
    """The most that the score and the sheets may cost of a film whose reels quote their own shots."""
    state.heed(await _quoted(state, ()))


async def _quoted(state: FilmState, shots: tuple[Shot, ...]) -> FilmQuotes:
    """The most that these shots may cost, the sheets and the score."""
    quotes = contracts.QuotesRequest(film=state.orders, cast=state.cast, shots=shots)
    return await executed(
        contracts.Casting.quotes, quotes, task_queue="io", summary="Quotes", **retries.QUICK
    )


async def write_shots(state: FilmState) -> None:
    """The shot list as the shots are by now."""
    await _publish(state, state.reel.shots)


async def _publish(state: FilmState, shots: tuple[Shot, ...], document: StoryDocument | None = None) -> None:
    """Have the papers of the story stored, and hear how much of its text these shots leave out."""
    papers = await executed(
        contracts.Publishing.story,
        contracts.StoryDocuments(
            document=document,
            shots=shots,
            reels=tuple(reel.view for reel in state.standings.values() if reel.view),
            brief=None if state.given else state.brief,
            title=state.title,
            rewritten=rewritten(state.writing),
        ),
        task_queue="io",
        summary="Story papers" if document else "Shot list",
        **retries.QUICK,
    )
    count = sum(reel.count for reel in state.standings.values()) or len(shots)
    _tell_left_out(state, papers.files, papers.left_out, count)


def _tell_left_out(state: FilmState, files: dict[str, Blob], left_out: LeftOut | None, count: int) -> None:
    """The papers of the story, and how much of its text these `count` shots leave out."""
    state.documents.pop(LEFT_OUT_PAPER, None)
    state.documents |= files
    state.left_out = left_out
    if left_out:
        listed = f"`{LEFT_OUT_PAPER}` in its folder lists them."
        state.note(f"{remark(left_out, state.brief.seconds, count)} {listed}")


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
