"""A film that goes on from an earlier run: a shot is retaken or goes back to another take, the rest stands."""

from collections.abc import Callable, Mapping, Sequence

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities import contracts, retries
    from models.film.decision_log import DecisionLog
    from models.film.decisions import Decision
    from models.film.reels import ReelStanding
    from models.film.start import Previous
    from models.film.view import FilmView
    from models.money.dollars import ZERO
    from models.orders.cast import listed
    from models.shots.heard import Heard
    from models.shots.shot_list import Shot
    from models.shots.takes import MOST_TAKES, Change, as_cast
    from models.shots.view import ShotView
    from models.subjects.speakers import speaking
    from workflows.bible.staleness import mark_openings
    from workflows.errands import executed
    from workflows.failures import why
    from workflows.film_state import FilmState
    from workflows.library import look_up_shots
    from workflows.pictures import Pictures
    from workflows.shots.shot_orders import order_of
    from workflows.shots.trials import try_out
    from workflows.story.voices import with_voices

APPROVED_BEFORE = "every picture on it was approved before"


async def recall(state: FilmState, previous: Previous) -> None:
    """Take over what the earlier run left: money, words, shots, papers, decisions, and the board as it was approved.

    Raises:
        ActivityError: nothing is known of that run.
        ApplicationError: it left no shots.

    """
    view = await left_earlier(previous)
    if not view.shots and not view.reels:
        raise unusable("The earlier run has no shots: there is nothing to go on from.")
    take_over(state, view)
    if previous.drafted:
        state.note(
            f"Still a draft: {listed(previous.drafted)}. `longtake finish` has them made as the film's own."
        )


async def left_earlier(previous: Previous) -> FilmView:
    """What the earlier run left.

    Raises:
        ActivityError: nothing is known of that run.

    """
    return await executed(
        contracts.Publishing.earlier,
        contracts.EarlierRun(run_id=previous.run_id),
        task_queue="io",
        summary="What the earlier run left",
        **retries.QUICK,
    )


def take_over(state: FilmState, view: FilmView) -> None:
    """The film, or the reel, is as it was left: of a film of several reels, which keep what is theirs, where these stand."""
    state.earlier = view
    of_reels = sum((reel.spent for reel in view.reels), ZERO)
    state.budget.ledger.bring(view.spent - of_reels)
    state.title, state.language, state.mood = view.title, view.language, view.mood
    state.bible = view.bible
    state.documents, state.left_out = dict(view.documents), view.left_out
    state.writing, state.score = view.writing, view.score
    state.log = state.log.after(DecisionLog(records=view.decisions, told=view.told, refused=view.refused))
    state.standings = {reel.number: reel for reel in view.reels}
    if not view.reels:
        state.reel.fill(view.shots, view.dropped)
        state.gate.restore(view.board, view.approved_board)


async def restore(state: FilmState, changes: tuple[Change, ...], *, score: bool = True) -> None:
    """Go back to the takes that are wanted again; what is left to make is quoted, in voices that the cast has.

    Raises:
        ActivityError: the cast does not have a voice that a person chose.
        ApplicationError: there are not the shots and takes that the changes name.

    """
    for one in changes:
        before = _changed(state, one)
        if one.use is not None:
            state.reel.show(before.back_at(one.use))
            mark_openings(state, before.shot.shot_id)
    state.bible = await with_voices(state, speaking(state.bible, state.reel.shots), state.cast.speech)
    wanted = _wanted(state, changes)
    asked = tuple(wanted.get(shot.shot_id, shot) for shot in state.reel.shots)
    quotes = contracts.QuotesRequest(film=state.orders, cast=state.cast, shots=asked)
    quoted = await executed(
        contracts.Casting.quotes, quotes, task_queue="io", summary="Quotes", **retries.QUICK
    )
    state.heed(quoted, score=score)
    await _remake(state, wanted)


async def change(state: FilmState, pictures: Pictures, changes: tuple[Change, ...]) -> None:
    """Draw the shots anew that are retaken, and lay out the board when it shows other pictures."""
    for one in changes:
        if one.use is None and not one.alone and not one.maker:
            words = one.model_dump(include=set(Heard.model_fields))
            decision = Decision(
                kind="revise", by=one.by, shot=one.shot_id, prompt=one.prompt, note=one.note, **words
            )
            pictures.redraw(decision, own=one.own)
            state.record(decision)
    await pictures.finish()
    await try_out(state, [one for one in changes if one.maker])
    if changes and all(one.use is not None for one in changes):
        await pictures.lay_out()


