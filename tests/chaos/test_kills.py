"""`kill -9` of anything: the film completes, and nothing that was finished is made again."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from temporalio.api.enums.v1 import EventType

from models.brief import Brief
from models.film.decisions import Decision
from models.film.run_options import RunOptions
from models.film.start import FilmRequest
from tests.kit.engine import EngineKit, engine_at
from tests.kit.providers import renders
from tests.kit.studio import short_shots
from workers.engine import stop_engine

AUTO = RunOptions(approve="auto")


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[EngineKit]:
    """An engine of one's own, to be killed."""
    async with engine_at(tmp_path / "home") as kit:
        yield kit


async def no_activity_started_after_it_had_completed(kit: EngineKit, film: str) -> None:
    """In every history of the film, each activity was scheduled once and completed at most once."""
    kinds = Counter[tuple[str, str]]()
    async for execution in kit.client.list_workflows(f"WorkflowId STARTS_WITH '{film}'"):
        handle = kit.client.get_workflow_handle(execution.id, run_id=execution.run_id)
        history = await handle.fetch_history()
        scheduled: dict[int, str] = {}
        completed: list[int] = []
        for event in history.events:
            if event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED:
                attributes = event.activity_task_scheduled_event_attributes
                name = attributes.activity_type.name
                scheduled[event.event_id] = name
                kinds[execution.id, name + repr(attributes.input.SerializeToString())] += 1
            if event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_STARTED:
                started = event.activity_task_started_event_attributes
                assert started.scheduled_event_id not in completed, scheduled[started.scheduled_event_id]
            if event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED:
                completed.append(event.activity_task_completed_event_attributes.scheduled_event_id)
        assert len(completed) == len(set(completed))
    assert kinds, "the film has a history"
    assert set(kinds.values()) == {1}, "the same work was asked for twice"


async def test_a_worker_killed_at_every_stage_costs_only_what_it_was_making(
    engine: EngineKit, film: str
) -> None:
    stages = {"llm": "film-io", "image": "cpu", "speech": "cpu", "video": "cpu", "music": "cpu"}
    brief = Brief(prompt="Mara waits by the sea. A door opens.", seconds=6)
    for kind in stages:
        engine.hold(kind).touch()
    await engine.start(FilmRequest(brief=brief, options=AUTO), film)
    killed = {}
    for kind, worker in stages.items():
        await engine.until_begun(kind)
        killed[renders(engine.journal, kind, what="begin")[0]] = 2
        engine.kill(worker)
        engine.hold(kind).unlink()
    assert await engine.patiently(film) == "finished"
    begun, ended = (Counter(renders(engine.journal, what=what)) for what in ("begin", "end"))
    assert set(begun) == set(ended)
    assert set(ended.values()) == {1}, "everything was made to its end exactly once"
    assert {key: count for key, count in begun.items() if count > 1} == killed
    await no_activity_started_after_it_had_completed(engine, film)


@pytest.mark.parametrize(
    "kinds",
    [
        ("video", "transition"),
        pytest.param(("image", "speech", "video", "transition", "film"), marks=pytest.mark.chaos),
    ],
    ids=["two", "every"],
)
async def test_an_asset_that_was_stored_but_not_reported_is_found_not_made_again(
    engine: EngineKit, film: str, kinds: tuple[str, ...]
) -> None:
    for kind in kinds:
        engine.hold(f"stored-{kind}").touch()
    await engine.start(FilmRequest(brief=short_shots("a quay"), options=AUTO), film)
    for kind in kinds:
        await engine.until_begun(kind, what="stored")
        engine.kill("cpu")
        engine.hold(f"stored-{kind}").unlink()
    assert await engine.patiently(film) == "finished"
    stored = Counter(renders(engine.journal, what="stored"))
    of_the_shot = ("image", "speech", "video", "conformed")
    of_the_film = ("score", "board", "title", "end", "transition", "film", "poster", "overview")
    of_its_sound = ("levels", "levels", "balance", "mix", "gain", "piece", "whole")
    assert len(stored) == len(of_the_shot) + len(of_the_film) + len(of_its_sound)
    assert set(stored.values()) == {1}, "an asset in the store was rendered again"


