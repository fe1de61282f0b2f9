"""Subjects that outlive their film, on both databases: one name each, whole pictures, whoever else writes meanwhile."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from infra.database.database import Database
from infra.storage import Store
from library.garbage import collect_garbage, find_garbage, forget_film
from library.subjects import (
    Picture,
    SavedSubject,
    find_subject,
    forget_subject,
    known_subject,
    list_subjects,
    merge_subjects,
    rename_subject,
    save_subject,
)
from models.errors import BadInput, StorageError
from models.orders.assets import Blob
from models.subjects.subject import MOST_PICTURES, Subject
from tests.kit.shelf import Shelf

AT = "2026-11-28T20:00:00+00:00"


def blob(number: int) -> Blob:
    return Blob(sha256=f"{number:064x}", suffix=".png", size=10)


def pictures(*numbers: int) -> tuple[Picture, ...]:
    return tuple(Picture(role="reference", blob=blob(number)) for number in numbers)


def emma(**fields: object) -> SavedSubject:
    return SavedSubject.model_validate(
        {"name": "Emma", "description": "a woman of 31", "film_id": "one", "at": AT, **fields}
    )


def at_once(*work: Callable[[], object]) -> list[object]:
    """What each came to, its error where it was refused, of all that begin in the same moment."""
    start = threading.Barrier(len(work))

    def begun(one: Callable[[], object]) -> object:
        start.wait()
        try:
            return one()
        except BadInput as error:
            return error

    with ThreadPoolExecutor(len(work)) as threads:
        return list(threads.map(begun, work))


def test_a_subject_is_found_by_its_name_in_any_case_as_it_was_saved(database: Database) -> None:
    saved = emma(trigger="sks_emma", voice="joe", pictures=pictures(2, 1))
    save_subject(database, saved)
    assert find_subject(database, " EMMA ") == saved
    assert saved.subject == Subject(
        name="Emma",
        description="a woman of 31",
        trigger="sks_emma",
        voice="joe",
        references=(blob(2), blob(1)),
    )
    assert find_subject(database, "Em") is None
    save_subject(database, emma(name="Élodie Straße"))
    assert known_subject(database, "E\u0301LODIE STRASSE").name == "Élodie Straße"
    assert [one.name for one in list_subjects(database)] == ["Emma", "Élodie Straße"]


def test_a_name_that_is_not_there_is_answered_with_those_that_are_near(database: Database) -> None:
    save_subject(database, emma())
    with pytest.raises(BadInput, match=r"^The library has no subject 'Emna'; near it: 'Emma'\.$"):
        known_subject(database, "Emna")
    for strange in ("a\x00b", "\udcff", "x" * 5000):
        with pytest.raises(BadInput, match="has no subject"):
            forget_subject(database, strange)


def test_a_second_one_of_the_name_is_refused_unless_it_shall_take_its_place(database: Database) -> None:
    save_subject(database, emma(pictures=pictures(1, 2)))
    other = emma(name="EMMA", description="a girl of nine", film_id="two", pictures=pictures(3))
    with pytest.raises(BadInput, match="has a subject 'Emma' already, from one"):
        save_subject(database, other)
    save_subject(database, other, replace=True)
    assert list_subjects(database) == [other]


def test_the_very_same_is_saved_again_without_a_word(database: Database) -> None:
    save_subject(database, emma(pictures=pictures(1)))
    later = emma(pictures=pictures(1), at="2026-11-29T20:00:00+00:00")
    save_subject(database, later)
    assert list_subjects(database) == [later]


def test_a_subject_keeps_everything_under_another_name(database: Database) -> None:
    save_subject(database, emma(pictures=pictures(1)))
    save_subject(database, emma(name="Tom"))
    assert rename_subject(database, "emma", "Emma Stone") == emma(name="Emma Stone", pictures=pictures(1))
    assert rename_subject(database, "emma stone", "EMMA STONE").name == "EMMA STONE"
    with pytest.raises(BadInput, match="has a subject 'tom' already"):
        rename_subject(database, "Emma Stone", "tom")
    with pytest.raises(BadInput, match="no subject 'Emma'"):
        rename_subject(database, "Emma", "Anna")
    assert find_subject(database, "Emma Stone") is not None


def test_two_become_one_that_keeps_its_words_and_has_all_pictures(database: Database) -> None:
    save_subject(database, emma(pictures=pictures(1, 2)))
    save_subject(database, emma(name="The girl", description="a girl", voice="amy", pictures=pictures(2, 3)))
    done = merge_subjects(database, "the girl", "emma")
    assert (done.added, done.left_out) == (1, 0)
    assert list_subjects(database) == [emma(voice="amy", pictures=pictures(1, 2, 3))]
    with pytest.raises(BadInput, match="the same subject"):
        merge_subjects(database, "emma", "EMMA")
    with pytest.raises(BadInput, match="no subject 'Bob'"):
        merge_subjects(database, "Bob", "emma")


def test_pictures_for_which_there_is_no_room_are_counted_and_two_kinds_stay_two(database: Database) -> None:
    save_subject(database, emma(pictures=pictures(*range(MOST_PICTURES - 1))))
    save_subject(database, emma(name="Emma 2", pictures=pictures(100, 101, 102)))
    save_subject(database, emma(name="Harbour", kind="place"))
    with pytest.raises(BadInput, match="Harbour is a place and Emma a character: they cannot be one"):
        merge_subjects(database, "harbour", "emma")
    done = merge_subjects(database, "emma 2", "emma")
    assert (done.added, done.left_out) == (1, 2)
    assert len(done.subject.subject.references) == MOST_PICTURES


def test_of_those_who_take_a_name_at_once_one_has_it_and_nobody_is_lost(database: Database) -> None:
    names = [f"Extra {number}" for number in range(6)]
    for number, name in enumerate(names):
        save_subject(database, emma(name=name, pictures=pictures(number)))
    came_to = at_once(*(lambda name=name: rename_subject(database, name, "Emma") for name in names))
    assert sum(isinstance(each, BadInput) for each in came_to) == len(names) - 1
    left = list_subjects(database)
    assert len(left) == len(names)
    assert {one.pictures for one in left} == {pictures(number) for number in range(len(names))}


def test_of_those_who_save_at_once_one_is_kept_whole(database: Database) -> None:
    films = [
        emma(film_id=f"film-{n}", description=f"look {n}", pictures=pictures(n, n + 50)) for n in range(6)
    ]
    came_to = at_once(*(lambda one=one: save_subject(database, one) for one in films))
    assert sum(isinstance(each, BadInput) for each in came_to) == len(films) - 1
    assert list_subjects(database)[0] in films
    at_once(*(lambda one=one: save_subject(database, one, replace=True) for one in films))
    (kept,) = list_subjects(database)
    assert kept in films, "words of one and pictures of another are nobody"


def test_two_merges_that_want_each_others_subject_leave_one_of_them_with_everything(
    database: Database,
) -> None:
    save_subject(database, emma(name="A", pictures=pictures(1)))
    save_subject(database, emma(name="B", pictures=pictures(2)))
    at_once(lambda: merge_subjects(database, "A", "B"), lambda: merge_subjects(database, "B", "A"))
    (left,) = list_subjects(database)
    assert {picture.blob for picture in left.pictures} == {blob(1), blob(2)}


def test_a_collection_leaves_the_pictures_of_saved_subjects(database: Database, store: Store) -> None:
    shelf = Shelf(store, database)
    sheet, other = shelf.add("Emma's sheet", "one"), shelf.add("a quay", "one")
    save_subject(database, emma(pictures=(Picture(role="sheet", blob=sheet),)))
    forget_film(database, "one")
    assert find_garbage(database, store).files == (other,)
    assert collect_garbage(database, store).files == (other,)
    assert store.holds(sheet)
    forget_subject(database, "emma")
    assert find_subject(database, "emma") is None
    # A file of which nothing is known any more is young for an hour.
    assert find_garbage(database, store).young == 1


def test_a_row_that_nobody_of_ours_wrote_is_told_by_its_name(database: Database) -> None:
    save_subject(database, emma())
    with database.writing() as connection:
        connection.execute(text("UPDATE subjects SET kind = 'ghost'"))
    with pytest.raises(StorageError, match="row of the subject 'Emma' is none that Longtake wrote"):
        list_subjects(database)
    forget_subject(database, "emma")
    assert list_subjects(database) == []
