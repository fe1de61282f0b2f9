"""A change of a board that is asked for under a key: taken once, for no more than is accepted, whichever server hears of it."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from decimal import Decimal
from typing import Any, NamedTuple

from models.errors import LongtakeError
from models.film.decisions import Decision, DecisionKind, DecisionRecord, read_decision
from models.film.view import FilmView
from models.shots.named_parts import check_shot
from studio.mcp.callers import Caller
from studio.mcp.prices import check_price
from studio.service.programs.decisions import taken_before
from studio.service.programs.film import key_of
from studio.service.session import Session


class Wanted(NamedTuple):
    """A change of a film's board, and the most dollars that it may cost; its decision has the mark of its key."""

    film_id: str
    decision: Decision
    accepted: Decimal


class Sent(NamedTuple):
    """What a tool was sent: of which film, `board` is the revision that was looked at, under which key, for how much."""

    tool: str
    film_id: str
    board: int
    key: str
    accepted: Decimal


def wanted(kind: DecisionKind, fields: Mapping[str, Any], sent: Sent, caller: Caller) -> Wanted:
    """The change that fields amount to, by whoever calls.

    Raises:
        BadInput: they cannot be used, or the key cannot.

    """
    asked = {sent.tool: [sent.film_id, sent.board, {**fields}]}
    once = key_of(caller.name, sent.key, asked, "idempotency_key")
    decision = read_decision(kind, {**fields, "board": sent.board, "by": caller.name, "mark": once.mark})
    return Wanted(sent.film_id, decision, sent.accepted)


async def taken_once(session: Session, caller: Caller, change: Wanted) -> DecisionRecord:
    """The film's record of a change, which is made now unless it was before.

    Raises:
        KeyTaken: its key was given with another request.
        BadInput: there is no such film or shot, it cannot be done, or costs more than was accepted.
        WrongMoment: the film cannot take it now.

    """
    view = await session.studio.view(change.film_id)
    if record := taken_before(view, change.decision.mark, change.decision.kind):
        with suppress(LongtakeError):  # it is made, and what it cost then may not be known any more
            await _budgeted(session, caller, change, view)
        return record
    for name in change.decision.named_shots:
        check_shot(view, name)
    price = await _price(session, view, change.decision)
    check_price(price, change.accepted, "This change")
    record = await session.studio.decide(change.film_id, change.decision)
    if record.accepted:
        await _budgeted(session, caller, change, view, price)
    return record


async def _price(session: Session, view: FilmView, decision: Decision) -> Decimal:
    """What a change may cost beside what the film costs anyway."""
    from studio.service.estimates.board_price import board_price

    request = await session.studio.request_of(view.film_id)
    return await asyncio.to_thread(board_price, session.settings, view, request, decision)


async def _budgeted(
    session: Session, caller: Caller, change: Wanted, view: FilmView, price: Decimal | None = None
) -> None:
    """Give the film what was accepted beside its budget, once, when whoever accepted it may; `view` is how it was before that."""
    mark = change.decision.mark
    raised = any(one.decision.kind == "budget" and one.decision.mark == mark for one in view.decisions)
    if raised or view.ended or view.budget is None or not change.accepted or not caller.may("spend"):
        return
    if price is None:
        price = min(change.accepted, await _price(session, view, change.decision))
    if price:
        more = Decision(kind="budget", usd=view.budget + price, by=caller.name, mark=mark)
        await session.studio.decide(change.film_id, more)
