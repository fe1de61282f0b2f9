"""Garbage collection: takes what no film refers to, and never what one does."""

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from sqlalchemy import insert, select

from infra.database.database import Database
from infra.database.tables import ledger
from infra.payloads.names import film_mark, payload_suffix, server_mark
from infra.storage import LocalStore, Store
from library.garbage import Histories, collect_garbage, find_garbage, forget_film, knows_film
from library.search import Wanted, find_assets
from models.orders.assets import Asset, Blob, Use
from tests.kit.shelf import Shelf


@pytest.fixture
def local(tmp_path) -> LocalStore:
    return LocalStore(tmp_path / "store")


@pytest.fixture
def shelf(database: Database, local: LocalStore) -> Shelf:
    return Shelf(local, database)


def aged(store: LocalStore, blob: Blob, seconds: float) -> Blob:
    """The blob, as if it had been stored so long ago."""
    then = time.time() - seconds
    os.utime(store.path_of(blob), (then, then))
    return blob


def test_what_a_film_refers_to_stays(shelf: Shelf, local: LocalStore, database: Database) -> None:
    used = shelf.add("a quay")
    paper = local.put_bytes(b"the story", ".json")
    shelf.library.file("film-a", "story.json", paper)
    for blob in (used, paper):
        aged(local, blob, 1e6)
    garbage = collect_garbage(database, local)
    assert (garbage.assets, garbage.files) == ((), ())
    assert local.holds(used)
    assert local.holds(paper)


def test_a_dry_run_lists_what_would_go_and_removes_nothing(
    shelf: Shelf, local: LocalStore, database: Database
) -> None:
    blob = shelf.add("a quay")
    forget_film(database, "film-a")
    found = find_garbage(database, local)
    assert [asset.prompt for asset in found.assets] == ["a quay"]
    assert (found.files, found.bytes) == ((blob,), blob.size)
    assert local.holds(blob)
    assert collect_garbage(database, local) == found
    assert not local.holds(blob)
    assert find_assets(database, Wanted()) == []


def test_an_asset_reused_in_a_new_film_is_one_file_that_outlives_the_first_film(
    shelf: Shelf, local: LocalStore, database: Database
) -> None:
    blob = shelf.add("a quay", "film-a")
    assert shelf.reuse("a quay", "film-b").blob == blob
    assert [each.blob for each in local.blobs()] == [blob]
    forget_film(database, "film-a")
    collect_garbage(database, local)
    assert local.holds(blob)
    forget_film(database, "film-b")
    collect_garbage(database, local)
    assert not local.holds(blob)


def test_a_file_stays_while_another_asset_or_a_paper_has_it(
    shelf: Shelf, local: LocalStore, database: Database
) -> None:
    shelf.add("one way", "film-a", data="same")
    blob = shelf.add("another way", "film-b", data="same")
    paper = shelf.add("a sheet", "film-a", data="a sheet")
    shelf.library.file("film-b", "storyboard.png", paper)
    forget_film(database, "film-a")
    garbage = collect_garbage(database, local)
    assert {asset.prompt for asset in garbage.assets} == {"one way", "a sheet"}
    assert garbage.files == ()
    assert local.holds(blob)
    assert local.holds(paper)


def test_a_file_that_nothing_names_goes_after_an_hour(
    shelf: Shelf, local: LocalStore, database: Database
) -> None:
    old = aged(local, local.put_bytes(b"left by a crash", ".mp4"), 3700)
    young = aged(local, local.put_bytes(b"being made", ".mp4"), 3000)
    garbage = collect_garbage(database, local)
    assert (garbage.files, garbage.young) == ((old,), 1)
    assert local.holds(young)


def test_bytes_put_again_are_young_again(shelf: Shelf, local: LocalStore, database: Database) -> None:
    blob = aged(local, local.put_bytes(b"made before", ".mp4"), 1e6)
    local.put_bytes(b"made before", ".mp4")
    assert collect_garbage(database, local).young == 1
    assert local.holds(blob)


