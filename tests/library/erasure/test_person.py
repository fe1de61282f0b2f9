"""Somebody deleted from what was said: their words, or who said them; their links; and what happened."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from infra.database.database import Database
from infra.database.tables import events, metadata
from library.erasure.person import PersonTraces, delete_person, find_person
from library.review.comments import add_comment, comments_of, reopen_comment, resolve_comments
from library.review.links import add_link, find_link, links_of
from models.review import NewComment, NewLink, Settled, Wanted

SOON = datetime.now(UTC) + timedelta(days=3)


@pytest.fixture
def said(database: Database) -> Database:
    """A film that Ada and Bo have said something of, Ada also as a guest."""
    for number, (who, link) in enumerate((("Ada", 0), ("Bo", 0), ("Ada (guest)", 1)), 1):
        new = NewComment(f"key-{number}", "film", f"word{number}", who, link)
        add_comment(database, new)
    resolve_comments(database, "film", [2], Settled("ada", "word"))
    resolve_comments(database, "film", [1], Settled("Bo", "word"))
    reopen_comment(database, "film", 1, "Bo")
    for digest, name, by in (("a", "Ada", "Bo"), ("b", "Client", "ada"), ("c", "Client", "Bo")):
        add_link(database, NewLink(digest * 64, "film", name, by, SOON))
    return database


def values(database: Database) -> str:
    with database.reading() as connection:
        return "\n".join(
            str(value)
            for table in metadata.tables.values()
            for row in connection.execute(select(table))
            for value in row
        )


def test_what_somebody_said_goes_with_their_name_and_what_others_said_stays(said: Database) -> None:
    found = find_person(said, "ada")
    assert found == PersonTraces(said=(1, 3), resolved=(2,), given=(1,), made=(2,), films=("film",))
    assert delete_person(said, "ADA", keep_words=False) == found
    text = values(said)
    assert "ada" not in text.lower()
    assert "word1" not in text and "word3" not in text
    [other] = comments_of(said, Wanted("film"))
    assert (other.text, other.said_by, other.resolved_by) == ("word2", "Bo", "somebody")
    with said.reading() as connection:
        assert connection.execute(select(events.c.key)).scalars().all() == [
            "comment:film:2:0",
            "comment:film:2:1",
        ]
    assert find_person(said, "Ada") == PersonTraces()


def test_their_words_can_stay_without_them(said: Database) -> None:
    delete_person(said, "Ada", keep_words=True)
    assert [(each.text, each.said_by) for each in comments_of(said, Wanted("film"))] == [
        ("word1", "somebody"),
        ("word2", "Bo"),
        ("word3", "somebody"),
    ]
    assert "ada" not in values(said).lower()
    assert len(said.read(lambda connection: connection.execute(select(events.c.id)).all())) == 6


def test_a_link_that_they_were_given_ends_and_others_stay_good(said: Database) -> None:
    delete_person(said, "Ada", keep_words=True)
    given, made, other = links_of(said, "film")
    assert (given.name, bool(given.revoked_at)) == ("somebody", True)
    assert (made.name, made.made_by, made.revoked_at) == ("Client", "somebody", "")
    assert (other.made_by, other.revoked_at) == ("Bo", "")
    assert find_link(said, "b" * 64) == made


def test_twice_comes_to_the_same_and_nobody_else_is_meant(said: Database) -> None:
    assert find_person(said, "Ad") == PersonTraces()
    assert find_person(said, "guest") == PersonTraces()
    delete_person(said, "Ada", keep_words=True)
    before = values(said)
    assert delete_person(said, "Ada", keep_words=False) == PersonTraces()
    assert values(said) == before
