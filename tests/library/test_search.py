"""Assets are found by what they show, by words, by film; with an index, whatever is asked."""

from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import text

from infra.database.database import Database
from infra.storage import LocalStore
from library.details import makers_of, show_asset
from library.labels import counted_names
from library.search import Wanted, find_assets, newest_query
from models.errors import BadInput
from tests.kit.shelf import Shelf


@pytest.fixture
def shelf(database: Database, tmp_path) -> Shelf:
    shelf = Shelf(LocalStore(tmp_path / "store"), database)
    shelf.add(
        "A woman reads letters under the roof",
        characters=("Emma", "Old Tom"),
        landscapes=("the attic",),
        styles=("film noir",),
        mood="Quietly tense",
        time_of_day="night",
        shot_type="wide",
    )
    shelf.add("Emma alone on the pier", "film-b", characters=("Emma",), landscapes=("the pier",), mood="sad")
    shelf.add("Emma walks away", "film-b", kind="video", characters=("Emma",), landscapes=("the pier",))
    shelf.add("Rain on a café's window, a lamp's light", "film-c", landscapes=("dusty attic",))
    return shelf


def prompts(database: Database, **wanted) -> list[str]:
    return [asset.prompt.split()[0] for asset in find_assets(database, Wanted(**wanted))]


def test_the_newest_come_first_and_no_more_than_asked(shelf: Shelf, database: Database) -> None:
    assert prompts(database) == ["Rain", "Emma", "Emma", "A"]
    assert prompts(database, limit=2) == ["Rain", "Emma"]


def test_every_condition_must_hold(shelf: Shelf, database: Database) -> None:
    assert len(prompts(database, characters=("emma",))) == 3
    assert len(prompts(database, characters=("emma",), kind="image")) == 2
    assert prompts(database, characters=("emma", "old tom")) == ["A"]
    assert prompts(database, characters=("emma",), landscapes=("the pier",), kind="video") == ["Emma"]
    assert prompts(database, characters=("old tom",), film_id="film-b") == []
    everything = Wanted(
        words="letters",
        characters=("emma",),
        landscapes=("attic",),
        styles=("film noir",),
        mood="quietly tense",
        time_of_day="night",
        shot_type="wide",
        kind="image",
        provider="painter",
        film_id="film-a",
    )
    assert len(find_assets(database, everything)) == 1


def test_a_name_is_found_in_any_capitals_and_by_its_words(shelf: Shelf, database: Database) -> None:
    assert prompts(database, landscapes=("attic",)) == ["Rain", "A"]
    assert prompts(database, landscapes=("THE ATTIC",)) == ["A"]
    assert prompts(database, mood="tense") == ["A"]


def test_a_misspelt_name_is_answered_with_those_that_are_near(shelf: Shelf, database: Database) -> None:
    with pytest.raises(BadInput, match="character 'emmma'; near it: 'emma'"):
        prompts(database, characters=("emmma",))
    with pytest.raises(
        BadInput, match="'film-x' has nothing in the library, or nothing left; near it: 'film-"
    ):
        prompts(database, film_id="film-x")
    with pytest.raises(BadInput, match="kind 'vidio'; near it: 'video'"):
        prompts(database, kind="vidio")


def test_a_name_that_nothing_is_near_is_answered_with_quoted_names(shelf: Shelf, database: Database) -> None:
    with pytest.raises(BadInput, match=r"mood 'zzz'; there is '.*tense'"):
        prompts(database, mood="zzz")


def test_a_kind_is_found_by_the_words_that_people_use(database: Database, tmp_path: Path) -> None:
    shelf = Shelf(LocalStore(tmp_path / "assets"), database)
    for kind in ("image", "video", "speech", "music", "film", "board"):
        shelf.add(f"{kind} of a pier", kind=kind)
    words = ("picture", "keyframe", "clip", "Voice", "score", "cut", "film", "storyboard")
    found = [prompts(database, kind=word) for word in words]
    kinds = ("image", "image", "video", "speech", "music", "film", "film", "board")
    assert found == [[kind] for kind in kinds]


def test_what_could_be_there_but_is_not_is_simply_not_found(shelf: Shelf, database: Database) -> None:
    assert prompts(database, kind="music") == []
    assert prompts(database, time_of_day="dawn") == []
    assert prompts(database, words="submarine") == []


def test_an_empty_library_is_searched_without_complaint(database: Database) -> None:
    assert prompts(database, characters=("emma",), mood="sad", film_id="film", words="lamp") == []


def test_all_words_are_needed_in_any_order_and_only_whole_ones(shelf: Shelf, database: Database) -> None:
    assert prompts(database, words="pier alone") == ["Emma"]
    assert prompts(database, words="PIER") == ["Emma"]
    assert prompts(database, words="pier letters") == []
    assert prompts(database, words="lett") == []
    assert prompts(database, words="café") == ["Rain"]


