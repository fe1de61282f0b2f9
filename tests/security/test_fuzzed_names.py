"""Ids, places and stored files' names as anybody may write them: read back as they were, or refused."""

import re

from hypothesis import example, given
from hypothesis import strategies as st

from models import names
from models.errors import BadInput
from models.film.decision_fields import MOST_LISTED
from studio.service.film.changes import shots_named
from studio.service.requests.trained_looks import read_triggers
from tests.kit.fuzz import HUGE_WHOLE, fuzzed, taken, texts

DIGITS = st.sampled_from(["0", "1", "01", "007", "1000", "٣", "²", "１２", "-1", HUGE_WHOLE])
PARTS = texts | DIGITS | st.sampled_from(["film", "story", "take-2", "run-3", "shot_001", "0123456789ab"])
IDS = st.lists(PARTS, min_size=1, max_size=5).map("/".join)


@fuzzed(80)
@given(text=IDS)
@example(text="film/shot_001/take-" + HUGE_WHOLE)
@example(text="film/0123456789ab/shot_001/take-2/run-" + HUGE_WHOLE)
def test_a_workflows_id_of_any_text_is_read_the_same_twice(text: str) -> None:
    name = taken(lambda: names.WorkflowName.read(text))
    assert name is not None
    assert names.WorkflowName.read(str(name)) == name


@fuzzed(80)
@given(name=texts)
@example(name="a" * 900)
@example(name="\x1b" * 2000)
def test_a_films_id_of_any_text_names_one_folder_or_is_refused(name: str) -> None:
    if taken(lambda: names.checked_film_id(name), BadInput) is None:
        return
    assert name.isascii()
    assert len(name) <= 100
    assert not re.search(r"[/\\\x00-\x20]", name)
    assert name not in (".", "..")


@fuzzed(80)
@given(words=texts, digest=st.just("0123456789abcdef"))
def test_any_title_gives_an_id_that_can_name_a_film(words: str, digest: str) -> None:
    assert names.checked_film_id(names.film_id(words, digest))


@fuzzed(60)
@given(given_=st.lists(IDS, max_size=4))
@example(given_=["shot_" + HUGE_WHOLE, "shot_2"])
def test_names_of_any_text_have_one_order(given_: list[str]) -> None:
    ordered = taken(lambda: names.in_order(given_))
    assert ordered is not None
    assert sorted(ordered) == sorted(given_)
    assert names.in_order(reversed(ordered)) == ordered


@fuzzed(60)
@given(name=IDS | st.from_regex(r"\A[0-9a-f]{64}\.[a-z0-9]{1,9}\n?\Z"))
def test_a_stored_files_name_is_read_back_or_is_none(name: str) -> None:
    found = names.object_named(name)
    if found is not None:
        assert names.object_place(*found).rpartition("/")[2] == name


@fuzzed(60)
@given(typed=st.lists(IDS | st.lists(DIGITS, min_size=2, max_size=2).map("-".join), max_size=3))
@example(typed=["1-" + HUGE_WHOLE])
@example(typed=["1-99999999"])
def test_shots_as_they_are_typed_are_named_or_refused(typed: list[str]) -> None:
    named = taken(lambda: shots_named(typed), BadInput)
    if named is not None:
        assert len(named) <= MOST_LISTED * sum(map(len, typed))
        assert len(named) == len(set(named))


@fuzzed(40)
@given(typed=st.lists(texts | st.tuples(texts, texts).map("=".join), max_size=3))
def test_triggers_as_they_are_typed_are_read_or_refused(typed: list[str]) -> None:
    tokens = taken(lambda: read_triggers(typed, "--trigger"), BadInput)
    if tokens is not None:
        assert len(tokens) == len(typed)
