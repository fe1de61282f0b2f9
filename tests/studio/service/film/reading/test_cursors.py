"""Pages of lists whose entries come and go in between."""

import base64

import pytest

from models.errors import BadInput
from models.subjects.bible import Bible, SubjectView
from models.subjects.subject import Subject
from studio.service.film.reading.cursors import behind, read, written
from studio.service.film.reading.subjects import subjects_after

NAMES = ["Ann", "Bob", "Cid", "Dora", "Eve", "Fay", "Gus"]


def bible(*names: str, **formerly: tuple[str, ...]) -> Bible:
    return Bible(
        subjects=tuple(
            SubjectView(subject=Subject(name=name), names=formerly.get(name, ())) for name in names
        )
    )


def named(bible: Bible, cursor: str | None = None, limit: int = 4) -> tuple[list[str], str | None]:
    found = subjects_after(bible, cursor, limit)
    return [view.name for view in found.subjects], found.next


def test_what_comes_or_goes_in_front_of_a_page_doubles_and_misses_nothing() -> None:
    first, cursor = named(bible(*NAMES))
    assert first == NAMES[:4]
    for now in (
        NAMES,
        ["Ada", *NAMES],
        NAMES[1:],
        ["Ann", "Cid", "Dora", "Eve", "Fay", "Gus"],
        ["Ann", "Bob", "Cid", "Eve", "Fay", "Gus"],
        ["Ada", "Al", "Ann", "Cid", "Eve", "Fay", "Gus"],
    ):
        assert named(bible(*now), cursor) == (["Eve", "Fay", "Gus"], None), now


def test_a_page_behind_subjects_that_are_called_otherwise_by_now_follows_them() -> None:
    _, cursor = named(bible(*NAMES))
    now = bible("Ann", "Bobby", "Cyd", "Dorothea", "Eve", Bobby=("Bob",), Cyd=("Cid",), Dorothea=("Dora",))
    assert named(now, cursor) == (["Eve"], None)


def test_a_page_behind_what_is_gone_is_refused_rather_than_guessed() -> None:
    _, cursor = named(bible(*NAMES))
    with pytest.raises(BadInput, match="is no longer in the list: leave it out to begin") as refused:
        named(bible("Ann", "Eve"), cursor)
    assert refused.value.field == "cursor"


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "[1]", '["a", null]', "null", '["\\u0000"]', '["\\ud800"]', "[" * 700]
)
def test_what_is_no_cursor_is_refused(text: str) -> None:
    cursor = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=") or "-"
    with pytest.raises(BadInput, match="cursor is none that was given out here"):
        read(cursor)


def test_the_cursor_of_the_longest_ids_is_one_that_a_caller_may_send() -> None:
    assert read(written(["s" * 80] * 5)) == ("s" * 80,) * 3
    assert len(written(["s" * 80] * 5)) < 1000
    assert behind([], ()) == 0
