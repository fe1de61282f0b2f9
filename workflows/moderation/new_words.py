"""A shot worded anew by the film's writer, since its words were refused: what it is for stays, and who is seen in it."""

from typing import NamedTuple

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities import contracts
    from models.brief import Brief
    from models.money.dollars import ZERO, plain
    from models.money.steps import Step
    from models.shots.refusals import Reworded
    from models.shots.shot_list import Shot
    from models.story.plan import StageRoute
    from workflows.film_state import FilmState
    from workflows.story.one_call import answered
    from workflows.story.safety import check_of, check_shots
    from workflows.story.state import NOBODY


class Worded(NamedTuple):
    """Other words for a shot, or why there are none, in a sentence."""

    words: Reworded | None
    why: str = ""


async def reworded(state: FilmState, shot: Shot, step: Step, said: str) -> Worded:
    """Other words for a shot of which somebody `said` that it is refused; checked as every shot is before it is drawn."""
    route = state.cast_of(shot.shot_id).reword
    if route is None:
        return Worded(None, "Nobody writes for this film who could word it anew.")
    checks = sum((guard.quote for guard in state.cast.guards), ZERO)
    check = check_of(state, shot.shot_id, step)
    quotes = {step: route.quote, **({check: checks} if checks else {})}
    # All of it is set aside at once: while the writer answers, another shot may take what is left.
    if not (await state.afforded(step, route.quote + checks) and state.budget.reserve_at_once(quotes)):
        most = plain(route.quote + checks)
        return Worded(None, f"To have it worded anew costs up to ${most}, which nobody allowed yet.")
    try:
        return await _checked_words(state, route, shot, step, said)
    finally:
        state.budget.release(check)


async def _checked_words(state: FilmState, route: StageRoute, shot: Shot, step: Step, said: str) -> Worded:
    """Other words that the writer has, where they may be used."""
    words, why = await _asked(state, route, shot, step, said)
    if words is None:
        return Worded(None, f"Its writer has no other words for it: {why}.")
    new = words.applied(shot)
    if _seen(state, new) != _seen(state, shot):
        return Worded(None, "Other words for it would show somebody or something else.")
    blocked = (await check_shots(state, (new,), step)).get(shot.shot_id)
    if blocked:
        return Worded(None, f"Its writer's other words fall under {blocked.category}.")
    return Worded(words)


async def _asked(
    state: FilmState, route: StageRoute, shot: Shot, step: Step, said: str
) -> tuple[Reworded | None, str]:
    request = contracts.AskRequest(
        stage="reword",
        model=NOBODY,
        brief=Brief(prompt="A shot.", seed=state.request.brief.seed),
        seconds=shot.duration,
        text=said,
        shot=shot,
        kept=_kept(state, shot),
        fresh=state.fresh,
    )
    result, why = await answered(state, route, request, step)
    return (result.reworded if result else None), why


def _kept(state: FilmState, shot: Shot) -> tuple[str, ...]:
    """What the words of a shot say of who and what is seen in it: names, and how they look."""
    words = " ".join(f"{shot.enhanced_prompt} {shot.start_frame_prompt} {shot.end_frame_prompt}".split())
    views = state.bible.seen_in(shot)
    phrases = [phrase for view in views for phrase in (view.name, view.subject.drawn_as) if phrase]
    return tuple(dict.fromkeys(phrase for phrase in phrases if " ".join(phrase.split()) in words))


def _seen(state: FilmState, shot: Shot) -> list[str]:
    return [view.name for view in state.bible.seen_in(shot)]
