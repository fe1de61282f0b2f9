"""The stream of what happens to films, over a real socket, of films that a real engine makes."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from infra.engine.server import TemporalServer
from studio.web.access.tokens import Tokens
from tests.kit.studio import StudioKit, short_shots
from tests.kit.web import ELSEWHERE, Served, served, session_on, token_for

EVENTS = "/api/v1/events"
WITHIN_S = 150


@dataclass
class Sent:
    """An event as a browser takes it: `id` is the last that was said."""

    id: str
    kind: str
    data: Any


async def read(stream: httpx.Response) -> AsyncIterator[Sent]:
    """The events of a stream, by the rules of server-sent events."""
    last, kind, data, begun = "", "", "", False
    async for line in stream.aiter_lines():
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        # A blank line alone follows the server's "still here", which is a comment.
        begun |= bool(field)
        match field:
            case "id":
                last = value
            case "event":
                kind = value
            case "data":
                data = value
            case "" if not line and begun:
                yield Sent(last, kind, json.loads(data) if data else None)
                kind, data, begun = "", "", False


async def heard(
    served: Served, enough: Callable[[list[Sent]], bool], last: str = "", token: str = "", **query: str
) -> list[Sent]:
    """The events until there are enough."""
    headers = {"Last-Event-ID": last} if last else {}
    headers |= {"Authorization": f"Bearer {token}"} if token else {}
    told: list[Sent] = []
    async with (
        asyncio.timeout(WITHIN_S),
        served.client.stream("GET", EVENTS, headers=headers, params=query) as stream,
    ):
        assert stream.status_code == 200
        assert stream.headers["content-type"].startswith("text/event-stream")
        async for sent in read(stream):
            told.append(sent)
            if enough(told):
                break
    return told


def ended(told: list[Sent]) -> bool:
    return told[-1].kind == "film" and told[-1].data["data"]["stage"] == "finished"


@asynccontextmanager
async def door(studio: StudioKit, server: TemporalServer, **how: Any) -> AsyncIterator[Served]:
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(session_on(server.address, studio.settings))
        yield await stack.enter_async_context(served(session, **how))


async def test_a_connection_that_breaks_goes_on_where_it_was_and_nothing_is_missed_or_doubled(
    studio: StudioKit, server: TemporalServer, film: str
) -> None:
    async with door(studio, server) as opened:
        whole = asyncio.create_task(heard(opened, ended, film=film))
        begun = await heard(opened, lambda told: True, film=film)
        assert begun[0].data is None and begun[0].id.isdecimal(), "who hears nothing yet knows where to go on"
        making = asyncio.create_task(studio.make(short_shots("a quay", "a boat"), film))
        pieces: list[Sent] = []
        last = begun[0].id
        while not (pieces and ended(pieces)):
            piece = await heard(opened, lambda told: len(told) == 8 or ended(told), last, film=film)
            assert piece[0].data is None
            pieces += piece[1:]
            last = piece[-1].id
        await making
        told = await whole
    assert [one.id for one in pieces] == [one.id for one in told[1:]]
    assert {one.data["film"] for one in told[1:]} == {film}
    assert {one.kind for one in told[1:]} == {"film", "shot", "work"}
    assert any(
        one.kind == "shot" and one.data["shot"] == "shot_002" and one.data["data"]["status"] == "done"
        for one in told
    )


async def test_a_server_that_is_gone_and_back_goes_on_with_what_it_is_asked_for(
    studio: StudioKit, server: TemporalServer, film: str
) -> None:
    async with door(studio, server) as first:
        (begin,) = await heard(first, lambda told: True, film=film)
        await studio.begin(short_shots("a quay"), film, approve="auto")
        before = await heard(first, lambda told: len(told) == 4, begin.id, film=film)
    async with door(studio, server) as second:
        after = await heard(second, ended, before[-1].id, film=film)
        whole = await heard(second, ended, begin.id, film=film)
    assert [one.id for one in whole[1:]] == [one.id for one in (*before[1:], *after[1:])]


async def test_what_is_no_events_id_is_refused_and_an_unknown_one_is_told_to_look_anew(
    studio: StudioKit, server: TemporalServer
) -> None:
    async with door(studio, server) as opened:
        answer = await opened.ask(f"{EVENTS}?since=yesterday")
        assert (answer.status_code, answer.json()["field"]) == (422, "since"), answer.text
        (reset,) = await heard(opened, lambda told: True, str(10**12))
        assert (reset.kind, reset.data) == ("reset", {})


async def test_whoever_may_not_see_hears_nothing_and_a_revoked_token_hears_no_more(
    studio: StudioKit, server: TemporalServer, film: str
) -> None:
    token = token_for(studio.settings, "see", "follower")
    async with door(studio, server, wanted=ELSEWHERE) as opened:
        assert (await opened.ask(EVENTS)).status_code == 401
        headers = {"Authorization": f"Bearer {token}"}
        async with asyncio.timeout(30), opened.client.stream("GET", EVENTS, headers=headers) as stream:
            following = read(stream)
            await anext(following)
            Tokens(studio.settings.home).revoke("follower")
            heard_of = {sent.data["film"] async for sent in following}  # and then the stream ends
            assert film not in heard_of


async def test_a_server_that_ends_lets_go_of_who_follows(studio: StudioKit, server: TemporalServer) -> None:
    async with (
        asyncio.timeout(30),
        door(studio, server) as opened,
        opened.client.stream("GET", EVENTS) as stream,
    ):
        following = read(stream)
        await anext(following)
        opened.doors.ending.set()
        async for sent in following:  # what was on its way
            assert sent.kind in ("film", "work")
