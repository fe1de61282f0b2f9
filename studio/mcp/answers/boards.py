"""A board as an agent sees it: its shots one by one, beside its pictures."""

from collections.abc import Sequence
from typing import Any

from pydantic import Field

from models.base import Frozen
from models.film.view import FilmView
from models.shots.fields import fields_of
from models.shots.view import ShotStatus, ShotView
from studio.service.facts.values import FilmId, ShotName
from studio.service.film.gate import boards_at_gate

MOST_SHOTS = 120
"""Of how many shots one board tells, as many as a reel can have."""


class BoardShot(Frozen):
    """A shot of a board."""

    shot: ShotName
    number: int = Field(description="Its number in the film, from 1.", examples=[3])
    status: ShotStatus = Field(description="How it stands.", examples=["drawn"])
    take: int = Field(description="Which take of it this is, from 1.", examples=[1])
    takes: tuple[int, ...] = Field(description="Every take that there is of it: `use_take` goes back to one.")
    shows: str = Field(description="What is to be seen in it.")
    heard: tuple[str, ...] = Field(
        description="What is heard over it, line by line; none where it is silent."
    )
    seconds: float = Field(description="Its planned length in seconds.", examples=[4.0])
    fields: dict[str, Any] = Field(
        description="What else is set of it, as `revise_shot` calls it; what nobody set is left out.",
        examples=[{"size": "close-up", "angle": "low", "movement": "hold", "hour": "night"}],
    )
    missing: str = Field(
        description="Why there is no picture of it, or nothing more is made of it; else empty."
    )
    blocked: str = Field(description="Why it may not be drawn as it is, in a word; empty where it may.")
    not_drawn: tuple[str, ...] = Field(description="What it asks for and its picture does not show.")
    stale: tuple[str, ...] = Field(description="What changed since its picture was drawn.")
    notes: tuple[str, ...] = Field(description="What a person should know of it.")


class BoardFacts(Frozen):
    """A film's board; its pages are beside it as pictures, in the same order."""

    id: FilmId
    title: str = Field(description="The film's title.", examples=["The Door in the Sea"])
    reel: int | None = Field(description="The reel whose board this is, of a film of several; else null.")
    board: int = Field(
        description="Its revision, which an approval names; 0 before there is one.", examples=[2]
    )
    approved_board: int = Field(description="The revision that was approved; 0 before.", examples=[0])
    waits: bool = Field(description="Whether it waits to be approved.")
    pages: tuple[str, ...] = Field(description="The pages that are shown, as the film's folder calls them.")
    more_pages: tuple[str, ...] = Field(description="Pages that are not shown: ask with `page`.")
    shots: tuple[BoardShot, ...] = Field(description="Its shots in order.")
    dropped: tuple[ShotName, ...] = Field(
        description="Shots that were taken from it, and are kept: `edit_board` brings one back with insert."
    )
    reels: tuple[int, ...] = Field(
        description="The reels of the film, where it has several: ask with `reel`."
    )


def board_facts(
    view: FilmView,
    reel: int | None,
    shots: Sequence[ShotView],
    pages: tuple[tuple[str, ...], tuple[str, ...]],
) -> BoardFacts:
    """A board, of whose `pages` the former are shown, and the latter are not."""
    standing = next((one for one in view.reels if one.number == reel), None)
    board = standing.board if standing else view.board
    return BoardFacts(
        id=view.film_id,
        title=view.title,
        reel=reel,
        board=board,
        approved_board=standing.approved_board if standing else view.approved_board,
        waits=(reel or 0, board) in boards_at_gate(view),
        pages=pages[0],
        more_pages=pages[1],
        shots=tuple(map(_shot, shots[:MOST_SHOTS])),
        dropped=tuple(one.shot.shot_id for one in view.dropped[:MOST_SHOTS]),
        reels=tuple(one.number for one in view.reels),
    )


def _shot(view: ShotView) -> BoardShot:
    return BoardShot(
        shot=view.shot.shot_id,
        number=view.shot.shot_number,
        status=view.status,
        take=view.take,
        takes=tuple(one.take for one in view.kept()),
        shows=view.shot.seen,
        heard=tuple(line.told for line in view.shot.said),
        seconds=view.shot.duration,
        fields={name: value for name, value in fields_of(view.shot).items() if name != "seconds"},
        missing=view.missing,
        blocked=view.blocked,
        not_drawn=view.not_drawn,
        stale=view.stale,
        notes=view.notes,
    )
