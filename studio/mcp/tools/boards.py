"""Tools about the board: to see it, and to have a shot of it otherwise."""

import asyncio
from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from itertools import count, takewhile
from typing import Annotated, Any

from mcp_types import CallToolResult, ContentBlock, TextContent
from pydantic import Field

from models.errors import WrongMoment
from models.film.decisions import Decision, DecisionRecord, read_decision
from models.film.view import FilmView
from models.money.dollars import ZERO
from models.places import board_place, reel_place
from models.shots.lines import MOST_OF_A_LINE, Line
from models.shots.named_parts import check_reel, check_shot
from models.shots.view import ShotView
from studio.mcp.answers.boards import BoardFacts, board_facts
from studio.mcp.answers.films import Told, told
from studio.mcp.callers import Caller
from studio.mcp.door import Call, door_of, session_of
from studio.mcp.pictures import seen
from studio.mcp.prices import Accepted, Key, check_price
from studio.mcp.tools.films import Film
from studio.service.film.retakes import shot_of
from studio.service.programs.film import key_of
from studio.service.session import Session

MOST_PICTURES = 3
"""How many pages of a board are shown at once."""

Shot = Annotated[str, Field(description="The shot's number, or its id such as shot_003.", examples=["3"])]
Prompt = Annotated[
    str,
    Field(description="What is to be seen, all of it anew; leave it out where a note does.", max_length=8000),
]
Note = Annotated[str, Field(description="What is to be otherwise; the rest stays as it is.", max_length=4000)]
Dialogue = Annotated[
    str | None,
    Field(
        description="What the narrator says over it, in place of all that is heard; empty text makes it silent.",
        max_length=MOST_OF_A_LINE,
    ),
]
LineNumber = Annotated[int | None, Field(ge=1, description="The number of one line that is changed alone.")]
LineText = Annotated[
    str | None, Field(description="What that line says from now on; without it, it is spoken once more.")
]
Lines = Annotated[
    tuple[Line, ...] | None,
    Field(description="All that is heard over it, line by line, who says each as `subject`."),
]


async def get_board(
    film_id: Film,
    call: Call,
    reel: Annotated[int | None, Field(ge=1, description="Of a film of several reels, whose board.")] = None,
    shot: Annotated[
        str, Field(description="A shot's number or id: shows its picture by itself, in place of the pages.")
    ] = "",
    page: Annotated[int, Field(ge=1, description="The first page that is shown, of a board of many.")] = 1,
) -> Annotated[CallToolResult, BoardFacts]:
    """Show a film's storyboard: its pages as pictures, and each shot with what is to be seen and heard in it.

    Look at the pictures before you say anything of them or have a person decide. `board` is the revision that an approval
    names. With `shot` you see one picture large.
    """
    session, _ = await session_of(call, "see")
    view = await session.studio.view(film_id)
    if view.reels and reel is None and not shot:
        reel = next((one.number for one in view.reels if one.waits), view.reels[0].number)
    standing = next((one for one in view.reels if one.number == reel), None)
    if reel is not None:
        check_reel(view, reel)
    if not view.shots:
        raise WrongMoment(f"The film {film_id!r} has no board yet: it is at its {view.stage}.")
    shots: Sequence[ShotView] = view.shots_of(standing) if standing else view.shots
    shown: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    if shot:
        one = shot_of(view, shot)
        shots = [one]
        blobs = [one.keyframe.blob] if one.keyframe else []
    else:
        pages = _pages(view, reel)
        shown, more = pages[page - 1 :][:MOST_PICTURES], pages[: page - 1] + pages[page - 1 + MOST_PICTURES :]
        blobs = [view.documents[name] for name in shown]
    facts = board_facts(view, reel, shots, (shown, more))
    store = session.studio.store
    pictures = await asyncio.to_thread(lambda: [seen(store, blob) for blob in blobs])
    content: list[ContentBlock] = [TextContent(type="text", text=facts.model_dump_json()), *pictures]
    return CallToolResult(content=content, structured_content=facts.model_dump(mode="json"))


async def revise_shot(
    film_id: Film,
    shot: Shot,
    board: Annotated[int, Field(ge=1, description="The board's revision that you looked at.")],
    accept_usd: Accepted,
    idempotency_key: Key,
    call: Call,
    prompt: Prompt = "",
    note: Note = "",
    dialogue: Dialogue = None,
    lines: Lines = None,
    line: LineNumber = None,
    text: LineText = None,
) -> Told:
    """Have one shot of the storyboard drawn anew, or something else heard over it; the others stay as they are.

    Works at the storyboard, and on until the film is cut; a finished film takes `retake_shot`. The board then waits anew,
    with a higher revision: look at it again with `get_board`.
    """
    session, caller = await session_of(call, "decide")
    heard = {
        "dialogue": dialogue,
        "lines": lines and [one.model_dump(by_alias=True) for one in lines],
        "line": line,
    }
    said = {"shot": shot, "prompt": prompt, "note": note, "text": text, **heard}
    fields: dict[str, Any] = {name: value for name, value in said.items() if value not in (None, "")}
    fields |= {"dialogue": ""} if dialogue == "" else {}
    decision = read_decision("revise", {**fields, "board": board, "by": caller.name})
    once = key_of(caller.name, idempotency_key, {"revise_shot": [film_id, board, fields]}, "idempotency_key")

    async def revise() -> Told:
        view = await session.studio.view(film_id)
        check_shot(view, shot)
        if (record := _revised_before(view, decision)) is None:
            price = await _price(session, view, decision)
            check_price(price, accept_usd, "This revision")
            record = await session.studio.decide(film_id, decision)
            if record.accepted:
                await _budgeted(session, view, price, caller)
        return told(
            film_id,
            record,
            "The shot is being made anew; `get_film` with `wait` tells when its board is there.",
        )

    return await door_of(call).answers.once(once.mark, revise)


def _pages(view: FilmView, reel: int | None) -> tuple[str, ...]:
    """The pages of a board, as the film's folder calls them, in order."""
    if reel is None:
        return view.board_pages
    named = (reel_place(reel, board_place(page)) for page in count(1))
    return tuple(takewhile(view.documents.__contains__, named))


def _revised_before(view: FilmView, decision: Decision) -> DecisionRecord | None:
    """The film's record of this very revision of this very board; None where it was not told that."""
    return next((one for one in view.decisions if one.accepted and one.decision == decision), None)


async def _price(session: Session, view: FilmView, decision: Decision) -> Decimal:
    """What a revision may cost beside what the film costs anyway."""
    from studio.service.estimates.shot_price import shot_price

    one = shot_of(view, decision.shot)
    anew = decision.over(one.shot).model_copy(
        update={"enhanced_prompt": decision.prompt or one.shot.enhanced_prompt}
    )
    request = await session.studio.request_of(view.film_id)
    price = await asyncio.to_thread(partial(shot_price, session.settings, view, request, [anew]))
    if one.clip or one.status in ("rendering", "unknown", "done"):
        return price.usd
    drawn = price.pictures if decision.prompt or decision.note else ZERO
    return drawn + (price.voices if decision.says else ZERO)


async def _budgeted(session: Session, view: FilmView, price: Decimal, caller: Caller) -> None:
    """Give the film what was accepted beside its budget, when whoever accepted it may."""
    if price and view.budget is not None and caller.may("spend"):
        more = Decision(kind="budget", usd=view.budget + price, by=caller.name)
        await session.studio.decide(view.film_id, more)