def test_what_temporals_histories_refer_to_is_left_and_counted(
    shelf: Shelf, local: LocalStore, database: Database
) -> None:
    payload = aged(local, local.put_bytes(b"a history's", ".payload"), 1e8)
    garbage = collect_garbage(database, local)
    assert (garbage.files, garbage.payloads, garbage.payload_bytes) == ((), 1, payload.size)
    assert local.holds(payload)


def test_payloads_go_when_their_server_has_no_history_of_their_film_any_more(
    shelf: Shelf, local: LocalStore, database: Database
) -> None:
    here, elsewhere = server_mark("one", "default"), server_mark("two", "default")

    def put(server: str, workflow: str, *, old: bool = True) -> Blob:
        blob = local.put_bytes(f"{server} {workflow} {old}".encode(), payload_suffix(server, workflow))
        return aged(local, blob, 1e6) if old else blob

    gone, young = put(here, "gone/0123456789ab/story"), put(here, "gone", old=False)
    kept = [put(here, "runs"), put(elsewhere, "gone"), put("", "gone"), young]
    assert collect_garbage(database, local).gone == 0, "nobody said which histories there are"
    histories = Histories(here, {film_mark("runs/0123456789ab/shot_001/take-1")})
    for look in (find_garbage, collect_garbage):
        garbage = look(database, local, histories)
        assert (garbage.files, garbage.gone, garbage.payloads) == ((gone,), 1, len(kept))
    assert not local.holds(gone)
    assert all(local.holds(blob) for blob in kept)


def test_it_works_on_every_store(store: Store, database: Database) -> None:
    shelf = Shelf(store, database)
    kept, gone = shelf.add("kept", "film-a"), shelf.add("gone", "film-b")
    forget_film(database, "film-b")
    assert collect_garbage(database, store).files == (gone,)
    assert store.holds(kept)
    assert not store.holds(gone)


def test_two_collections_and_films_that_reuse_at_once_lose_nothing(
    shelf: Shelf, local: LocalStore, database: Database
) -> None:
    prompts = [f"picture {number}" for number in range(40)]
    for prompt in prompts:
        shelf.add(prompt, "film-old")
    forget_film(database, "film-old")
    found: list[Asset] = []
    start = threading.Barrier(3)

    def reuse() -> None:
        start.wait()
        for prompt in prompts:
            asset = shelf.library.find(shelf.recipe(prompt), use=Use(film_id="film-new", run_id="run-1"))
            if asset is not None:
                found.append(asset)

    def collect() -> int:
        start.wait()
        return len(collect_garbage(database, local).assets)

    with ThreadPoolExecutor(3) as threads:
        reusing = threads.submit(reuse)
        removed = sum(collection.result() for collection in [threads.submit(collect) for _ in range(2)])
        reusing.result()
    assert removed + len(found) == len(prompts)
    assert all(local.holds(asset.blob) for asset in found)
    assert len(find_assets(database, Wanted(limit=100))) == len(found)


def test_a_film_that_is_forgotten_loses_its_claims_and_keeps_its_ledger(
    shelf: Shelf, local: LocalStore, database: Database
) -> None:
    shelf.add("a quay")
    shelf.add("a boat", shot="shot_002")
    shelf.library.file("film-a", "story.json", local.put_bytes(b"{}", ".json"))
    entry = {"film_id": "film-a", "run_id": "run-1", "number": 1, "entry": "charge", "stage": "clip"}
    with database.writing() as connection:
        connection.execute(insert(ledger), [entry | {"usd": Decimal("0.35"), "at": "2026-11-02T10:00:00"}])
    assert forget_film(database, "film-a") == (2, 1)
    with database.reading() as connection:
        assert connection.scalar(select(ledger.c.usd)) == Decimal("0.35")
    assert {asset.uses for asset in find_assets(database, Wanted())} == {0}
    assert forget_film(database, "film-a") == (0, 0), "its ledger knows it"


def test_a_film_is_known_by_what_belongs_to_it(shelf: Shelf, database: Database) -> None:
    shelf.add("a quay", "film-a")
    assert knows_film(database, "film-a")
    assert not knows_film(database, "film-b")
