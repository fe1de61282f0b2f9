"""What people say of a picture becomes fields of its shot: read by the film's models, else by the offline writer."""

from temporalio import workflow
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from activities import contracts, retries
    from models.brief import Brief
    from models.money.dollars import plain
    from models.money.steps import Step
    from models.shots.noted import FieldChange, Noted, changes_said
    from models.shots.shot_list import Shot
    from models.story.plan import StageRoute
    from workflows.errands import executed
    from workflows.failures import why
    from workflows.film_state import FilmState
    from workflows.story.one_call import answered
    from workflows.story.outline import OUTLINE
    from workflows.story.state import NOBODY

_SHOWN = 80
"""Characters of a note that are repeated where the film says what became of it."""


async def read_words(state: FilmState, shot: Shot, take: int, words: str) -> Noted | None:
    """What the words say of the shot's fields; None when nobody could read them, and the film says so."""
    route = state.cast.notes
    if route is not None and (noted := await _by_models(state, route, shot, take, words)) is not None:
        return noted
    try:
        return await executed(
            contracts.Writing.note,
            contracts.NoteRequest(choice=OUTLINE, shot=shot, words=words),
            task_queue=OUTLINE.label,
            summary=f"Shot {shot.shot_number}: what its note says",
            **retries.WRITING,
        )
    except ActivityError as error:
        state.note(f"{shot.shot_id}, take {take}: its note could not be read: {why(error)}")
        return None


def tell(
    state: FilmState, shot: Shot, take: int, words: str, noted: Noted, changed: tuple[FieldChange, ...]
) -> None:
    """Say what was understood of a note, and what became of it."""
    text = " ".join(words.split())
    text = text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1].rstrip()}…"
    head = f"{shot.shot_id}, take {take}: "
    understood = ", ".join(f"“{part}”" for part in noted.words) or f"“{text}”"
    by = f" ({noted.by})" if changed and noted.by not in ("", OUTLINE.provider) else ""
    if changed:
        state.note(
            f"{head}{understood} {'were' if len(noted.words) > 1 else 'was'} read as {changes_said(changed)}{by}."
        )
    elif noted.words:
        state.note(f"{head}{understood} is what the shot has already.")
    else:
        state.note(
            f"{head}“{text}” names no hour, weather, place, colour, size or angle: it is kept as words."
        )


async def _by_models(state: FilmState, route: StageRoute, shot: Shot, take: int, words: str) -> Noted | None:
    """What the first model that can reads; None, and the film says why, when none does or there is no money for it."""
    step = Step(stage="story", shot_id=shot.shot_id, take=take, provider=state.cast.llm.provider)
    instead = f"{shot.shot_id}, take {take}: the offline writer reads its note"
    if not state.budget.reserve_at_once({step: route.quote}):
        state.note(
            f"{instead}, since a model's reading, up to ${plain(route.quote)}, may not be begun unasked."
        )
        return None
    request = contracts.AskRequest(
        stage="note",
        model=NOBODY,
        brief=Brief(prompt="A note.", seed=state.request.brief.seed),
        seconds=shot.duration,
        text=words,
        shot=shot,
        fresh=state.fresh,
    )
    result, fell_back = await answered(state, route, request, step)
    if result is None or result.noted is None:
        state.note(f"{instead}: {fell_back}.")
        return None
    return result.noted
