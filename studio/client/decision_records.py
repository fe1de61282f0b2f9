"""What became of a decision that was sent as a signal, which cannot answer: read from the film's own record of it."""

import asyncio
from collections.abc import Awaitable, Callable

from models.errors import EngineUnavailable, WrongMoment
from models.film.decision_log import in_short
from models.film.decisions import Decision, DecisionRecord
from models.film.view import FilmView

WITHIN_S = 15.0
"""Seconds in which a film writes down what it was told, another cast's quotes included."""

_LOOK_EVERY_S = 0.1


async def recorded(read: Callable[[], Awaitable[FilmView]], decision: Decision, known: int) -> DecisionRecord:
    """The film's record of a decision that was just sent, of a film that had been told `known` before.

    Raises:
        WrongMoment: the film ended before it could take the decision.
        EngineUnavailable: it does not say within 15 seconds.

    """
    kept, unreadable = in_short(decision), Decision(kind=decision.kind)
    try:
        async with asyncio.timeout(WITHIN_S):
            while True:
                view = await read()
                for record in view.decisions:
                    if record.number > known and record.decision in (kept, unreadable):
                        return record
                if view.ended:
                    raise WrongMoment(f"The film {view.film_id!r} ended before this could be decided.")
                await asyncio.sleep(_LOOK_EVERY_S)
    except TimeoutError as error:
        raise EngineUnavailable(
            f"The film was told, and has not said in {WITHIN_S:g} s whether it takes the {decision.kind}: "
            "`longtake status` shows it among the decisions."
        ) from error
