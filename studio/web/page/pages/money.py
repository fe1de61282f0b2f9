"""Money: what a film has cost and for what, what is set aside, what waits for whom, and what can be decided about it."""

import asyncio
from typing import Annotated, Any, Literal

from fastapi import Query, Request, Response

from models.errors import LongtakeError
from models.film.view import FilmView
from models.money.dollars import ZERO
from studio.service.costs import By
from studio.service.environment.profiles import profile_keys
from studio.service.facts.film.work import vendor_facts
from studio.service.film.reading.known import film_costs
from studio.service.film.reading.waits import waits_of
from studio.service.film.retakes import is_drafted
from studio.service.session import Session
from studio.web.doors import Open
from studio.web.page.film_head import Head
from studio.web.page.pages.board import headed
from studio.web.page.renderer import render
from studio.web.page.screen import screens
from studio.web.page.sums import STAGES, called
from studio.web.routes.v1.parameters import SEE, FilmId

router = screens()

SUMS: tuple[tuple[By, str], ...] = (("stage", "Stage"), ("provider", "Provider"), ("shot", "Shot"))
_MODES = (
    ("cap", "holds: nothing is begun beyond it"),
    ("warn", "warns: the film says when it is passed"),
    ("observe", "counts: nothing is held back and nothing said"),
)

SumBy = Annotated[Literal["stage", "provider", "shot"], Query()]


@router.get("/films/{film_id}/money", dependencies=[SEE])
async def money(request: Request, film_id: FilmId, session: Open, by: SumBy = "stage") -> Response:
    """The money."""
    told = await _told(session, film_id, by)
    return render(request, "money.html", **told, **await _choices(session, told["view"], told["head"]))


@router.get("/films/{film_id}/money/books", dependencies=[SEE])
async def books(request: Request, film_id: FilmId, session: Open, by: SumBy = "stage") -> Response:
    """The money alone, as it is now."""
    return render(request, "parts/money_books.html", **await _told(session, film_id, by))


async def _told(session: Session, film_id: str, by: By) -> dict[str, Any]:
    view, head = await headed(session, film_id)
    costs = await film_costs(session, film_id, by)
    attempts = () if view.ended else await session.studio.attempts(view)
    left = None if view.budget is None else max(view.budget - view.spent - view.reserved, ZERO)
    return {
        "head": head,
        "view": view,
        "by": by,
        "sums": SUMS,
        "rows": [(called(one, by), one) for one in costs.costs],
        "costs": costs,
        "left": left,
        "waits": await waits_of(session, view, head.lacks),
        "jobs": vendor_facts(attempts),
        "stage_names": STAGES,
    }


async def _choices(session: Session, view: FilmView, head: Head) -> dict[str, Any]:
    """What can be decided about money."""
    tries = view.ended and head.has_film
    return {
        "modes": _MODES,
        "profiles": [] if view.ended else await asyncio.to_thread(_profiles, session),
        "drafted": tries and await _drafted(session, view.film_id),
        "tries": tries,
    }


def _profiles(session: Session) -> list[Any]:
    try:
        return profile_keys(session.settings)
    except LongtakeError:
        return []


async def _drafted(session: Session, film_id: str) -> bool:
    try:
        return await is_drafted(session.studio, film_id)
    except LongtakeError:
        return False
