"""The tool that shows a board."""

import asyncio
from collections.abc import Sequence
from itertools import count, takewhile
from typing import Annotated

from mcp_types import CallToolResult, ContentBlock, TextContent
from pydantic import Field

from models.errors import WrongMoment
from models.film.view import FilmView
from models.places import board_place, reel_place
from models.shots.named_parts import check_reel
from models.shots.view import ShotView
from studio.mcp.answers.boards import BoardFacts, board_facts
from studio.mcp.door import Call, session_of
from studio.mcp.pictures import seen
from studio.mcp.tools.films import Film
from studio.service.film.retakes import shot_of

MOST_PICTURES = 3
"""How many pages of a board are shown at once."""


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


def _pages(view: FilmView, reel: int | None) -> tuple[str, ...]:
    """The pages of a board, as the film's folder calls them, in order."""
    if reel is None:
        return view.board_pages
    named = (reel_place(reel, board_place(page)) for page in count(1))
    return tuple(takewhile(view.documents.__contains__, named))
