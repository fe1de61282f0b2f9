"""Where the shots of a film stand is written beside it: it is read without asking it, and without leaving anything behind."""

import asyncio
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from infra.database.database import open_database
from infra.engine.server import TemporalServer
from infra.payloads import converter as payloads
from infra.payloads.names import film_mark, owner_of
from infra.storage import LocalStore, Store
from infra.temporal import connect, local_config
from library.garbage import collect_garbage
from library.states.reader import StatesPage, Words, page_of
from models.film.decisions import Decision
from models.film.run_options import RunOptions
from models.film.start import FilmRequest
from models.shots.takes import Change
from models.shots.view import ShotView
from studio.client.histories import histories_of
from studio.service.film.retakes import changed_film
from tests.kit.long_film import long_brief, swift_studio
from tests.kit.studio import StudioKit, short_shots
from tests.library.test_garbage import aged


def bytes_in(store: Store) -> int:
    return sum(each.blob.size for each in store.blobs())


def written(studio: StudioKit, film: str) -> StatesPage:
    with closing(open_database(studio.settings.database_url)) as database:
        page = page_of(database, film)
    assert page is not None
    return page


def shots_of(studio: StudioKit, film: str) -> list[ShotView]:
    """The shots as they are written, in order."""
    words = Words(studio.store)
    return [words.view(row) for row in sorted(written(studio, film).rows, key=lambda row: row.place)]


async def test_a_film_leaves_where_its_shots_stand_and_its_retake_begins_with_that(
    studio: StudioKit, film: str
) -> None:
    made = await studio.make(short_shots("a quay", "a boat", "a storm"), film)
    assert shots_of(studio, film) == list(made.shots)
    head = written(studio, film).head
    assert (head.run_id, head.shots, head.done, head.missing) == (made.run_id, 3, 3, 0)

    change = Change(shot_id="2", by="ann", note="at night")
    await studio.start(await changed_film(studio, film, (change,), auto=False), film)
    view = await studio.until(film, lambda view: view.board == 2 and bool(view.waiting))
    head = written(studio, film).head
    assert head.run_id == view.run_id != made.run_id
    await studio.decide(film, Decision(kind="approve", board=2))
    await studio.client.get_workflow_handle(film).result()
    again = await studio.view(film)
    assert shots_of(studio, film) == list(again.shots)
    assert again.shots[1].takes


async def test_watching_a_film_of_two_hundred_shots_leaves_nothing_behind(
    server: TemporalServer, tmp_path: Path, film: str
) -> None:
    async with swift_studio(server.address, tmp_path) as studio:
        await studio.start(FilmRequest(brief=long_brief(200), options=RunOptions()), film)
        await studio.until(film, lambda view: bool(view.reels) and all(reel.waits for reel in view.reels))
        before = bytes_in(studio.store)
        for _ in range(20):
            view = await studio.view(film)
            glance = await studio.glance(film, 50)
        assert (len(view.shots), len(glance.film.shots), glance.counts) == (200, 50, {"drawn": 200})
        assert bytes_in(studio.store) == before


async def test_a_film_is_read_as_it_stood_while_no_worker_answers(
    server: TemporalServer, tmp_path: Path, film: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with swift_studio(server.address, tmp_path) as studio:
        await studio.start(FilmRequest(brief=long_brief(3), options=RunOptions()), film)
        before = await studio.until(film, lambda view: view.board == 1 and bool(view.waiting))
        studio.lasting.append(film)
    monkeypatch.setattr("studio.client.film_reader.ANSWER_WITHIN", timedelta(seconds=1))
    glance = await studio.glance(film, 50)
    assert glance.film.shots == before.shots
    assert glance.film.title == before.title
    assert glance.as_of
    assert "No worker answers" in glance.film.waiting
    assert glance.as_of[:10] in glance.film.waiting
    [line] = [line for line in await studio.films() if line.film_id == film]
    assert (line.shots, line.done, line.missing, line.running) == (3, 0, 0, True)
    await studio.client.get_workflow_handle(film).terminate("the test is over")


async def test_what_a_history_referred_to_goes_when_the_server_has_forgotten_it(
    studio: StudioKit, film: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(payloads, "REFERENCE_ABOVE", 2048)
    client = await connect(studio.store, local_config(studio.client.service_client.config.target_host))
    large = [str(number) for number in range(1000)]
    handles = [
        await client.start_workflow("NoWorkflow", large, id=f"{film}{end}", task_queue="nobody's")
        for end in ("", "/0123456789ab/story", "-other")
    ]
    stored = [each.blob for each in studio.store.blobs() if owner_of(each.blob.suffix)]
    assert len(stored) == 2, "a film's workflows share what they are given"
    for blob in stored:
        aged(LocalStore(studio.settings.assets_dir), blob, 1e6)
    begun = {film_mark(each.id) for each in handles}
    async with asyncio.timeout(60):  # lists are a moment behind
        while (histories := await histories_of(client)) is None or not begun <= histories.films:
            await asyncio.sleep(0.05)
    later = histories._replace(films=histories.films - {film_mark(film)})
    with closing(open_database(studio.settings.database_url)) as database:
        assert collect_garbage(database, studio.store, histories).gone == 0
        assert collect_garbage(database, studio.store, later).gone == 1
    assert [studio.store.holds(blob) for blob in stored].count(True) == 1
    async for event in handles[2].fetch_history_events():
        given = event.workflow_execution_started_event_attributes.input.payloads
        assert await client.data_converter.decode(list(given)) == [large]
        break


async def test_a_film_that_was_cancelled_leaves_where_its_shots_stand(studio: StudioKit, film: str) -> None:
    await studio.at_gate(short_shots("a quay", "a boat"), film)
    await studio.cancel(film)
    view = await studio.view(film)
    assert view.stage == "cancelled"
    assert shots_of(studio, film) == list(view.shots)
