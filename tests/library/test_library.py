"""The library: what was made is found again, whole; what was damaged is made again; nothing referred to is lost."""

import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import RowMapping, Table, event, select

from infra.database.database import Database
from infra.database.tables import asset_labels, asset_uses, assets, documents
from infra.storage import LocalStore
from library.assets import Library
from library.work import Work
from models.money.dollars import ZERO
from models.orders.assets import About, Asset, Blob, Recipe, Use

FILM = Use(film_id="the-door", run_id="run-1", shot_id="shot_001")
NEXT = Use(film_id="the-harbour", run_id="run-2", shot_id="shot_004")


@pytest.fixture
def library(database: Database, tmp_path: Path) -> Library:
    """A library of one's own, on either database."""
    return Library(LocalStore(tmp_path / "assets"), database)


def recipe(prompt: str = "a door in the sea", **parameters: Any) -> Recipe:
    return Recipe(
        kind="image",
        provider="animatic",
        revision="1",
        parameters={"prompt": prompt, "seed": 7, **parameters},
    )


def made(library: Library, of: Recipe, words: str = "picture", cost: str = "0.04") -> Asset:
    blob = library.store.put_bytes(words.encode(), ".png")
    return Asset(blob=blob, recipe_key=of.key(), cost=Decimal(cost))


def rows(library: Library, table: Table) -> Sequence[RowMapping]:
    return library.database.read(lambda connection: connection.execute(select(table)).mappings().all())


def spoil(library: Library, blob: Blob) -> None:
    assert isinstance(library.store, LocalStore)
    library.store.path_of(blob).write_bytes(b"x" * blob.size)


def test_what_was_kept_is_found_again_and_costs_nothing(library: Library) -> None:
    assert library.find(recipe()) is None
    kept = library.keep(recipe(), made(library, recipe()), Work())
    assert (kept.cached, kept.cost) == (False, Decimal("0.04"))
    found = library.find(recipe())
    assert found
    assert (found.blob, found.cached, found.cost) == (kept.blob, True, ZERO)
    assert library.find(recipe("a boat")) is None


def test_everything_that_determined_an_asset_is_remembered(library: Library) -> None:
    about = About(
        prompt="Mara\x00 before a door",
        mood="calm",
        characters=(" Mara ", "MARA", ""),
        landscapes=("The Sea",),
        styles=("ink",),
    )
    library.keep(recipe(), made(library, recipe()), Work(about=about, label="gpu"), work_s=2.5)
    (row,) = rows(library, assets)
    assert Recipe.model_validate_json(row["recipe"]) == recipe()
    assert (row["prompt"], row["seed"], row["work_s"], row["label"]) == ("Mara before a door", 7, 2.5, "gpu")
    labels = {(label["facet"], label["value"]) for label in rows(library, asset_labels)}
    assert labels == {("character", "mara"), ("landscape", "the sea"), ("style", "ink")}


def test_the_prompt_is_the_recipes_own_when_nothing_else_is_said(library: Library) -> None:
    library.keep(recipe("a quay"), made(library, recipe("a quay")), Work())
    assert [row["prompt"] for row in rows(library, assets)] == ["a quay"]


@pytest.mark.parametrize("harm", ["changed", "gone"])
def test_a_damaged_file_is_made_again_and_said_so(
    library: Library, harm: str, caplog: pytest.LogCaptureFixture
) -> None:
    first = library.keep(recipe(), made(library, recipe()), Work(use=FILM))
    if harm == "changed":
        spoil(library, first.blob)
    else:
        library.store.delete(first.blob)
    assert library.find(recipe(), use=NEXT) is None
    assert first.blob.sha256 in caplog.text
    again = library.keep(recipe(), made(library, recipe(), "another picture"), Work(use=NEXT))
    assert "has been made again" in again.note
    found = library.find(recipe())
    assert found
    assert (found.blob, found.note) == (again.blob, ""), "what is whole again needs no warning"
    films = {use["film_id"] for use in rows(library, asset_uses)}
    assert films == {"the-door", "the-harbour"}, "the film that had it still refers to it"


def test_another_process_that_keeps_over_a_damaged_copy_replaces_it(library: Library) -> None:
    first = library.keep(recipe(), made(library, recipe()), Work())
    spoil(library, first.blob)
    elsewhere = Library(library.store, library.database)
    again = elsewhere.keep(recipe(), made(library, recipe(), "another picture"), Work())
    assert "has been made again" in again.note
    found = library.find(recipe())
    assert found
    assert found.blob == again.blob


def test_who_stores_last_gets_what_stands_but_has_paid(library: Library) -> None:
    first = library.keep(recipe(), made(library, recipe(), "first", "0.04"), Work())
    late = library.keep(recipe(), made(library, recipe(), "second", "0.05"), Work(use=FILM))
    assert late.blob == first.blob
    assert (late.cost, late.cached) == (Decimal("0.05"), False)
    (row,) = rows(library, assets)
    assert row["sha256"] == first.blob.sha256
    assert [use["found"] for use in rows(library, asset_uses)] == [False]


