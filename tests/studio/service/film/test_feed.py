"""Films followed: what happens to them is heard in one order, also by whoever comes back later."""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

import pytest

from infra.database.database import open_database
from library.events import log
from library.events.log import News, add
from models.errors import EngineUnavailable
from studio.client import Studio
from studio.service.film import feed as feeds
from studio.service.film.feed import Feed, Told
from tests.kit.studio import StudioKit, short_shots

WITHIN_S = 150


def feed_of(studio: StudioKit) -> Feed:
    async def asked() -> Studio:
        return studio

    return Feed(studio.settings, asked)


async def heard(following: AsyncGenerator[Told, None], enough: Callable[[list[Told]], bool]) -> list[Told]:
    told: list[Told] = []
    async with asyncio.timeout(WITHIN_S):
        async for one in following:
            told.append(one)
            if enough(told):
                break
    return told


def has(told: list[Told], kind: str, **data: object) -> bool:
    return any(
        one.event is not None
        and one.event.kind == kind
        and data.items() <= json.loads(one.event.data).items()
        for one in told
    )


async def test_a_film_is_heard_from_its_first_work_to_its_end_and_who_comes_back_misses_and_hears_nothing_twice(
    studio: StudioKit, film: str
) -> None:
    feed = feed_of(studio)
    async with aclosing(feed.follow(film_id=film)) as following:
        begins = await anext(following)
        assert begins.event is None and not begins.lost
        await studio.make(short_shots("a quay", "a boat"), film)
        all_told = await heard(
            following,
            lambda told: (
                has(told, "film", stage="finished", running=False)
                and has(told, "work", what="cut.assemble", state="done")
            ),
        )
    ids = [one.last for one in all_told]
    assert ids == sorted(set(ids))
    assert has(all_told, "work", what="boards.keyframe", state="begun", attempt=1)
    drawn = {
        one.event.shot_id
        for one in all_told
        if one.event and one.event.kind == "work" and json.loads(one.event.data)["what"] == "boards.keyframe"
    }
    assert drawn == {"shot_001", "shot_002"}, "pictures of a board name whose they are"
    done = {
        one.event.shot_id
        for one in all_told
        if one.event and one.event.kind == "shot" and json.loads(one.event.data)["status"] == "done"
    }
    assert done == {"shot_001", "shot_002"}
    stages = [
        json.loads(one.event.data)["stage"] for one in all_told if one.event and one.event.kind == "film"
    ]
    assert stages[-1] == "finished"
    middle = len(all_told) // 2
    async with aclosing(feed.follow(all_told[middle].last, film)) as again:
        rest = await heard(again, lambda told: told[-1].last == ids[-1])
    assert [one for one in rest if one.event] == all_told[middle + 1 :]


async def test_many_who_follow_hear_the_same_and_whoever_lost_what_is_gone_is_told(
    studio: StudioKit, film: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeds, "REMEMBERED", 10)
    monkeypatch.setattr(log, "KEPT", 40)
    monkeypatch.setattr(log, "_TRIMMED_EVERY", 5)

    async def nobody() -> Studio:
        raise EngineUnavailable("Where other films stand would be told among these.")

    feed = Feed(studio.settings, nobody)
    database = open_database(studio.settings.database_url)

    def tell(first: int, count: int) -> None:
        news = [
            News(f"{film}-{number}", film, "work", {"n": number}) for number in range(first, first + count)
        ]
        database.write(lambda connection: add(connection, news))

    async def follow(last: int | None, until: int) -> list[int]:
        async with aclosing(feed.follow(last, film)) as following:
            told = await heard(following, lambda told: has(told, "work", n=until))
        return [json.loads(one.event.data)["n"] for one in told if one.event]

    async with aclosing(feed.follow(film_id=film)) as first:
        start = (await anext(first)).last
        everybody = [asyncio.create_task(follow(start, 29)) for _ in range(20)]
        for number in range(0, 30, 3):
            await asyncio.to_thread(tell, number, 3)
        assert await asyncio.gather(*everybody) == [list(range(30))] * 20
        # Far behind what is remembered, and yet kept: read once more.
        assert await follow(start, 29) == list(range(30))
        await asyncio.to_thread(tell, 30, 70)
        async with aclosing(feed.follow(start, film)) as late:
            told = await anext(late)
        assert (told.event, told.lost) == (None, True)
        async with aclosing(feed.follow(10**15, film)) as of_another_home:
            assert (await anext(of_another_home)).lost
        assert (await follow(start + 99, 99)) == [99]
        async with aclosing(feed.follow(film_id=film)) as slow:
            before = (await anext(slow)).last
            await asyncio.to_thread(tell, 100, 1)
            assert (await anext(slow)).last == before + 1
            await asyncio.to_thread(tell, 101, 70)
            assert (await follow(before + 70, 170)) == [170]
            told = await anext(slow)
            assert (told.event, told.last, told.lost) == (None, before + 71, True)
            await asyncio.to_thread(tell, 171, 1)
            assert (await anext(slow)).last == before + 72
    database.close()


async def test_an_activity_that_fails_says_why(
    studio: StudioKit, film: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from models.errors import InvalidRequest
    from providers.base import Rendered
    from providers.offline.camera import CameraMove

    def refuse(*_: object) -> Rendered:
        raise InvalidRequest("The lens is foggy.")

    monkeypatch.setattr(CameraMove, "render", refuse)
    async with aclosing(feed_of(studio).follow(film_id=film)) as following:
        await anext(following)
        await studio.start_and_fail(short_shots(f"a quay of {film}"), film)
        told = await heard(following, lambda told: has(told, "work", what="shots.clip", state="failed"))
    event = told[-1].event
    assert event is not None
    assert json.loads(event.data)["why"] == "The lens is foggy."
    assert event.shot_id == "shot_001"
