"""Rows of the database that somebody else wrote: what is read of them holds, or is refused in one sentence."""

import sqlite3
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import String, Table, Text

from activities.jobs.records import JobRecord, JobRecords
from activities.money.film_money import film_money
from activities.money.ledger_table import write_entries
from infra.database import tables
from infra.database.database import Database, open_database
from infra.storage import LocalStore
from library.details import show_asset
from library.search import Wanted, find_assets
from library.statistics import library_statistics, most_reused
from library.subjects import Picture, SavedSubject, known_subject, list_subjects, save_subject
from models.errors import LongtakeError
from models.money.ledger import Entry
from models.money.steps import Step
from models.orders.assets import Blob
from studio.service.costs import charges, costs
from tests.kit.fuzz import HUGE_EXPONENT, HUGE_WHOLE, fuzzed, nested, taken, texts
from tests.kit.shelf import Shelf

Place = tuple[str, str]

READ = (
    tables.assets,
    tables.asset_labels,
    tables.jobs,
    tables.ledger,
    tables.subjects,
    tables.subject_pictures,
)
KEYS = ("film_id", "run_id", "reference", "key", "sha256")
"""By which rows are looked for: a row with another one is not found."""


def _words(table: Table) -> list[Place]:
    """The columns that hold text, dollars among them."""
    kinds = (String, Text, tables.Dollars)
    return [
        (table.name, column.name)
        for column in table.columns
        if isinstance(column.type, kinds) and column.name not in KEYS
    ]


PLACES = st.sampled_from([place for table in READ for place in _words(table)])


class Home:
    """A database with a row of each kind in it, put back before each change."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "longtake.db"
        self.database: Database = open_database(f"sqlite:///{self.file}")
        self.shelf = Shelf(LocalStore(folder / "assets"), self.database)
        self.sha = self.shelf.add("A door", usd="0.04", characters=("Mara",)).sha256
        self.records = JobRecords(self.database)
        self.records.open(
            JobRecord(
                reference="r", recipe_key="recipe", fresh="", film_id="film-a", shot_id="shot_001",
                stage="video", provider="vendor", revision="1", usd=Decimal("0.05"), state="unknown",
            )
        )  # fmt: skip
        step = Step(stage="keyframe", shot_id="shot_001")
        entry = Entry(
            number=1, entry="charge", step=step, usd=Decimal("0.04"), at="2026-01-01T00:00:00+00:00"
        )
        write_entries(self.database, "film-a", "run-1", [entry])
        picture = Picture(role="sheet", blob=Blob(sha256=self.sha, suffix=".png", size=9))
        save_subject(self.database, SavedSubject(name="Emma", film_id="film-a", pictures=(picture,)))

    def put(self, place: Place, value: str) -> None:
        with sqlite3.connect(self.file) as connection:
            connection.execute(f"UPDATE {place[0]} SET {place[1]} = ?", (value,))
        connection.close()

    def value(self, place: Place) -> str:
        with sqlite3.connect(self.file) as connection:
            found: str = connection.execute(f"SELECT {place[1]} FROM {place[0]}").fetchone()[0]
        connection.close()
        return found


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home(tmp_path_factory.mktemp("rows"))


@fuzzed(25)
@given(place=PLACES, value=texts.filter(lambda text: text.isprintable()))
@example(place=("jobs", "state"), value="lost")
@example(place=("jobs", "usd"), value="many")
@example(place=("jobs", "usd"), value="NaN")
@example(place=("ledger", "usd"), value=HUGE_EXPONENT)
@example(place=("ledger", "usd"), value="-1")
@example(place=("assets", "usd"), value="sNaN")
@example(place=("assets", "recipe"), value=nested(20_000))
@example(place=("assets", "recipe"), value="[1]")
@example(place=("assets", "recipe"), value='{"a":' + HUGE_WHOLE + "}")
@example(place=("assets", "suffix"), value="../x")
def test_a_row_of_any_text_is_read_or_refused(home: Home, place: Place, value: str) -> None:
    before = home.value(place)
    home.put(place, value)
    readers: tuple[Callable[[], object], ...] = (
        partial(home.records.find, "r"),
        partial(home.records.in_doubt, "recipe", ""),
        partial(home.records.under_way, "recipe", ""),
        partial(home.shelf.library.find, home.shelf.recipe("A door")),
        partial(home.shelf.library.price, home.shelf.recipe("A door")),
        partial(show_asset, home.database, home.sha[:12]),
        partial(find_assets, home.database, Wanted()),
        partial(library_statistics, home.database),
        partial(most_reused, home.database),
        partial(film_money, home.database, "film-a", ("run-1",)),
        partial(costs, home.database, "film", film_id="film-a"),
        partial(charges, home.database),
        partial(list_subjects, home.database),
        partial(known_subject, home.database, "Emma"),
    )
    try:
        for read in readers:
            taken(read, LongtakeError)
    finally:
        home.put(place, before)
