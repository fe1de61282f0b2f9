"""Films deleted on a server and stores of one's own: PostgreSQL and a bucket, by commands and by programs, and by their age."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta, tzinfo

import pytest
from sqlalchemy import select
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from infra.database.database import Database, open_database
from infra.database.tables import metadata
from infra.engine.server import TemporalServer
from infra.payloads.names import payload_suffix
from infra.settings import Settings
from infra.storage import open_store
from models.errors import StorageError, UnknownFilm, WrongMoment
from studio.client.runs import removal
from studio.service.privacy import expiry
from studio.service.privacy import film as deletion
from studio.service.privacy.expiry import days_kept, delete_expired, find_expired
from studio.service.privacy.film import delete_film, find_film
from studio.service.privacy.place import Place
from tests.kit.databases import PostgresServer
from tests.kit.makers import V1, making
from tests.kit.studio import StudioKit, short_shots, studio_of
from tests.kit.web import session_on

pytestmark = pytest.mark.ops


class InAYear(datetime):
    """A clock that is a year ahead."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        """The time in a year."""
        return datetime.now(tz) + timedelta(days=365)


RARE, SHARED = "a zanzibarella on a quokkalith", "a quay"
WORDS = ("zanzibarella", "quokkalith")


@pytest.fixture
async def kit(
    server: TemporalServer, s3: Settings, postgres: PostgresServer, postgres_template: str
) -> AsyncIterator[StudioKit]:
    """A studio whose stores other machines share."""
    name = postgres.create(postgres_template)
    settings = s3.model_copy(update={"database": postgres.url(name)})
    async with studio_of(server.address, settings) as kit:
        yield kit
    postgres.drop(name)


@pytest.fixture
async def place(
    kit: StudioKit, server: TemporalServer, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Place]:
    monkeypatch.setenv("TEMPORAL_ADDRESS", server.address)
    monkeypatch.setenv("LONGTAKE_HOME", str(kit.settings.home))
    async with session_on(server.address, kit.settings) as session:
        yield Place(kit.settings, session)


def left(settings: Settings) -> str:
    """Everything that the database and the store have, as text."""
    database, store = open_database(settings.database_url), open_store(settings)
    with database.reading() as connection:
        rows = [
            str(value)
            for table in metadata.tables.values()
            for row in connection.execute(select(table))
            for value in row
        ]
    database.close()
    files = [store.read_bytes(each.blob).decode(errors="replace") for each in store.blobs()]
    return "\n".join((*rows, *files)).lower()


async def workflows(kit: StudioKit, film: str) -> list[str]:
    query = f"WorkflowId = '{film}' OR WorkflowId STARTS_WITH '{film}/'"
    return [each.id async for each in kit.client.list_workflows(query)]


async def test_nothing_of_a_film_is_left_at_the_server_in_the_bucket_and_in_postgresql(
    kit: StudioKit, place: Place, film: str
) -> None:
    gone, kept = f"{film}-quokkalith", f"{film}-kept"
    await kit.make(short_shots(SHARED, RARE), gone)
    await kit.make(short_shots(SHARED), kept)
    runs = [
        (each.id, each.run_id) async for each in kit.client.list_workflows(f"WorkflowId STARTS_WITH '{gone}'")
    ]
    assert len(runs) > 2
    assert all(word in left(kit.settings) for word in WORDS)
    told = await delete_film(place, gone)
    assert told.deleted
    assert any("assets that other films use too" in each for each in told.stays)
    assert await workflows(kit, gone) == []
    for workflow, run in runs:
        with pytest.raises(RPCError) as error:
            await kit.client.get_workflow_handle(workflow, run_id=run).fetch_history()
        assert error.value.status == RPCStatusCode.NOT_FOUND
    assert not any(word in left(kit.settings) for word in WORDS)
    with pytest.raises(UnknownFilm):
        await delete_film(place, gone)
    view = await kit.view(kept)
    assert all(kit.store.holds(blob) for blob in view.folder().values())


@pytest.mark.parametrize("step", ["hide_words", "remove_workflows", "_delete_rows", "_finish"])
async def test_a_deletion_that_is_broken_off_at_any_step_is_done_to_its_end_by_the_next(
    kit: StudioKit, place: Place, film: str, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = f"{film}-quokkalith"
    await kit.make(short_shots(RARE), gone, stop_at="storyboard")

    def dies(*_: object, **__: object) -> None:
        raise StorageError("killed")

    with monkeypatch.context() as patched:
        patched.setattr(deletion, step, dies)
        with pytest.raises(StorageError, match="killed"):
            await delete_film(place, gone)
    assert (await delete_film(place, gone)).deleted
    assert not any(word in left(kit.settings) for word in WORDS)
    assert await workflows(kit, gone) == []


@pytest.mark.parametrize("step", ["remove_workflows", "_delete_rows"])
async def test_a_sweep_takes_nothing_of_a_film_that_the_server_has(
    kit: StudioKit, place: Place, film: str, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await kit.make(short_shots(RARE), film, stop_at="storyboard")
    # What a large payload's file is called, whether or not this film's were large.
    payload = kit.store.put_bytes(b"a history", payload_suffix(await place.server() or "", film))

    def dies(*_: object, **__: object) -> None:
        raise StorageError("killed")

    with monkeypatch.context() as patched:
        patched.setattr(deletion, step, dies)
        with pytest.raises(StorageError, match="killed"):
            await delete_film(place, film)
    is_there = step == "remove_workflows"
    assert bool(await workflows(kit, film)) == is_there
    await delete_expired(place, 3650)
    assert kit.store.holds(payload) == is_there
    assert (await delete_film(place, film)).deleted
    assert not kit.store.holds(payload)


async def test_a_film_that_is_made_again_while_it_is_deleted_keeps_what_it_has(
    kit: StudioKit, place: Place, film: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await kit.make(short_shots(RARE), film, stop_at="storyboard")
    payload = kit.store.put_bytes(b"a history", payload_suffix(await place.server() or "", film))

    async def again(place: Place, film_ids: Sequence[str]) -> set[str]:
        await kit.at_gate(short_shots(RARE), film)
        return await known(place, film_ids)

    known = deletion._known
    monkeypatch.setattr(deletion, "_known", again)
    await delete_film(place, film)
    assert kit.store.holds(payload)
    assert (await kit.view(film)).shots
    with pytest.raises(WrongMoment):
        await deletion.delete_films(place, [film])
    await kit.cancel(film, 120)


async def test_a_film_that_waits_is_deleted_by_nobody(kit: StudioKit, place: Place, film: str) -> None:
    await kit.at_gate(short_shots(RARE), film)
    with pytest.raises(WrongMoment, match="longtake cancel"):
        await find_film(place, film)
    assert film not in await removal.ended_before(kit.client, timedelta(0))
    await kit.cancel(film, 120)
    await kit.until_listed(film)
    assert film in await removal.ended_before(kit.client, timedelta(0))
    assert film not in (await find_expired(place, 1)).films, "it ended today"
    assert (await delete_film(place, film)).deleted


async def test_a_workflow_whose_id_is_no_films_keeps_no_film_from_expiring(
    kit: StudioKit, place: Place, film: str
) -> None:
    name = f"No film's: {film}"
    handle = await kit.client.start_workflow("FilmWorkflow", id=name, task_queue=f"nobody-{film}")
    await handle.terminate()
    await kit.make(short_shots(RARE), film, stop_at="storyboard")
    await kit.until_listed(film)
    ended = await removal.ended_before(kit.client, timedelta(0))
    assert film in ended and name not in ended
    assert film not in (await find_expired(place, 1)).films


async def test_a_part_that_the_server_tells_of_late_is_removed_too(
    kit: StudioKit, place: Place, film: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await kit.make(short_shots(RARE), film)
    assert len(await workflows(kit, film)) > 1
    told = False

    async def late(client: Client, film_id: str) -> removal.Workflows:
        found = await workflows_of(client, film_id)
        return found if told else found._replace(parts=[])

    def delete_rows(database: Database, film_id: str) -> None:
        nonlocal told
        rows(database, film_id)
        told = True

    workflows_of, rows = removal.workflows_of, deletion._delete_rows
    monkeypatch.setattr(removal, "workflows_of", late)
    monkeypatch.setattr(deletion, "_delete_rows", delete_rows)
    await delete_film(place, film)
    assert await workflows(kit, film) == []


async def test_a_film_that_another_server_may_know_is_not_forgotten(
    kit: StudioKit, place: Place, film: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await kit.make(short_shots(RARE), film)
    await removal.remove_workflows(kit.client, film)
    monkeypatch.setattr(expiry, "datetime", InAYear)
    assert film in (await find_expired(place, 30)).films
    kit.store.put_bytes(b"a history", payload_suffix("z" * 8, film))
    assert film not in (await find_expired(place, 30)).films


async def test_what_the_server_has_forgotten_already_is_deleted_from_everywhere_else(
    kit: StudioKit, place: Place, film: str
) -> None:
    gone = f"{film}-quokkalith"
    await kit.make(short_shots(RARE), gone, stop_at="storyboard")
    await removal.remove_workflows(kit.client, gone)
    assert (await delete_film(place, gone)).deleted
    assert not any(word in left(kit.settings) for word in WORDS)


async def test_a_program_deletes_a_film_once(
    kit: StudioKit, place: Place, server: TemporalServer, film: str
) -> None:
    del place
    async with making(kit, server.address) as maker:
        path = f"{V1}/films/{film}"
        await kit.at_gate(short_shots(RARE), film)
        busy = await maker.ask("DELETE", path, 409, params={"everything": "true"})
        assert "is running" in busy["detail"]
        await kit.cancel(film, 120)
        await maker.ask("DELETE", path, 204, params={"everything": "true"}, timeout=180)
        await maker.ask("DELETE", path, 404, params={"everything": "true"})
        await maker.ask("GET", path, 404)


def test_days_are_asked_for_where_nothing_says_them(tmp_path) -> None:
    with pytest.raises(Exception, match="LONGTAKE_KEEP_DAYS"):
        days_kept(Settings(home=tmp_path), None, "--days")
    assert days_kept(Settings(home=tmp_path, keep_days=30), None, "--days") == 30
    assert days_kept(Settings(home=tmp_path, keep_days=30), 7, "--days") == 7
    with pytest.raises(Exception, match="1 or more"):
        days_kept(Settings(home=tmp_path), 0, "--days")