@pytest.mark.parametrize(
    "words",
    ['pier" OR "letters', "pier NOT alone", "prompt : pier", "pi*", "NEAR(pier alone)", "pier & !alone"],
)
def test_nothing_that_is_typed_is_taken_for_a_search_operator(
    words, shelf: Shelf, database: Database
) -> None:
    assert prompts(database, words=words) in ([], ["Emma"])


def test_words_without_a_letter_are_refused(shelf: Shelf, database: Database) -> None:
    with pytest.raises(BadInput, match="no word"):
        prompts(database, words="* -- '")


def test_a_line_says_who_uses_it_and_how_often(shelf: Shelf, database: Database) -> None:
    shelf.reuse("Emma alone on the pier", "film-c")
    (found,) = find_assets(database, Wanted(words="alone"))
    assert (found.films, found.uses) == (("film-b", "film-c"), 2)


def test_names_are_counted_the_most_frequent_first(shelf: Shelf, database: Database) -> None:
    counted = database.read(lambda connection: counted_names(connection, "character"))
    assert [tuple(each) for each in counted] == [("emma", 3), ("old tom", 1)]


def test_an_asset_is_shown_by_the_first_digits_of_its_sha_or_key(shelf: Shelf, database: Database) -> None:
    (found,) = find_assets(database, Wanted(words="letters"))
    for name in (found.blob.sha256[:10], found.key[:10].upper(), found.key):
        (shown,) = show_asset(database, name)
        assert shown.asset == found
        assert shown.recipe["parameters"]["seed"] == 7
        assert shown.names["character"] == ("emma", "old tom")
        assert [(use.film_id, use.shot_id, use.found) for use in shown.used] == [
            ("film-a", "shot_001", False)
        ]


def test_who_made_assets_is_told_by_the_keys_of_those_that_are_there(
    shelf: Shelf, database: Database
) -> None:
    shelf.add("a lamp")
    key = shelf.recipe("a lamp").key()
    assert makers_of(database, {key, "0" * 64}) == {key: shelf.recipe("a lamp").provider}
    assert makers_of(database, set()) == {}


def test_two_recipes_with_one_file_are_both_shown(shelf: Shelf, database: Database) -> None:
    blob = shelf.add("one way", data="same bytes")
    assert shelf.add("another way", data="same bytes") == blob
    assert len(show_asset(database, blob.sha256)) == 2


def test_a_prefix_of_several_assets_is_answered_with_a_list(shelf: Shelf, database: Database) -> None:
    first: dict[str, str] = {}
    for number in count():
        prompt = f"picture {number}"
        beginning = shelf.recipe(prompt).key()[:4]
        if beginning in first:
            break
        first[beginning] = prompt
    shelf.add(first[beginning])
    shelf.add(prompt)
    with pytest.raises(BadInput, match=rf"{beginning}\w+ \(image\), {beginning}\w+ \(image\); give more"):
        show_asset(database, beginning)
    assert len(show_asset(database, shelf.recipe(prompt).key()[:12])) == 1


def test_what_is_no_prefix_or_nobodys_is_said_to_be(shelf: Shelf, database: Database) -> None:
    with pytest.raises(BadInput, match="first 4 or more digits"):
        show_asset(database, "a2")
    with pytest.raises(BadInput, match="first 4 or more digits"):
        show_asset(database, "%____")
    with pytest.raises(BadInput, match="longtake assets find"):
        show_asset(database, "0123456789abcdef")


COMMON = {
    "kind": Wanted(kind="image"),
    "provider": Wanted(provider="painter"),
    "shot_type": Wanted(shot_type="wide"),
    "mood": Wanted(mood="sad"),
    "time_of_day": Wanted(time_of_day="night"),
    "character": Wanted(characters=("emma",)),
    "landscape and style": Wanted(landscapes=("attic",), styles=("film noir",)),
    "two characters": Wanted(characters=("emma", "old tom")),
    "film": Wanted(film_id="film-a"),
    "words": Wanted(words="pier"),
    "character, kind and words": Wanted(characters=("emma",), kind="image", words="pier"),
}


@pytest.mark.parametrize("question", COMMON)
def test_every_question_is_answered_by_an_index(question, shelf: Shelf, database: Database) -> None:
    with database.reading() as connection:
        query = str(
            newest_query(connection, COMMON[question]).compile(
                connection, compile_kwargs={"literal_binds": True}
            )
        )
        if database.dialect == "sqlite":
            plan = [row.detail for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}")]
            bad = [step for step in plan if step.startswith("SCAN") and "VIRTUAL TABLE" not in step]
        else:
            # Four rows are quicker read than looked up: only an index that cannot be used is of interest.
            connection.execute(text("SET LOCAL enable_seqscan = off"))
            plan = [row[0] for row in connection.exec_driver_sql(f"EXPLAIN {query}".replace("%", "%%"))]
            bad = [step for step in plan if "Seq Scan" in step]
        assert plan
        assert not bad, plan
        if question in ("mood", "kind", "provider", "shot_type", "time_of_day"):
            assert f"ix_assets_{question}_id" in " ".join(plan), plan
