"""Tools that change a finished film: a shot is taken anew, or goes back to an earlier take."""

import asyncio
from decimal import Decimal
from typing import Annotated, NamedTuple

from pydantic import Field

from models.money.dollars import plain
from models.shots.takes import Change
from studio.mcp.answers.films import BegunFilm, began
from studio.mcp.callers import Caller
from studio.mcp.door import Call, door_of, session_of
from studio.mcp.prices import Accepted, Key, check_price, within_budget
from studio.mcp.tools.films import Film
from studio.mcp.tools.requests import found_film
from studio.mcp.tools.shot_arguments import Dialogue, LineNumber, Lines, LineText, Note, Prompt, Shot
from studio.service.film.retakes import changed_film
from studio.service.film.start import WantedFilm, start_film
from studio.service.programs.film import Key as OnceKey
from studio.service.programs.film import key_of
from studio.service.requests.values import validated
from studio.service.session import Session


class _Wanted(NamedTuple):
    """A change of a finished film, of which so much is accepted, under a key."""

    film_id: str
    change: Change
    accepted: Decimal
    once: OnceKey


async def retake_shot(
    film_id: Film,
    shot: Shot,
    accept_usd: Accepted,
    idempotency_key: Key,
    call: Call,
    prompt: Prompt = "",
    note: Note = "",
    dialogue: Dialogue = None,
    lines: Lines = None,
    line: LineNumber = None,
    text: LineText = None,
) -> BegunFilm:
    """Take one shot of a finished film anew, and cut the film again; everything else stays, earlier takes too.

    A new picture waits for a person at the storyboard, as at first: `get_board`, then `decide`. Where only what is heard
    changes, the picture stays and nobody is asked.
    """
    session, caller = await session_of(call, "decide")
    fields = {
        "prompt": prompt.strip(),
        "note": note.strip(),
        "dialogue": dialogue,
        "lines": lines,
        "line": line,
        "text": text,
    }
    change = validated(
        Change, {"shot_id": shot, "by": caller.name, **fields}, lambda where: ".".join(map(str, where))
    )
    once = _once(caller, idempotency_key, film_id, change)
    return await _changed(session, caller, call, _Wanted(film_id, change, accept_usd, once))


async def use_take(
    film_id: Film,
    shot: Shot,
    take: Annotated[
        int, Field(ge=1, description="The take's number, of `takes` in what `get_board` says of the shot.")
    ],
    idempotency_key: Key,
    call: Call,
    accept_usd: Accepted = Decimal(0),
) -> BegunFilm:
    """Cut a finished film with another take of a shot that it has already; nothing of the shot is made anew.

    Where the picture is another one, it waits for a person at the storyboard. It costs nothing, unless a score is bought
    anew because the film's length changes.
    """
    session, caller = await session_of(call, "decide")
    change = Change(shot_id=shot, use=take, by=caller.name)
    once = _once(caller, idempotency_key, film_id, change)
    return await _changed(session, caller, call, _Wanted(film_id, change, accept_usd, once))


def _once(caller: Caller, key: str, film_id: str, change: Change) -> OnceKey:
    request = {"film_id": film_id, "change": change.model_dump(mode="json")}
    return key_of(caller.name, key, request, "idempotency_key")


async def _changed(session: Session, caller: Caller, call: Call, wanted: _Wanted) -> BegunFilm:
    """Begin the film's next run, in which that alone is changed.

    Raises:
        BadInput: there is no such film, shot or take, or it costs more than was accepted or the budget leaves.
        WrongMoment: the film runs, or was never finished.

    """
    from studio.service.estimates.change_price import change_price

    film_id, studio = wanted.film_id, session.studio
    await studio.view(film_id)  # a film that is not there is said before a key is looked up
    if await studio.asked_before(film_id, wanted.once.mark) is not None:
        return await found_film(film_id, call)
    request = await changed_film(studio, film_id, (wanted.change,), auto=False)
    view = await studio.last_run(film_id)
    assert view is not None, "a film that can be changed has a run that ended by itself"
    most = await asyncio.to_thread(change_price, session.settings, view, request)
    check_price(most, wanted.accepted, "This")
    if (
        most or wanted.change.use is None
    ):  # a take that is there costs nothing, and nobody accepts anything for it
        request = within_budget(request, view, most, wanted.accepted, caller)
    started = await start_film(session, WantedFilm(request, film_id, (), wanted.once.mark))
    budget = request.options.budget
    return BegunFilm(
        id=film_id,
        status="running",
        began=began(started),
        most_usd=plain(most),
        budget_usd=None if budget is None else plain(budget),
        page=door_of(call).page_of(film_id),
        next="`get_film` with `wait` tells when its board waits for a person, or the film is cut.",
        notes=(),
    )
