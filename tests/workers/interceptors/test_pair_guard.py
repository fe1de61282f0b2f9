"""A store and a database that do not belong together are refused, at start and under a film that is running."""

import asyncio
from contextlib import closing
from pathlib import Path

import pytest
from temporalio.client import Client

from infra.database.database import open_database
from infra.settings import Settings
from infra.storage import LocalStore, open_store
from infra.temporal import connect, local_config
from library.pair import mark_of
from models.errors import BadInput
from studio.service.library import garbage
from tests.kit.providers import watched_registry
from tests.kit.studio import StudioKit, end_all, short_shots
from workers.composition import build_workers, build_workshop, check_stores


def mark_at(settings: Settings) -> str:
    with closing(open_database(settings.database_url)) as database:
        return mark_of(open_store(settings), database)


def test_a_new_pair_is_given_a_mark_which_it_keeps_and_an_unmarked_half_takes(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    mark = mark_at(settings)
    assert mark == mark_at(settings)
    (tmp_path / "home" / "assets" / "mark").unlink()
    assert mark_at(settings) == mark, "the database remembers"
    (tmp_path / "home" / "longtake.db").unlink()
    assert mark_at(settings) == mark, "the store remembers"
    assert list(LocalStore(settings.assets_dir).blobs()) == []


async def test_a_worker_with_a_store_of_one_pair_and_a_database_of_another_does_not_start(
    address: str, tmp_path: Path
) -> None:
    one, other = Settings(home=tmp_path / "one"), Settings(home=tmp_path / "other")
    assert mark_at(one) != mark_at(other)
    mixed = one.model_copy(update={"database": other.database_url})
    client = await Client.connect(address)
    with pytest.raises(BadInput) as refused:
        build_workers(client, mixed, ["io"], watched_registry(tmp_path / "j"), build_workshop(mixed))
    assert "belongs to another database" in str(refused.value)
    assert "LONGTAKE_STORE" in str(refused.value)
    with pytest.raises(BadInput):
        check_stores(mixed)
    with pytest.raises(BadInput, match="belongs to another database"):
        await garbage(mixed, lambda *_: None, remove=True)


async def test_a_film_goes_on_with_its_own_pair_when_a_worker_of_another_one_takes_its_work(
    address: str, film: str, tmp_path: Path
) -> None:
    own, strange = Settings(home=tmp_path / "own"), Settings(home=tmp_path / "strange")
    client = await connect(open_store(own), local_config(address))
    kit = StudioKit(client, own)
    registry = watched_registry(kit.journal)
    film_worker, io = build_workers(client, own, ["film", "io"], registry, build_workshop(own))
    stranger = build_workers(client, strange, ["cpu"], registry, build_workshop(strange))[0]
    async with film_worker, io:
        await kit.begin(short_shots("a quay"), film, stop_at="storyboard")
        async with stranger, asyncio.timeout(30):
            refused = ""
            while "other" not in refused and "another store" not in refused:
                attempts = await kit.attempts(await kit.view(film))
                refused = " ".join(attempt.failure for attempt in attempts)
                await asyncio.sleep(0.05)
        assert "LONGTAKE_STORE and LONGTAKE_DATABASE" in refused
        (cpu,) = build_workers(client, own, ["cpu"], registry, build_workshop(own))
        async with cpu:
            view = await kit.until(film, lambda view: view.ended)
        await end_all(client)
    assert view.verdict == "stopped"
    assert view.missing == ()
