"""The board: who is in the film, and its shots as cards, by pages; parts of it are asked for again as they change."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import Query, Request, Response

from models.film.view import FilmView
from models.shots.view import ShotView
from studio.service.film.reading.files import film_files
from studio.service.film.reading.shots import named_shots, shots_after
from studio.service.session import Session
from studio.web.doors import Open
from studio.web.page.cards import card_of
from studio.web.page.film_head import Head, head_of
from studio.web.page.people import people_of
from studio.web.page.renderer import render
from studio.web.page.screen import screens
from studio.web.routes.v1.parameters import SEE, Cursor, FilmId

router = screens()

AT_ONCE = 60
"""Cards of one page; the next ones come as somebody scrolls to them."""
_MOST_NAMED = 60
_LOOKED_AT = 120
"""Of how many shots the head knows how they stand: those that need somebody come first."""

Named = Annotated[
    list[str] | None,
    Query(alias="shot", max_length=_MOST_NAMED, description="Those alone, by their ids."),
]


@router.get("/films/{film_id}/board", dependencies=[SEE])
async def board(request: Request, film_id: FilmId, session: Open, cursor: Cursor = None) -> Response:
    """The board, from a page of its cards on."""
    view, head = await headed(session, film_id)
    found = await shots_after(session, film_id, cursor, AT_ONCE)
    return render(
        request,
        "board.html",
        head=head,
        people=people_of(view, await film_files(session, film_id)),
        **_cards(head, found.shots, found.next),
    )


@router.get("/films/{film_id}/board/cards", dependencies=[SEE])
async def cards(
    request: Request, film_id: FilmId, session: Open, cursor: Cursor = None, named: Named = None
) -> Response:
    """Cards alone: those behind a place, or those that are named and that the film still has."""
    _, head = await looked_at(session, film_id)
    if named:
        some = await named_shots(session, film_id, named)
        there = [shot for shot in some if shot.status != "dropped"]
        return render(request, "parts/cards.html", head=head, **_cards(head, there, None))
    found = await shots_after(session, film_id, cursor, AT_ONCE)
    return render(request, "parts/cards.html", head=head, **_cards(head, found.shots, found.next))


@router.get("/films/{film_id}/board/bar", dependencies=[SEE])
async def bar(request: Request, film_id: FilmId, session: Open) -> Response:
    """What can be done with the board, as it is now."""
    _, head = await looked_at(session, film_id)
    return render(request, "parts/board_bar.html", head=head)


@router.get("/films/{film_id}/head", dependencies=[SEE])
async def head(
    request: Request, film_id: FilmId, session: Open, at: Annotated[str, Query(max_length=40)] = ""
) -> Response:
    """What every page of a film has on top, as it is now; `at` is the page that it is on top of."""
    _, told = await headed(session, film_id)
    return render(request, "parts/film_head.html", head=told, tab=at)


@router.get("/films/{film_id}/people", dependencies=[SEE])
async def people(request: Request, film_id: FilmId, session: Open) -> Response:
    """Who and what recurs in a film, as it is now."""
    view, told = await looked_at(session, film_id)
    files = await film_files(session, film_id)
    return render(request, "parts/people.html", head=told, people=people_of(view, files))


async def headed(session: Session, film_id: str) -> tuple[FilmView, Head]:
    """As `looked_at`, and the head says which workers the film waits for: what is shown on top."""
    view, told = await looked_at(session, film_id)
    return view, told.model_copy(update={"lacks": await session.lacks.of(session.studio, view)})


async def looked_at(session: Session, film_id: str) -> tuple[FilmView, Head]:
    """A film with those of its shots that need somebody, and its head."""
    glance = await session.studio.glance(film_id, _LOOKED_AT)
    shots = len(glance.film.shots) if glance.film.ended else sum(glance.counts.values())
    return glance.film, head_of(glance.film, shots)


def _cards(head: Head, shots: Sequence[ShotView], following: str | None) -> dict[str, Any]:
    return {"cards": [card_of(head.film_id, shot) for shot in shots], "following": following}
