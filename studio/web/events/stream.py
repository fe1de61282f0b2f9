"""One stream of everything that a client may see of films: after a broken connection it goes on where it was."""

import asyncio
import json
import time
from collections.abc import AsyncGenerator, AsyncIterable
from contextlib import aclosing, suppress
from typing import Annotated

from fastapi import Depends, Header, Query, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent

from models.names import FILM_ID
from studio.client import Studio
from studio.service.film.feed import Feed, Told
from studio.web.access.callers import Caller, may
from studio.web.doors import Doors, OfDoors
from studio.web.resources import resource

router = resource("events")

RETRY_MS = 1000
"""After how many milliseconds a client whose connection broke comes back."""
_NUMBER = r"^([0-9]{1,18})?$"
"""An event's id, or none."""
_LOOK_EVERY_S = 1.0
"""Between two looks at whether the server ends, and the caller may still be here."""


@router.get(
    "/events",
    summary="Follow films",
    response_class=EventSourceResponse,
    response_description="Events named `film`, `shot`, `work` and `comment`, and `reset`, after which a client looks at everything anew",
)
async def follow_films(
    request: Request,
    doors: OfDoors,
    caller: Annotated[Caller, Depends(may("see", guests=True))],
    film: Annotated[
        str, Query(description="One film alone, by its id.", pattern=rf"^({FILM_ID.pattern})?$")
    ] = "",
    since: Annotated[
        str,
        Query(description="The id of the last event that is known; without it from now on.", pattern=_NUMBER),
    ] = "",
    last_event_id: Annotated[
        str, Header(description="As `since`, as browsers send it.", pattern=_NUMBER)
    ] = "",
) -> AsyncIterable[ServerSentEvent]:
    """What happens to films, as server-sent events, in one order for everybody.

    The data of each is an object: `film` and `shot` are ids (`shot` is empty for the whole film), `at` is when it happened,
    ISO 8601 in UTC, and its own `data` is what is so now. `film`: a film stands elsewhere (title, stage, running, started,
    spent_usd, shots, shots_done, shots_missing). `shot`: one of its shots does (status, missing, place, reel, seq). `work`: something has
    begun, or ended (what, state, attempt, why). `comment`: somebody commented, or a comment was resolved or opened again
    (comment, state, by, at_s, resolved, internal).

    Each has an `id`. Whoever comes back with the last one it has (`Last-Event-ID`, or `since`) gets what came after that, each
    once. The last 50,000 are kept; who was away for longer gets `reset`, and looks at everything anew.
    """
    async with aclosing(_told(request, doors, caller, caller.film or film, last_event_id or since)) as told:
        async for event in told:
            yield event


async def _told(
    request: Request, doors: Doors, caller: Caller, film: str, last: str
) -> AsyncGenerator[ServerSentEvent, None]:
    async with aclosing(_feed(request, doors).follow(int(last) if last else None, film)) as following:
        next_one = asyncio.ensure_future(anext(following))
        seen_at = time.monotonic()
        try:
            while not doors.ending.is_set():
                done, _ = await asyncio.wait({next_one}, timeout=_LOOK_EVERY_S)
                if time.monotonic() - seen_at > _LOOK_EVERY_S:
                    seen_at = time.monotonic()
                    if not await asyncio.to_thread(doors.way_in.knows, caller):
                        return
                if done:
                    if (told := _for(caller, next_one.result())) is not None:
                        yield _sent(told)
                    next_one = asyncio.ensure_future(anext(following))
        finally:
            next_one.cancel()
            with suppress(asyncio.CancelledError, StopAsyncIteration):
                await next_one


def _for(caller: Caller, told: Told) -> Told | None:
    """What somebody hears of an event: whoever came by a link nothing of work, of money, and of what the team says to itself."""
    event = told.event
    if event is None or not caller.film:
        return told
    if event.kind == "work":
        return None
    known = json.loads(event.data)
    if event.kind == "comment" and known.get("internal"):
        return None
    data = {name: value for name, value in known.items() if not name.endswith("_usd")}
    return told._replace(event=event._replace(data=json.dumps(data, ensure_ascii=False)))


def _sent(told: Told) -> ServerSentEvent:
    event = told.event
    if told.lost:
        return ServerSentEvent(data={}, event="reset", id=str(told.last), retry=RETRY_MS)
    if event is None:
        # Without data, so nobody takes it for an event; its id is where a client goes on whose connection breaks now.
        return ServerSentEvent(comment="from here on", id=str(told.last), retry=RETRY_MS)
    about = json.dumps({"film": event.film_id, "shot": event.shot_id, "at": event.at}, ensure_ascii=False)
    # What is written of it is JSON already, and is sent to many.
    return ServerSentEvent(
        raw_data=f'{about[:-1]}, "data": {event.data}}}', event=event.kind, id=str(event.id)
    )


def _feed(request: Request, doors: Doors) -> Feed:
    """The application's feed, which all of its clients share."""
    state = request.app.state
    if not hasattr(state, "feed"):

        async def studio() -> Studio:
            return (await doors.awake()).studio

        state.feed = Feed(doors.settings, studio)
    feed = state.feed
    assert isinstance(feed, Feed)
    return feed