@pytest.mark.chaos
async def test_a_bible_outlives_whatever_is_killed_while_it_is_drawn_decided_on_and_changed(
    engine: EngineKit, film: str
) -> None:
    options = RunOptions(approve="auto", approve_bible=True)
    engine.hold("image").touch()
    await engine.start(FilmRequest(brief=short_shots("a quay", "a boat"), options=options), film)
    await engine.until_begun("image")
    engine.kill("cpu")
    engine.hold("image").unlink()
    await engine.patiently_until(film, lambda view: view.bible_waits)
    engine.kill("server")
    await engine.patiently_until(film, lambda view: view.bible_waits)
    engine.hold("image").touch()
    begun = len(renders(engine.journal, "image", what="begin"))
    words = "an old woman in grey"
    await engine.decide(film, Decision(kind="revise_subject", subject="Mara", description=words))
    await engine.until_begun("image", begun + 1)
    engine.kill("film-io")
    engine.kill("cpu")
    engine.hold("image").unlink()
    await engine.patiently_until(film, lambda view: view.bible_waits and view.bible_revision == 2)
    await engine.decide(film, Decision(kind="approve_bible", board=2))
    assert await engine.patiently(film) == "finished"
    ended = Counter(renders(engine.journal, "image", what="end"))
    assert len(ended) == 5, "three sheets, one of them in other words, and two pictures"
    assert set(ended.values()) == {1}, "something finished was made again"
    await no_activity_started_after_it_had_completed(engine, film)


@pytest.mark.parametrize("part", ["server", pytest.param("supervisor", marks=pytest.mark.chaos)])
async def test_a_film_goes_on_when_the_server_or_the_supervisor_is_killed(
    engine: EngineKit, film: str, part: str
) -> None:
    engine.hold("video").touch()
    await engine.start(FilmRequest(brief=short_shots("a quay", "a boat"), options=AUTO), film)
    await engine.until_begun("video", 2)
    engine.kill(part)
    engine.hold("video").unlink()
    assert await engine.patiently(film) == "finished"
    ended = Counter(renders(engine.journal, what="end"))
    assert set(ended.values()) == {1}, "something finished was made again"
    await no_activity_started_after_it_had_completed(engine, film)


@pytest.mark.chaos
@pytest.mark.parametrize("seed", range(3))
async def test_films_complete_when_a_supervisors_server_and_workers_are_killed_at_random(
    engine: EngineKit, film: str, seed: int
) -> None:
    chance = random.Random(seed)
    films = [f"{film}-{number}" for number in range(3)]
    for number, name in enumerate(films):
        brief = short_shots(*(f"film {number}, picture {shot}" for shot in range(6)))
        spoken = brief.shots[0].model_copy(update={"dialogue": f"Film {number}."})
        apart = brief.model_copy(update={"shots": (spoken, *brief.shots[1:]), "seed": number})
        await engine.start(FilmRequest(brief=apart, options=AUTO), name)
    for kill in range(1, 6):
        await engine.until_begun("", kill * 7)
        engine.kill(chance.choice(["server", "film-io", "cpu", "cpu", "cpu"]))
    for name in films:
        assert await engine.patiently(name, within_s=300) == "finished"
        await no_activity_started_after_it_had_completed(engine, name)
    stored = Counter(renders(engine.journal, what="stored"))
    assert set(stored.values()) == {1}


async def test_down_ends_within_fifteen_seconds_whatever_hangs_and_the_film_goes_on(
    engine: EngineKit, film: str
) -> None:
    engine.hold("image").touch()
    request = FilmRequest(brief=short_shots("a quay"), options=RunOptions(stop_at="storyboard"))
    await engine.start(request, film)
    await engine.until_begun("image")
    began = time.monotonic()
    await asyncio.to_thread(stop_engine, engine.settings)
    assert time.monotonic() - began < 15
    engine.hold("image").unlink()
    await engine.follow()
    assert await engine.patiently(film) == "stopped"