def test_a_fresh_run_finds_only_its_own(library: Library) -> None:
    library.keep(recipe(), made(library, recipe(), "old"), Work(use=FILM))
    assert library.find(recipe(), "run-2") is None
    new = library.keep(recipe(), made(library, recipe(), "new"), Work(use=NEXT, fresh="run-2"))
    again = library.find(recipe(), "run-2")
    assert again
    assert again.blob == new.blob
    assert library.find(recipe(), "run-3") is None
    usual = library.find(recipe())
    assert usual
    assert usual.blob == new.blob


def test_a_late_owner_of_a_fresh_run_does_not_overwrite_its_successor(library: Library) -> None:
    new = library.keep(recipe(), made(library, recipe(), "successor"), Work(fresh="run-2"))
    late = library.keep(recipe(), made(library, recipe(), "late"), Work(fresh="run-2"))
    assert late.blob == new.blob


def test_films_keep_what_a_fresh_run_replaced(library: Library) -> None:
    old = library.keep(recipe(), made(library, recipe(), "old"), Work(use=FILM))
    library.keep(recipe(), made(library, recipe(), "new"), Work(use=NEXT, fresh="run-2"))
    papers = [(paper["film_id"], paper["sha256"]) for paper in rows(library, documents)]
    assert papers == [("the-door", old.blob.sha256)]


def test_a_use_is_recorded_once_and_having_paid_stays(library: Library) -> None:
    library.keep(recipe(), made(library, recipe()), Work(use=FILM))
    for _ in range(2):
        assert library.find(recipe(), use=FILM)
        assert library.find(recipe(), use=NEXT)
    uses = {use["film_id"]: use["found"] for use in rows(library, asset_uses)}
    assert uses == {"the-door": False, "the-harbour": True}
    assert len(rows(library, asset_uses)) == 2


def test_many_are_found_in_a_few_statements(library: Library) -> None:
    recipes = [recipe(f"picture {number}") for number in range(60)]
    for number, one in enumerate(recipes):
        if number != 7:
            library.keep(one, made(library, one, f"picture {number}"), Work())
    damaged = library.find(recipes[9])
    assert damaged
    spoil(library, damaged.blob)
    uses = [FILM.model_copy(update={"shot_id": f"shot_{number:03d}"}) for number in range(62)]
    statements: list[str] = []

    @event.listens_for(library.database.engine, "before_cursor_execute")
    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith(("SELECT", "INSERT", "UPDATE", "DELETE")):
            statements.append(statement)

    found = library.find_many([*recipes, recipes[0], recipes[7]], uses=uses)
    assert len(statements) <= 3
    absent = [number for number, asset in enumerate(found) if asset is None]
    assert absent == [7, 9, 61]
    assert all(asset.recipe_key == one.key() for asset, one in zip(found, recipes, strict=False) if asset)
    assert found[60] == found[0]
    shots = {use["shot_id"] for use in rows(library, asset_uses)}
    assert shots == {use.shot_id for number, use in enumerate(uses) if number not in absent}


def put_card(store: LocalStore, of: Recipe, text: str) -> None:
    """A card as a Longtake without a database left it."""
    path = store.root / "recipes" / of.key()[:2] / f"{of.key()}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_what_was_noted_before_there_was_a_database_is_taken_over(library: Library) -> None:
    assert isinstance(library.store, LocalStore)
    asset = made(library, recipe(), "paid for long ago", "1.20").model_copy(update={"seconds": 2.5})
    lost = made(library, recipe("lost"), "lost")
    library.store.delete(lost.blob)
    for one, of in ((asset, recipe()), (lost, recipe("lost"))):
        card = {
            "asset": one.model_dump(mode="json"),
            "recipe": of.model_dump(mode="json"),
            "made_by": "run-0",
        }
        put_card(library.store, of, json.dumps(card, indent=1))
    put_card(library.store, recipe("broken"), "{")
    assert library.find(recipe("broken")) is None
    assert library.find(recipe("lost")) is None
    assert library.find(recipe(), "run-9") is None
    found = library.find(recipe(), use=FILM)
    assert found
    assert (found.blob, found.seconds, found.cost) == (asset.blob, 2.5, ZERO)
    (row,) = rows(library, assets)
    assert (row["usd"], row["made_by"]) == (Decimal("1.20"), "run-0")
    assert len(rows(library, asset_uses)) == 1


def test_a_films_papers_are_known_the_newest_of_each_name(library: Library) -> None:
    for words in ("first", "second", "second"):
        library.file("the-door", "report.json", library.store.put_bytes(words.encode(), ".json"))
    library.file("the-door", "film.srt", library.store.put_bytes(b"-->", ".srt"))
    papers = {paper["name"]: paper["size"] for paper in rows(library, documents)}
    assert papers == {"report.json": 6, "film.srt": 3}
