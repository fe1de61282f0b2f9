"""What people say of films: written once, resolved and opened again, each change told once; and links that end."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from infra.database.database import Database
from library.events.log import since
from library.garbage import forget_film
from library.review import comments as table
from library.review.comments import (
    add_comment,
    comments_of,
    find_comment,
    reopen_comment,
    resolve_comments,
)
from library.review.links import add_link, find_link, links_of, revoke_link
from models.errors import BadInput
from models.review import NewComment, NewLink, Settled, Wanted

NOW = datetime.now(UTC)
LATER = NOW + timedelta(days=7)


def new(key: str, **more: object) -> NewComment:
    return NewComment(key, "film", "Make it night.", "mara", **more)  # type: ignore[arg-type]


def told(database: Database) -> list[tuple[str, int, bool]]:
    found = [json.loads(one.data) for one in since(database, 0, 100) if one.kind == "comment"]
    return [(one["state"], one["comment"], one["resolved"]) for one in found]


def test_a_comment_is_kept_as_it_was_said_and_the_same_request_writes_it_once(database: Database) -> None:
    said = add_comment(database, new("one", shot_id="shot_002", take=3, at=Decimal("12.04")))
    assert add_comment(database, new("one", shot_id="shot_002", take=3, at=Decimal("12.04"))) == said
    assert (said.text, said.said_by, said.shot_id, said.take) == ("Make it night.", "mara", "shot_002", 3)
    assert said.at == Decimal("12.04")
    assert not said.resolved
    assert comments_of(database, Wanted("film")) == [said]
    assert told(database) == [("added", said.id, False)]
    assert since(database, 0, 10)[0].shot_id == "shot_002"


def test_comments_are_found_by_film_shot_and_whether_they_are_resolved_a_page_at_a_time(
    database: Database,
) -> None:
    one, two, three = (add_comment(database, new(f"{n}", shot_id=f"shot_00{n % 2}")) for n in range(3))
    other = add_comment(database, new("elsewhere")._replace(film_id="other"))
    resolve_comments(database, "film", [two.id], Settled("ada"))
    assert [each.id for each in comments_of(database, Wanted("film"))] == [one.id, two.id, three.id]
    assert [each.id for each in comments_of(database, Wanted("film", most=2))] == [one.id, two.id]
    assert [each.id for each in comments_of(database, Wanted("film", after=two.id))] == [three.id]
    assert [each.id for each in comments_of(database, Wanted("film", "shot_000"))] == [one.id, three.id]
    assert [each.id for each in comments_of(database, Wanted("film", resolved=True))] == [two.id]
    assert [each.id for each in comments_of(database, Wanted("film", resolved=False))] == [one.id, three.id]
    assert find_comment(database, "film", other.id) is None


def test_a_guest_is_given_no_comment_that_is_internal_and_pages_go_on_behind_those(
    database: Database,
) -> None:
    said = [add_comment(database, new(f"{n}", internal=n % 2 == 0)) for n in range(5)]
    assert [one.internal for one in comments_of(database, Wanted("film"))] == [True, False] * 2 + [True]
    assert comments_of(database, Wanted("film", guest=True)) == [said[1], said[3]]
    assert comments_of(database, Wanted("film", most=1, after=said[1].id, guest=True)) == [said[3]]
    internal = [json.loads(one.data)["internal"] for one in since(database, 0, 100)]
    assert internal == [True, False] * 2 + [True]


def test_what_is_resolved_says_by_whom_and_how_and_is_opened_again_once(database: Database) -> None:
    said = add_comment(database, new("one"))
    (done,) = resolve_comments(database, "film", [said.id], Settled("ada", "revision", 3))
    assert (done.resolved_by, done.resolution, done.board, done.resolved) == ("ada", "revision", 3, True)
    assert resolve_comments(database, "film", [said.id], Settled("noa")) == [done]
    again = reopen_comment(database, "film", said.id, "noa")
    assert (again.resolved, again.resolved_by, again.board) == (False, "", 0)
    assert reopen_comment(database, "film", said.id, "noa") == again
    assert told(database) == [
        ("added", said.id, False),
        ("resolved", said.id, True),
        ("reopened", said.id, False),
    ]


def test_what_is_not_there_is_said_and_nothing_of_the_rest_is_changed(database: Database) -> None:
    said = add_comment(database, new("one"))
    with pytest.raises(BadInput, match="There is no comment 99 on film"):
        resolve_comments(database, "film", [said.id, 99], Settled("ada"))
    with pytest.raises(BadInput, match="There is no comment"):
        reopen_comment(database, "other", said.id, "ada")
    assert comments_of(database, Wanted("film")) == [said]


def test_many_who_resolve_the_same_comments_at_once_tell_it_once_and_none_waits_for_ever(
    database: Database,
) -> None:
    numbers = [add_comment(database, new(f"{n}")).id for n in range(4)]
    together = threading.Barrier(4)

    def resolve(number: int) -> None:
        together.wait()
        resolve_comments(database, "film", numbers[number:] + numbers[:number], Settled(f"one-{number}"))

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(resolve, range(4)))
    assert sorted(told(database)[4:]) == [("resolved", number, True) for number in numbers]


def test_a_film_and_a_link_have_so_many_comments_at_most(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table, "MOST_OF_A_LINK", 1)
    monkeypatch.setattr(table, "MOST_OF_A_FILM", 3)
    add_comment(database, new("one", link_id=7))
    with pytest.raises(BadInput, match="1 comments came by this link"):
        add_comment(database, new("two", link_id=7))
    add_comment(database, new("three"))
    add_comment(database, new("four", link_id=8))
    with pytest.raises(BadInput, match="film has 3 comments, which is the most"):
        add_comment(database, new("five"))


def test_a_link_is_found_by_its_hash_and_is_good_until_it_expires_or_is_revoked(database: Database) -> None:
    link = add_link(database, NewLink("0" * 64, "film", "Client", "ada", LATER))
    assert add_link(database, NewLink("0" * 64, "film", "Client", "ada", LATER)) == link
    assert find_link(database, "0" * 64) == link
    assert find_link(database, "1" * 64) is None
    assert link.good_at(NOW) and not link.good_at(LATER) and link.good_at(LATER - timedelta(seconds=2))
    with pytest.raises(BadInput, match="There is no link"):
        revoke_link(database, link.id, "ada", "other")
    ended = revoke_link(database, link.id, "noa")
    assert (ended.good_at(NOW), ended.revoked_by) == (False, "noa")
    assert revoke_link(database, link.id, "mara") == ended
    assert links_of(database) == links_of(database, "film") == [ended]
    assert links_of(database, "other") == []


def test_what_was_said_of_a_film_and_its_links_go_when_it_is_forgotten(database: Database) -> None:
    add_comment(database, new("one"))
    add_link(database, NewLink("0" * 64, "film", "Client", "ada", LATER))
    kept = add_comment(database, new("two")._replace(film_id="other"))
    forget_film(database, "film")
    assert comments_of(database, Wanted("film")) == []
    assert find_link(database, "0" * 64) is None
    assert comments_of(database, Wanted("other")) == [kept]
