"""A shot revised field by field: why it cannot be, and whoever makes it from then on where a revision names somebody new."""

from temporalio import workflow
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from activities import contracts, retries
    from models.film.decisions import Decision
    from models.kinds import Kind
    from models.orders.cast import other_key
    from models.shots.shot_list import Shot
    from workflows.errands import executed
    from workflows.failures import why
    from workflows.film_state import FilmState
    from workflows.weights import weighed


def fields_objection(state: FilmState, shot: Shot, decision: Decision) -> str:
    """Why a shot does not get the fields that a revision gives it, in one sentence; empty when it does."""
    fields = decision.fields
    if not fields.given:
        return ""
    revised = fields.applied(shot)
    if not (decision.prompt or decision.note or decision.says) and (reason := fields.objection(shot)):
        return reason
    if fields.transition is not None and shot.shot_id == state.reel.shots[0].shot_id and state.number > 1:
        return f"{shot.shot_id} opens reel {state.number}: how it follows reel {state.number - 1} was settled with that."
    if fields.transition is not None and state.reel.blends_too_late(revised):
        return (
            f"The shot before {shot.shot_id} is made, without the frames for such a transition: revise that before a board "
            "is approved."
        )
    if fields.references and (reason := state.orders.cannot_show(revised, state.cast_of(shot.shot_id))):
        return f"{shot.shot_id} cannot be drawn so: {reason}"
    return ""


def newly_named(state: FilmState, decision: Decision) -> dict[Kind, str]:
    """Those whom a revision, or a new shot, names to make it, and who are not cast yet, by what they make."""
    wanted = decision.entry or decision.fields
    named: dict[Kind, str | None] = {"image": wanted.image_provider, "video": wanted.video_provider}
    if not state.reel:
        return {}
    shot = state.reel.find(decision.shot)
    cast = (state.reel.cast_of(shot.shot_id) if shot else None) or state.cast
    return {kind: name for kind, name in named.items() if name and other_key(kind, name) not in cast.others}


async def cast_also(state: FilmState, decision: Decision, named: dict[Kind, str]) -> str:
    """Cast others beside those who make the film; why that cannot be, in one sentence, empty when it is done."""
    request = contracts.OthersRequest(named=named, draft=state.request.options.draft, brief=state.brief)
    try:
        found = await executed(
            contracts.Casting.others,
            request,
            task_queue="io",
            summary=f"Cast also {', '.join(named.values())}",
            **retries.QUICK,
        )
        shot = state.reel.find(decision.shot)
        own = state.reel.cast_of(shot.shot_id) if shot else None
        before = own or state.cast
        cast = before.model_copy(update={"others": {**before.others, **found.others}})
        cast = await weighed(cast, retries.WEIGHING)
    except ActivityError as error:
        return why(error)
    if own and shot:
        state.reel.recast(cast, (shot.shot_id,))
    else:
        state.cast = state.cast.model_copy(update={"others": {**state.cast.others, **cast.others}})
    return ""