def approve_unchanged(state: FilmState, take: Callable[[Decision], object]) -> None:
    """Approve a board on which every picture was approved before; `take` carries the decision out."""
    if not state.gate.passed and not state.reel.left:
        take(Decision(kind="approve", by="longtake", note=APPROVED_BEFORE, board=state.gate.board))


async def put_back(state: FilmState, previous: Previous | None) -> None:
    """The film as it was before changes that came to nothing; what was made for them is kept as takes.

    A retake that ends before it has read what the earlier run left, reads it now: the film must not end empty.
    """
    if previous is None:
        return
    if state.earlier is None:
        try:
            if state.earlier_runs:
                state.earlier = await left_earlier(previous)
            else:
                await recall(state, previous)
        except (ActivityError, ApplicationError):
            return
    before = state.earlier
    assert before is not None, "it was recalled"
    if before.reels:
        state.standings = await _reels_put_back(state, before.reels)
    else:
        shots = (state.reel.view(view.shot.shot_id).put_back(view) for view in before.shots)
        state.reel.fill(shots, before.dropped)
    state.bible = before.bible
    state.documents, state.left_out = dict(before.documents), before.left_out
    state.film_seconds, state.film_frames = before.film_seconds, before.film_frames
    state.gate.approve()


async def _reels_put_back(state: FilmState, before: tuple[ReelStanding, ...]) -> dict[int, ReelStanding]:
    """The reels as they were; those that were changed keep what was made as takes."""
    standings: dict[int, ReelStanding] = {}
    for reel in before:
        now = state.standings.get(reel.number, reel)
        update: dict[str, object] = {"spent": now.spent}
        if reel.view and now.view and now.view != reel.view:
            putting = contracts.PutBack(number=reel.number, before=reel.view, after=now.view, cut=reel.cut)
            try:
                left = await executed(
                    contracts.Reels.put_back,
                    putting,
                    task_queue="io",
                    summary=f"Reel {reel.number} as it was",
                    **retries.LAST_WORDS,
                )
                update["view"] = left.view
            except ActivityError as error:
                state.note(f"The takes of reel {reel.number} could not be kept: {why(error)}")
        standings[reel.number] = reel.model_copy(update=update)
    return standings


def _wanted(state: FilmState, changes: Sequence[Change]) -> dict[str, Shot]:
    """The shots whose clips alone are made anew, as they are asked for."""
    views = [(one, state.reel.view(one.shot_id)) for one in changes if one.alone]
    return {one.shot_id: as_cast(view.shot, view.kept()) if one.own else view.shot for one, view in views}


async def _remake(state: FilmState, wanted: Mapping[str, Shot]) -> None:
    """Another take of shots whose clips are to be made by whoever is cast by now, unless those are what they have.

    One whose lips are to move, and do not, is another take of the same clip.
    """
    if not wanted:
        return
    reel = state.reel
    views = [reel.view(shot_id) for shot_id in wanted]
    asked = [view.model_copy(update={"shot": wanted[view.shot.shot_id]}) for view in views]
    orders = [order_of(state, view) for view in asked]
    found = await look_up_shots(tuple(orders))
    for view, order in zip(views, orders, strict=True):
        there = found.get(view.shot.shot_id)
        same = there and there.clip and view.clip and there.clip.blob == view.clip.blob
        still = there and order.lips and there.conformed is None
        if not same or still:
            reel.show(view.remade(wanted[view.shot.shot_id]))


def _changed(state: FilmState, one: Change) -> ShotView:
    """The shot that a change is about, as the earlier run left it, when it can be changed so."""
    shot = state.reel.find(one.shot_id)
    if shot is None:
        some = ", ".join(shot.shot_id for shot in state.reel.shots[:3])
        raise unusable(f"The earlier run has no shot {one.shot_id!r}: it has {some} …")
    view = state.reel.view(shot.shot_id)
    if one.use is None and view.next_take > MOST_TAKES:
        raise unusable(f"{shot.shot_id} was drawn {MOST_TAKES} times: go back to one of those.")
    if one.use is not None and one.use not in {take.take for take in view.kept()}:
        raise unusable(f"{shot.shot_id} has no take {one.use} to go back to.")
    if objection := one.objection(shot):
        raise unusable(objection)
    return view


def unusable(sentence: str) -> ApplicationError:
    """The error for an earlier run that cannot be gone on from so."""
    return ApplicationError(sentence, type="BadInput", non_retryable=True)
