"""A film that goes on from an earlier run: a shot is retaken or goes back to another take, the rest stands."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities import contracts, retries
    from models.film.decisions import Decision
    from models.film.start import Previous
    from models.shots.takes import Change
    from models.shots.view import ShotView
    from workflows.errands import executed
    from workflows.film_state import FilmState
    from workflows.pictures import Pictures

APPROVED_BEFORE = "every picture on it was approved before"


async def restore(state: FilmState, previous: Previous) -> None:
    """Take over what the earlier run left: words, shots, papers, decisions, and the board as it was approved."""
    view = previous.view
    state.title, state.language, state.mood = view.title, view.language, view.mood
    state.documents = dict(view.documents)
    state.writing = view.writing
    state.remember(view.decisions)
    state.reel.fill(_reverted(shot, previous.changes) for shot in view.shots)
    state.gate.restore(view.board, view.approved_board)
    quotes = contracts.QuotesRequest(film=state.orders, cast=state.cast, shots=state.reel.shots)
    quoted = await executed(
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


def put_back(state: FilmState, previous: Previous) -> None:
    """The film as it was before the changes, which came to nothing; what was made for them is kept as takes."""
    views = previous.view.shots
    state.reel.fill(state.reel.view(before.shot.shot_id).put_back(before) for before in views)
    state.documents = dict(previous.view.documents)
    state.film_seconds, state.film_frames = previous.view.film_seconds, previous.view.film_frames
    state.gate.approve()


def _reverted(view: ShotView, changes: tuple[Change, ...]) -> ShotView:
    """The shot with the take that a change goes back to; as it is, when none does."""
    wanted = [one.use for one in changes if one.shot_id == view.shot.shot_id and one.use is not None]
    return view.back_at(wanted[0]) if wanted else view
