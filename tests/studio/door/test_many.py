"""Many who follow many films, over a server that is killed and comes back."""

import asyncio
from collections.abc import Callable

import httpx
import pytest

from infra.database.database import open_database
from infra.engine.server import TemporalServer
from library.events.log import since
from tests.kit.followers import Heard, StudioProcess, beginning, follow, studio_process
from tests.kit.makers import SHOTS, V1
from tests.kit.studio import StudioKit

pytestmark = pytest.mark.studio

FOLLOWERS = 50
FILMS = 200
AT_ONCE = 8
KILLED_AFTER = 80
"""Films that are begun before the server is killed."""
WITHIN_S = 900.0
ENDED = frozenset({"finished", "stopped"})


async def begun(door: StudioProcess, client: httpx.AsyncClient, film: str) -> None:
    """A film that ends once its shots are written; asked for again where nobody answered: it is the same film."""
    body = {"id": film, "title": film, "shots": SHOTS, "stop_at": "story", "approve": "auto"}
    while True:
        try:
            answer = await client.post(f"{door.address}{V1}/films", json=body)
        except httpx.TransportError:
            await asyncio.sleep(0.2)
            continue
        assert answer.status_code in (200, 201), answer.text
        return


async def all_begun(door: StudioProcess, client: httpx.AsyncClient, films: list[str]) -> None:
    """Every film, some at once."""
    places = asyncio.Semaphore(AT_ONCE)

    async def one(film: str) -> None:
        async with places:
            await begun(door, client, film)

    await asyncio.gather(*map(one, films))


def ends_of(films: list[str]) -> Callable[[Heard], bool]:
    """Whether all of them have been heard to end, by one who follows."""
    left = set(films)

    def enough(heard: Heard) -> bool:
        if heard.kind == "film" and heard.data["data"]["stage"] in ENDED:
            left.discard(heard.data["film"])
        return not left

    return enough


async def test_fifty_who_follow_two_hundred_films_hear_the_same_though_the_server_is_killed_in_between(
    studio: StudioKit, server: TemporalServer
) -> None:
    films = [f"followed-{number}" for number in range(FILMS)]
    limits = httpx.Limits(max_connections=FOLLOWERS + AT_ONCE + 2)
    async with (
        asyncio.timeout(WITHIN_S),
        studio_process(server.address, studio.settings.home) as door,
        httpx.AsyncClient(timeout=60, limits=limits, trust_env=False) as client,
    ):
        begin = await beginning(door, client)
        following = [
            asyncio.create_task(follow(door, client, begin, ends_of(films))) for _ in range(FOLLOWERS)
        ]
        try:
            await all_begun(door, client, films[:KILLED_AFTER])
            going_on = asyncio.create_task(all_begun(door, client, films[KILLED_AFTER:]))
            await door.kill()
            await door.start()
            await going_on
            told = await asyncio.gather(*following)
        finally:
            for each in following:
                each.cancel()
    ids = [heard.id for heard in told[0]]
    assert ids == sorted(set(ids)), "none is doubled, and each comes after those before it"
    for other in told[1:]:
        assert [heard.id for heard in other] == ids
    assert ids == written(studio, begin, ids[-1]), "none is missed"
    assert not any(heard.kind == "reset" for heard in told[0])


def written(studio: StudioKit, begin: int, last: int) -> list[int]:
    """The ids of all events that were written, from one to another."""
    database = open_database(studio.settings.database_url)
    found: list[int] = []
    try:
        while more := since(database, found[-1] if found else begin, 500):
            found += [event.id for event in more]
    finally:
        database.close()
    return [each for each in found if each <= last]
