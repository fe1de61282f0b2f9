"""A film that goes on from an earlier run: a shot is retaken or goes back to another take, the rest stands."""

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities import contracts, retries
    from models.film.decisions import Decision
    from models.film.start import Previous
    from models.shots.takes import Change
    from models.shots.view import ShotView
    from workflows.film_state import FilmState
    from workflows.pictures import Pictures

APPROVED_BEFORE = "every picture on it was approved before"


async def restore(state: FilmState, previous: Previous) -> None:
    """Take over what the earlier run left: money, words, shots, papers, decisions, and the board as it was approved.

    Raises:
        ActivityError: nothing is known of that run.
        ApplicationError: it left no shots, or not the one that is to be changed.

    """
    view = await workflow.execute_activity_method(
        contracts.Publishing.earlier,
        contracts.EarlierRun(run_id=previous.run_id),
        task_queue="io",
        summary="What the earlier run left",
        **retries.QUICK,
    )
    state.earlier = view
    state.budget.ledger.bring(view.spent)
    state.title, state.language, state.mood = view.title, view.language, view.mood
    state.documents = dict(view.documents)
    state.writing = view.writing
    state.remember(view.decisions)
    state.reel.fill(view.shots)
    for one in previous.changes:
        before = _changed(state, one)
        if one.use is not None:
            state.reel.show(before.back_at(one.use))
    state.gate.restore(view.board, view.approved_board)
    quotes = contracts.QuotesRequest(film=state.orders, cast=state.cast, shots=state.reel.shots)
    quoted = await workflow.execute_activity_method(
        contracts.Casting.quotes, quotes, task_queue="io", summary="Quotes", **retries.QUICK
    )
    state.heed(quoted)


async def change(state: FilmState, pictures: Pictures, previous: Previous) -> None:
    """Draw the shots anew that are retaken, and lay out the board when it shows other pictures."""
    for one in previous.changes:
        if one.use is None:
            decision = Decision(
                kind="revise",
                by=one.by,
                shot=one.shot_id,
                prompt=one.prompt,
                note=one.note,
                dialogue=one.dialogue,
            )
            pictures.redraw(decision)
            state.record(decision)
    await pictures.finish()
    if previous.changes and all(one.use is not None for one in previous.changes):
        await pictures.lay_out()


def put_back(state: FilmState) -> None:
    """The film as it was before the changes, which came to nothing; what was made for them is kept as takes."""
    before = state.earlier
    if before is None:
        return
    state.reel.fill(state.reel.view(view.shot.shot_id).put_back(view) for view in before.shots)
    state.documents = dict(before.documents)
    state.film_seconds, state.film_frames = before.film_seconds, before.film_frames
    state.gate.approve()


def _changed(state: FilmState, one: Change) -> ShotView:
    """The shot that a change is about, as the earlier run left it, when it can be changed so."""
    shot = state.reel.find(one.shot_id)
    view = state.reel.view(shot.shot_id) if shot else None
    if view and (one.use is None or one.use in [take.take for take in view.kept()]):
        return view
    lacks = f"take {one.use} of {one.shot_id}" if view else f"shot {one.shot_id!r}"
    raise ApplicationError(
        f"The film cannot be changed so: the run that it goes on from has no {lacks}.",
        type="BadInput",
        non_retryable=True,
    )
