"""A saved subject deleted with its pictures, and the films found that show or name it."""

from pathlib import Path

import pytest

from infra.database.database import Database
from infra.storage import LocalStore
from library.erasure.leavings import owner_of_subject
from library.erasure.mentions import films_naming
from library.erasure.removal import remove_leavings
from library.erasure.subject import delete_subject_rows, films_showing
from library.subjects import Picture, SavedSubject, find_subject, name_key, save_subject
from tests.kit.shelf import Shelf


@pytest.fixture
def local(tmp_path: Path) -> LocalStore:
    return LocalStore(tmp_path / "store")


def test_its_pictures_go_and_one_that_a_film_has_stays(database: Database, local: LocalStore) -> None:
    alone, shared = local.put_bytes(b"alone", ".png"), local.put_bytes(b"shared", ".png")
    pictures = tuple(Picture(role="reference", blob=blob) for blob in (alone, shared))
    save_subject(database, SavedSubject(name="Mara Quill", description="tall", pictures=pictures))
    Shelf(local, database).library.file("film", "given.png", shared)
    for _ in range(2):
        delete_subject_rows(database, "mara quill")
        remove_leavings(database, local, owner_of_subject(name_key("mara quill")))
        assert find_subject(database, "Mara Quill") is None
        assert (local.holds(alone), local.holds(shared)) == (False, True)


def test_films_that_show_it_are_found_by_what_their_assets_show(
    database: Database, local: LocalStore
) -> None:
    shelf = Shelf(local, database)
    shelf.add("a quay", "one", characters=("Mara Quill",))
    shelf.add("a boat", "two", landscapes=("mara quill",))
    shelf.add("a sail", "three", characters=("Mara",), styles=("mara quill",))
    assert films_showing(database, " MARA Quill ") == ("one", "two")


@pytest.mark.parametrize(
    ("paper", "names"),
    [
        ('{"by": "Ada Lóvelace"}', True),
        ('{"by":"Ada L\\u00f3velace"}', True),
        ('{"note": "\\"Ada Lóvelace\\" says: lower."}', True),
        ('{"note": "as Ada Lóvelace says"}', False),
        ('{"by": "Ada Lóvelace II"}', False),
    ],
)
def test_films_are_found_by_a_name_that_stands_by_itself_in_their_papers(
    database: Database, local: LocalStore, paper: str, names: bool
) -> None:
    shelf = Shelf(local, database)
    shelf.library.file("one", "report.json", local.put_bytes(paper.encode(), ".json"))
    shelf.library.file("two", "report.json", local.put_bytes(b"{}", ".json"))
    assert films_naming(database, local, ("Ada Lóvelace",)) == (("one",) if names else ())
