"""The ledger: what all films have cost, by film, stage, provider or month, and what is set aside for them now."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from decimal import Decimal
from typing import Annotated, Any, Literal

from fastapi import Query, Request, Response

from models.base import Frozen
from models.errors import EngineUnavailable
from studio.client.film_summaries import FilmSummary
from studio.service.costs import By, Costs, read_costs
from studio.service.facts.money import CostSum, cost_facts
from studio.service.session import Session
from studio.web.doors import Open
from studio.web.page.renderer import render
from studio.web.page.screen import screens
from studio.web.page.sums import STAGES, called
from studio.web.routes.v1.parameters import SEE

router = screens()

SUMS: tuple[tuple[By, str], ...] = (
    ("film", "Film"),
    ("stage", "Stage"),
    ("provider", "Provider"),
    ("month", "Month"),
)
_MOST_ROWS = 200
"""So many are read by eye; programs have all of them."""

LedgerBy = Annotated[Literal["film", "stage", "provider", "month"], Query()]
Month = Annotated[str, Query(pattern=r"^([0-9]{4}-(0[1-9]|1[0-2]))?$")]


class LedgerRow(Frozen):
    """A sum. `film` is where its own money is looked at, empty where there is no such page; `aside` and `budget` are a film's."""

    called: str
    charges: int
    usd: str
    film: str = ""
    aside: Decimal | None = None
    budget: Decimal | None = None


@router.get("/money", dependencies=[SEE])
async def ledger(request: Request, session: Open, by: LedgerBy = "film", month: Month = "") -> Response:
    """The money of all films."""
    return render(request, "ledger.html", **await _told(session, by, month))


@router.get("/money/sums", dependencies=[SEE])
async def sums(request: Request, session: Open, by: LedgerBy = "film", month: Month = "") -> Response:
    """The sums alone, as they are now."""
    return render(request, "parts/ledger_sums.html", **await _told(session, by, month))


async def _told(session: Session, by: By, month: str) -> dict[str, Any]:
    found, _ = await asyncio.to_thread(read_costs, session.settings, by, month=month)
    months = found if by == "month" and not month else await _months(session)
    costs = cost_facts(found, by, month=month)
    known: dict[str, FilmSummary] = {}
    if by == "film" or found.unknown:
        with suppress(EngineUnavailable):  # what was paid is told without it
            known = {one.film_id: one for one in await session.studio.listed()}
    rows = _of_films(costs.costs, found, known) if by == "film" else _rows(costs.costs, by)
    return {
        "by": by,
        "month": month,
        "months": sorted({one.name[0] for one in months.sums} | ({month} - {""}), reverse=True),
        "sums": SUMS,
        "rows": rows[:_MOST_ROWS],
        "more": len(rows) - len(rows[:_MOST_ROWS]),
        "costs": costs,
        "unknown": [(one, one.film_id in known) for one in found.unknown],
        "stage_names": STAGES,
    }


async def _months(session: Session) -> Costs:
    found, _ = await asyncio.to_thread(read_costs, session.settings, "month")
    return found


def _rows(costs: Iterable[CostSum], by: By) -> list[LedgerRow]:
    return [LedgerRow(called=called(one, by), charges=one.charges, usd=one.usd) for one in costs]


def _of_films(costs: Iterable[CostSum], found: Costs, known: dict[str, FilmSummary]) -> list[LedgerRow]:
    """A row a film; one that has paid nothing yet is there too, when something is set aside for it."""
    aside = defaultdict[str, Decimal](Decimal)
    for kept in found.reserved:
        aside[kept.film_id] += kept.usd
    paid = {one.film or "": one for one in costs}
    rows = []
    for film_id in [*paid, *(one for one in sorted(aside) if one not in paid)]:
        one, film = paid.get(film_id), known.get(film_id)
        rows.append(
            LedgerRow(
                called=(film and film.title) or film_id,
                charges=one.charges if one else 0,
                usd=one.usd if one else "0",
                film=film_id if film else "",
                aside=aside.get(film_id),
                budget=film.budget if film else None,
            )
        )
    return rows
