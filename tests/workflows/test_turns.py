"""Films at a queue with one slot: each has its turns; money, pictures and retakes go before clips."""

from collections import Counter
from collections.abc import AsyncIterator
from decimal import Decimal
from itertools import count
from pathlib import Path

import pytest

from activities import contracts
from activities.turns import CLIPS, MONEY, PAPERS, PICTURES, RETAKES, TURNS, turn_of
from infra.engine.server import TemporalServer
from models.brief import Brief
from models.film.decisions import Decision
from models.film.run_options import RunOptions
from models.film.start import FilmRequest, Previous
from models.shots.takes import Change
from studio.client.starts import turns_of
from studio.service.film.retakes import changed_film
from tests.kit.long_film import long_brief
from tests.kit.one_slot import Begun, Slot, one_slot
from tests.kit.studio import StudioKit, short_shots

KEYFRAME, CLIP, LEDGER = "boards.keyframe", "shots.clip", "books.write"
_numbers = count(1)


@pytest.fixture
async def slot(server: TemporalServer, tmp_path: Path) -> AsyncIterator[tuple[StudioKit, Slot]]:
    async with one_slot(server.address, tmp_path / "home", f"slot-{next(_numbers)}") as studio:
        yield studio


def shots(film: str, number: int) -> Brief:
    """A film of its own words: nothing of it is found among what others had made."""
    return short_shots(*(f"a quay, {film} {each}" for each in range(number)))


async def at_clips(kit: StudioKit, slot: Slot, *films: str, number: int, turns: float = 1) -> None:
    """Films whose pictures are drawn and approved, the last with these turns, and whose clips wait for the slot."""
    for film in films:
        await kit.begin(shots(film, number), film, turns=turns if film == films[-1] else 1.0)
    async with slot.served():
        for film in films:
            await kit.until(film, lambda view: view.stage == "approval" and view.board == 1)
    for film in films:
        await kit.decide(film, Decision(kind="approve"))
    await slot.waiting(number * len(films))


async def test_a_short_film_does_not_wait_for_one_of_several_reels_that_was_there_first(
    slot: tuple[StudioKit, Slot], film: str
) -> None:
    kit, queue = slot
    await kit.begin(long_brief(101), f"{film}-long", stop_at="storyboard")
    await queue.waiting(101)
    await kit.begin(shots("short", 8), f"{film}-short", stop_at="storyboard")
    await queue.waiting(109)
    async with queue.served():
        begun = Counter(await queue.next(12))
    assert set(begun) == {Begun(f"{film}-long", KEYFRAME), Begun(f"{film}-short", KEYFRAME)}
    assert abs(begun[Begun(f"{film}-long", KEYFRAME)] - 6) <= 1


async def test_a_film_of_three_turns_has_three_of_four(slot: tuple[StudioKit, Slot], film: str) -> None:
    kit, queue = slot
    await at_clips(kit, queue, f"{film}-one", f"{film}-three", number=6, turns=3)
    async with queue.served():
        begun = Counter(await queue.next(8))
    assert set(begun) == {Begun(f"{film}-one", CLIP), Begun(f"{film}-three", CLIP)}
    assert abs(begun[Begun(f"{film}-three", CLIP)] - 6) <= 1


async def test_the_pictures_of_a_second_film_are_drawn_before_the_clips_of_the_first(
    slot: tuple[StudioKit, Slot], film: str
) -> None:
    kit, queue = slot
    await at_clips(kit, queue, f"{film}-one", number=5)
    await kit.begin(shots("two", 5), f"{film}-two", stop_at="storyboard")
    await queue.waiting(10)
    async with queue.served():
        begun = await queue.next(6)
    assert begun == [*[Begun(f"{film}-two", KEYFRAME)] * 5, Begun(f"{film}-one", CLIP)]


async def test_what_a_retake_needs_goes_before_clips_that_are_made_for_the_first_time(
    slot: tuple[StudioKit, Slot], film: str
) -> None:
    kit, queue = slot
    old, new = f"{film}-old", f"{film}-new"
    async with queue.served():
        await kit.make(shots("old", 2), old)
    await at_clips(kit, queue, new, number=5)
    async with queue.served(KEYFRAME, CLIP):
        assert await queue.next(1) == [Begun(new, CLIP)]
        change = Change(shot_id="2", by="ann", note="at night")
        await kit.start(await changed_film(kit, old, (change,), auto=True), old)
        await queue.waiting(1, turn=PICTURES - 1)
        queue.let_go()
        assert (await queue.next(2))[1:] == [Begun(old, KEYFRAME)]
        queue.let_go()
        await queue.next(3)
        await queue.waiting(1, turn=CLIPS - 1)
        queue.let_go()
        assert (await queue.next(4))[2:] == [Begun(new, CLIP), Begun(old, CLIP)]


async def test_money_goes_before_everything_and_how_a_film_begins_before_the_pictures_of_another(
    server: TemporalServer, tmp_path: Path, film: str
) -> None:
    one, two = f"{film}-one", f"{film}-two"
    async with (
        one_slot(server.address, tmp_path / "home", "io", Decimal("0.01")) as (kit, queue),
        queue.served(KEYFRAME),
    ):
        await kit.begin(shots("one", 6), one, stop_at="storyboard")
        await queue.had(Begun(one, KEYFRAME))
        before = len(queue.begun)
        await kit.begin(shots("two", 1), two, stop_at="storyboard")
        await queue.has_asked_for(two, "premises.look")
        await queue.has_asked_for(one, LEDGER)
        await queue.waiting(1, turn=MONEY)
        queue.let_go()
        begun = await queue.next(before + 2)
    assert begun[before:] == [Begun(one, LEDGER), Begun(two, "premises.look")]


@pytest.mark.parametrize("film_id", ["door", "x" * 500, "Tür-海"])
def test_a_films_key_is_one_that_the_server_takes_whatever_its_id(film_id: str) -> None:
    request = FilmRequest(brief=Brief(prompt="x"), options=RunOptions(turns=2.5))
    priority = turns_of(film_id, request)
    assert len((priority.fairness_key or "").encode()) <= 64
    assert (priority.priority_key, priority.fairness_weight) == (None, 2.5)
    retake = request.model_copy(update={"previous": Previous(run_id="run")})
    assert turns_of(film_id, retake).priority_key == RETAKES


def test_no_kind_of_work_of_a_retake_goes_before_money_and_none_later_than_that_of_a_first_making() -> None:
    for activity in (*TURNS, contracts.Casting.cast):
        first, retake = (turn_of(activity, None, film).priority_key or 0 for film in (None, RETAKES))
        assert retake == (first if first <= PAPERS else first - 1)
        assert (retake == MONEY) == (first == MONEY)
