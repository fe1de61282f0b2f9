"""Decisions about money: a new budget, dear steps allowed, lost jobs resolved, others cast for what is left."""

from temporalio import workflow
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from activities import contracts, retries
    from models.film.decisions import Decision
    from models.film.view import BUDGET_MEMO
    from models.money.budget import told_budget
    from models.names import subject_id
    from models.orders.cast import Cast
    from models.orders.film_orders import FilmOrders
    from models.subjects.bible import Bible
    from models.subjects.speakers import speaking
    from workflows.errands import executed
    from workflows.failures import why
    from workflows.film_state import FilmState
    from workflows.story.voices import with_voices
    from workflows.weights import weighed

THE_FILM = ("", "score", "film")
"""What a decision calls the film's own steps, which belong to no shot."""


_BUDGET_IN_MEMO = "budget-in-memo"
"""The version since when whoever lists films is told of a budget that was set."""


def set_budget(state: FilmState, decision: Decision) -> None:
    """A new budget, none, or another mode; one below what is spent only holds back what is new."""
    ledger = state.budget.ledger
    if decision.mode is not None:
        ledger.mode = decision.mode
    if decision.no_limit:
        ledger.budget = None
    elif decision.usd is not None:
        ledger.budget = decision.usd
    if workflow.patched(_BUDGET_IN_MEMO):
        workflow.upsert_memo({BUDGET_MEMO: told_budget(ledger.budget)})


def shot_named(state: FilmState, name: str) -> str:
    """The id of the shot that a decision names, or of the subject; empty for the film's own steps."""
    shot = state.reel.find(name)
    if shot:
        return shot.shot_id
    subject = None if name in THE_FILM else state.bible.find(name)
    return subject_id(subject.name) if subject else ""


def money_objection(state: FilmState, decision: Decision) -> str:
    """Why a decision about money cannot be taken, in one sentence; empty when it can."""
    if decision.kind not in ("allow", "resolve"):
        return ""
    name = decision.shot
    if name not in THE_FILM and not shot_named(state, name):
        return f"There is no shot {name!r} in this film."
    shot_id = shot_named(state, name)
    if decision.kind == "resolve" and all(job.shot_id != shot_id for job in state.unknowns.jobs):
        waits = ", ".join(job.shot_id or "score" for job in state.unknowns.jobs) or "none does"
        return f"No job of {shot_id or 'the score'} waits to be resolved ({waits})."
    asking = [need for need in state.budget.needs if need.asks]
    if decision.kind == "allow" and all(name and need.shot_id != shot_id for need in asking):
        return f"Nothing of {shot_id or 'the film'} waits to be allowed."
    return ""


async def recast(state: FilmState, decision: Decision) -> None:
    """Have others make the shots that are left, or those of them that the decision names.

    When all are recast, voices are given anew where others speak. When some are, whoever speaks goes on to: somebody
    sounds the same in all shots.
    """
    if state.stage == "casting":
        state.record(decision, reason="Nobody is cast yet: ask again in a moment.")
        return
    if not state.reel:
        await _recast_story(state, decision)
        return
    strangers = [name for name in decision.shots if state.reel.find(name) is None]
    if strangers:
        state.record(decision, reason=f"There is no shot {strangers[0]!r} in this film.")
        return
    wanted = {shot_named(state, name) for name in decision.shots}
    left = [view for view in state.reel.views if view.unfinished]
    shots = tuple(view.shot for view in left if not wanted or view.shot.shot_id in wanted)
    if not shots:
        state.record(decision, reason="None of these shots is still to be made.")
        return
    try:
        cast = await cast_anew(state, decision)
        before = state.cast_of(shots[0].shot_id).speech
        others = cast.speech.provider
        if wanted and speaking(state.bible, state.reel.shots):
            cast = cast.model_copy(update={"speech": before})
        anew = cast.speech.provider != before.provider
        heard = speaking(state.bible, state.reel.shots)
        bible = await with_voices(state, heard, cast.speech, anew=True) if anew else state.bible
        quotes = await executed(
            contracts.Casting.quotes,
            contracts.QuotesRequest(film=_quoted(state, bible), cast=cast, shots=shots),
            task_queue="io",
            summary="Quotes",
            **retries.QUICK,
        )
    except ActivityError as error:
        state.record(decision, reason=why(error))
        return
    _remark(state, cast)
    if cast.speech.provider != others:
        state.note(
            f"{before.provider} goes on speaking in the shots that were recast: everybody sounds the same in all shots."
        )
    if wanted:
        quotes = quotes.model_copy(update={"sheets": ()})  # others draw some shots, and nobody's sheet
    state.bible = bible
    state.recast(cast, quotes, tuple(shot.shot_id for shot in shots), score=not wanted)
    state.record(decision)


async def cast_anew(state: FilmState, decision: Decision, *, story: bool = False) -> Cast:
    """The film's cast by another profile; whoever writes the `story` too.

    Raises:
        ActivityError: there is no such profile, or nobody serves it.

    """
    request = contracts.RecastRequest(
        brief=state.brief,
        cast=state.cast,
        profile=decision.profile,
        story=story,
        draft=state.request.options.draft,
        ladder=state.request.options.climbs,
    )
    cast = await executed(
        contracts.Casting.recast,
        request,
        task_queue="io",
        summary=f"Recast by {decision.profile}",
        **retries.QUICK,
    )
    return await weighed(cast, retries.WEIGHING)


def _quoted(state: FilmState, bible: Bible) -> FilmOrders:
    """The film's orders with every sheet to be drawn: one may wait for money, and is then drawn by the others."""
    undrawn = bible.with_(*(view.changed(sheet=None) for view in bible.subjects))
    return state.orders.model_copy(update={"bible": undrawn, "see_bible": True})


def _remark(state: FilmState, cast: Cast) -> None:
    for remark in cast.remarks:
        state.note(remark)


async def _recast_story(state: FilmState, decision: Decision) -> None:
    """Have others write the story too, when its writing has not begun."""
    if decision.shots:
        state.record(decision, reason="There are no shots yet: recast the whole film, or wait for its story.")
        return
    if state.script_begun:
        state.record(decision, reason="The story is being written: ask again when it is.")
        return
    try:
        cast = await cast_anew(state, decision, story=True)
    except ActivityError as error:
        state.record(decision, reason=why(error))
        return
    if state.script_begun:
        state.record(decision, reason="The story is being written by now: ask again when it is.")
        return
    _remark(state, cast)
    state.cast = cast
    state.record(decision)
