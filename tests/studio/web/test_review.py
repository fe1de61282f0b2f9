"""Review over HTTP: comments, links, and what somebody sees and may do who came by one; over real sockets, of real films."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from opentimelineio import adapters
from sqlalchemy import update

from infra.database.tables import review_links
from infra.engine.server import TemporalServer
from studio.service.database import opened_database
from studio.web.access.guests import COOKIE, cookie_value
from studio.web.access.rates import Rates
from tests.kit.makers import V1, Maker, making
from tests.kit.studio import StudioKit, short_shots
from tests.kit.web import ELSEWHERE, HERE, served, session_on, token_for, way
from tests.studio.web.events.test_stream import read

WITHIN_S = 120


class Room:
    """A door where everybody logs in, and a film that is reviewed there."""

    def __init__(self, maker: Maker, film: str) -> None:
        self.maker, self.film, self.path = maker, film, f"{V1}/films/{film}"
        self._tokens: dict[str, str] = {}

    async def ask(
        self, method: str, path: str, who: str, status: int = 200, name: str = "", **body: Any
    ) -> Any:
        headers = {"Guest-Name": name} if name else {}
        sent = {"json": body} if method in ("POST", "PATCH") else {"params": body}
        answer = await self.maker.door.ask(path, who, method, headers, **sent)
        assert answer.status_code == status, answer.text
        return answer.json()

    async def comment(self, who: str, text: str, status: int = 201, name: str = "", **body: Any) -> Any:
        return await self.ask("POST", f"{self.path}/comments", who, status, name, text=text, **body)

    async def share(self, who: str, **body: Any) -> Any:
        answer = await self.maker.door.ask(f"{self.path}/links", who, "POST", json=body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def token(self, role: str) -> str:
        if role not in self._tokens:
            self._tokens[role] = token_for(self.maker.kit.settings, role)
        return self._tokens[role]


@pytest.fixture
async def maker(
    studio: StudioKit, server: TemporalServer, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Maker]:
    monkeypatch.setenv("LONGTAKE_HOME", str(studio.settings.home))
    token = token_for(studio.settings, "spend", "owner")
    async with making(studio, server.address, ELSEWHERE) as maker:
        yield maker.as_(token)


@pytest.fixture
async def cut(maker: Maker, film: str) -> Room:
    """A room whose film is finished."""
    await maker.kit.make(short_shots("a quay", "a boat"), film)
    return Room(maker, film)


@pytest.fixture
async def board(maker: Maker, film: str) -> Room:
    """A room whose film waits at its board."""
    await maker.kit.at_gate(short_shots("a quay at day", "a boat"), film)
    return Room(maker, film)


async def test_comments_are_said_read_by_pages_and_resolved_by_whoever_may(cut: Room) -> None:
    comment, decide = cut.token("comment"), cut.token("decide")
    mine = await cut.comment(comment, "Make it night.", shot=2)
    other = await cut.comment(decide, "Lower.", at="0.5")
    third = await cut.comment(comment, "More sea.")
    assert (mine["shot"], mine["take"], mine["by"], mine["at_s"]) == ("shot_002", 1, "comment", None)
    assert other["at_s"] == "0.5"
    page = await cut.ask("GET", f"{cut.path}/comments", comment, limit=2)
    assert [one["comment"] for one in page["comments"]] == [mine["comment"], other["comment"]]
    rest = await cut.ask("GET", f"{cut.path}/comments", comment, limit=2, cursor=page["next"])
    assert ([one["comment"] for one in rest["comments"]], rest["next"]) == ([third["comment"]], None)
    await cut.ask("PATCH", f"{cut.path}/comments/{other['comment']}", comment, 403, resolved=True)
    done = await cut.ask("PATCH", f"{cut.path}/comments/{mine['comment']}", comment, resolved=True)
    assert (done["resolved_by"], done["resolution"], done["board"]) == ("comment", "word", None)
    again = await cut.ask("PATCH", f"{cut.path}/comments/{mine['comment']}", decide, resolved=False)
    assert (again["resolved"], again["resolved_by"]) == (False, None)
    await cut.ask("PATCH", f"{cut.path}/comments/{mine['comment']}", decide, resolved=True)
    for resolved, count in ((True, 1), (False, 2)):
        found = await cut.ask("GET", f"{cut.path}/comments", comment, resolved=resolved)
        assert len(found["comments"]) == count
    found = await cut.ask("GET", f"{cut.path}/comments", comment, shot="2")
    assert [one["comment"] for one in found["comments"]] == [mine["comment"]]
    shown = await cut.ask("GET", f"{cut.path}/comments/{mine['comment']}", comment)
    assert shown["resolved_by"] == "decide"


async def test_what_cannot_be_said_is_a_problem_that_names_the_field(cut: Room) -> None:
    who = cut.token("comment")
    for body, field in (
        ({"text": ""}, None),
        ({"text": "x" * 2001}, None),
        ({"text": "x", "by": "owner"}, "by"),
        ({"text": "x", "shot": "nine"}, None),
        ({"text": "x", "shot": 1, "at": 1}, None),
        ({"text": "x", "at": -1}, "at"),
        ({"text": "x", "at": "NaN"}, "at"),
        ({"text": "x", "at": 4000}, None),
        ({}, "text"),
    ):
        told = await cut.ask("POST", f"{cut.path}/comments", who, 422, **body)
        assert told.get("field") == field, (body, told)
    await cut.ask("GET", f"{cut.path}/comments", who, 422, seen="1")
    await cut.ask("GET", f"{cut.path}/comments/99", who, 404)
    await cut.ask("PATCH", f"{cut.path}/comments/99", who, 404, resolved=True)
    await cut.ask("POST", f"{V1}/films/nowhere/comments", who, 404, text="x")
    said = await cut.comment(
        who,
        "<script>alert(1)</script>\x00\u202e\ud800".encode("utf-16", "surrogatepass").decode(
            "utf-16", "replace"
        ),
    )
    assert said["text"].startswith("<script>alert(1)</script>\ufffd")


async def test_the_same_comment_under_a_key_is_written_once(cut: Room) -> None:
    who = cut.token("comment")
    path, key = f"{cut.path}/comments", {"Idempotency-Key": "one"}
    sent = [await cut.maker.door.ask(path, who, "POST", key, json={"text": "Lower."}) for _ in range(2)]
    assert sent[0].json() == sent[1].json()
    other = await cut.maker.door.ask(path, cut.token("decide"), "POST", key, json={"text": "Lower."})
    assert other.json()["comment"] != sent[0].json()["comment"]


async def test_a_comment_and_what_becomes_of_it_are_events_of_its_film(cut: Room) -> None:
    who = cut.token("decide")
    headers = {"Authorization": f"Bearer {who}"}
    told: list[Any] = []
    async with (
        asyncio.timeout(WITHIN_S),
        cut.maker.door.client.stream("GET", f"{V1}/events?film={cut.film}", headers=headers) as stream,
    ):
        following = read(stream)
        await anext(following)
        said = await cut.comment(who, "Lower.", shot=1)
        await cut.ask("PATCH", f"{cut.path}/comments/{said['comment']}", who, resolved=True)
        async for one in following:
            if one.kind == "comment":
                told.append((one.data["shot"], one.data["data"]))
            if len(told) == 2:
                break
    assert [data["state"] for _, data in told] == ["added", "resolved"]
    assert told[0] == (
        "shot_001",
        {
            "comment": said["comment"],
            "state": "added",
            "by": "decide",
            "at_s": None,
            "resolved": False,
            "internal": False,
        },
    )


async def test_what_the_team_says_to_itself_no_guest_reads_hears_or_changes(cut: Room) -> None:
    team, link = cut.token("comment"), await cut.share(cut.token("decide"), name="Client")
    guest = link["secret"]
    headers = {"Authorization": f"Bearer {guest}"}
    told: list[Any] = []
    async with (
        asyncio.timeout(WITHIN_S),
        cut.maker.door.client.stream("GET", f"{V1}/events", headers=headers) as stream,
    ):
        following = read(stream)
        await anext(following)
        secret = await cut.comment(team, "They will never pay for this.", shot=1, internal=True)
        number = secret["comment"]
        assert secret["internal"]
        await cut.ask("PATCH", f"{cut.path}/comments/{number}", team, resolved=True)
        await cut.ask("PATCH", f"{cut.path}/comments/{number}", team, resolved=False)
        heard = await cut.comment(team, "Lower.", shot=1)
        async for one in following:
            if one.kind == "comment":
                told.append(one.data["data"])
                break
    assert [one["comment"] for one in told] == [heard["comment"]]
    for where in ({}, {"shot": "1"}, {"resolved": False}, {"limit": 1}):
        page = await cut.ask("GET", f"{cut.path}/comments", guest, **where)
        assert ([one["comment"] for one in page["comments"]], page["next"]) == ([heard["comment"]], None), (
            where
        )
    assert len((await cut.ask("GET", f"{cut.path}/comments", team))["comments"]) == 2
    missing = await cut.ask("GET", f"{cut.path}/comments/{number}", guest, 404)
    nowhere = await cut.ask("GET", f"{cut.path}/comments/99", guest, 404)
    assert missing["detail"].replace(str(number), "99") == nowhere["detail"], "as one that there is not"
    await cut.ask("PATCH", f"{cut.path}/comments/{number}", guest, 404, resolved=True)
    refused = await cut.comment(guest, "Mine alone.", 403, internal=True)
    assert "leave internal out" in refused["detail"]
    # Nor does the page of a guest have it, whose parts are asked for by the same link.
    for path in (f"/films/{cut.film}/review", f"/films/{cut.film}/review/comments?resolved=true"):
        shown = {who: (await cut.maker.door.ask(path, who)).text for who in (guest, team)}
        assert "never pay" not in shown[guest] and "Lower." in shown[guest], path
        assert "never pay" in shown[team], path
    # Who makes the film takes it along.
    timeline = (await cut.maker.door.ask(f"{cut.path}/files/timeline.otio", team)).text
    assert "They will never pay for this." in timeline
    edl = (await cut.maker.door.ask(f"{cut.path}/files/film.edl", team)).text
    assert "* COMMENT: comment: They will never pay for this. (team only)" in edl


async def test_a_revision_takes_comments_into_its_note_and_resolves_them(board: Room) -> None:
    guest = (await board.share(board.token("decide")))["secret"]
    one = await board.comment(guest, "Make it night.", name="Ada", shot=1)
    two = await board.comment(guest, "Closer.", name="Ada", shot=1)
    decisions = f"{board.path}/decisions"
    who = board.token("spend")
    for comments, sentence in (
        ([one["comment"], 99], "There is no open comment 99 on shot_001."),
        (False, "comments must be true, or a list of their ids"),
        ([], "comments must be true, or a list of their ids"),
        ("all", "comments must be true, or a list of their ids"),
    ):
        told = await board.ask("POST", decisions, who, 422, decision="revise", shot=1, comments=comments)
        assert sentence in told["detail"] and told["field"] == "comments", told
    told = await board.ask("POST", decisions, who, 422, decision="approve", comments=True)
    assert told["detail"] == "comments go into a revision: leave them out."
    await board.ask("POST", decisions, guest, 403, decision="revise", shot=1, comments=True)
    # One that is not taken leaves them open.
    await board.ask("POST", decisions, who, 409, decision="revise", shot=1, comments=True, board=7)
    told = await board.ask(
        "POST", decisions, who, decision="revise", shot=1, comments=[one["comment"]], board=1
    )
    assert told["accepted"]
    view = await board.maker.kit.until(board.film, lambda view: view.board == 2)
    assert view.decisions[-1].decision.note == '"Ada (guest)" says: Make it night.'
    assert view.shots[0].shot.time_of_day == "night"
    shown = await board.ask("GET", f"{board.path}/comments/{one['comment']}", who)
    assert (shown["resolution"], shown["board"], shown["resolved_by"]) == ("revision", 1, "spend")
    assert not (await board.ask("GET", f"{board.path}/comments/{two['comment']}", who))["resolved"]


async def test_a_retake_takes_comments_into_its_notes_once_under_a_key(cut: Room) -> None:
    who = cut.token("decide")
    one = await cut.comment(who, "Make it night.", shot=1)
    retakes, key = f"{cut.path}/retakes", {"Idempotency-Key": "again"}
    told = await cut.ask("POST", retakes, who, 422, shots=[2], comments=True)
    assert (told["detail"], told["field"]) == ("There is no open comment on 2.", "comments")
    body = {"shots": ["1", "2"], "comments": True, "approve": "auto"}
    for _ in range(2):
        answer = await cut.maker.door.ask(retakes, who, "POST", key, json=body)
        assert answer.status_code == 202, answer.text
    view = await cut.maker.kit.until(cut.film, lambda view: view.ended and view.shots[0].take == 2, WITHIN_S)
    assert "Make it night." in view.shots[0].shot.enhanced_prompt
    shown = await cut.ask("GET", f"{cut.path}/comments/{one['comment']}", who)
    assert (shown["resolution"], shown["board"]) == ("retake", None)


async def test_what_editors_read_has_the_comments_in_it_when_it_is_fetched(cut: Room) -> None:
    who = cut.token("decide")
    stored = (await cut.maker.door.ask(f"{cut.path}/files/timeline.otio", who)).text
    said = await cut.comment(who, "Lower.", shot=1)
    answer = await cut.maker.door.ask(f"{cut.path}/files/timeline.otio", who)
    assert answer.headers["content-type"] == "application/json"
    (clip,) = [
        one
        for one in adapters.read_from_string(answer.text, "otio_json").video_tracks()[0].find_clips()
        if one.name == "shot_001"
    ]
    assert clip.markers[0].metadata["longtake"]["id"] == said["comment"]
    same = await cut.maker.door.ask(
        f"{cut.path}/files/timeline.otio", who, headers={"If-None-Match": answer.headers["etag"]}
    )
    assert same.status_code == 304
    edl = await cut.maker.door.ask(f"{cut.path}/files/film.edl", who)
    assert "* COMMENT: decide: Lower." in edl.text
    assert stored != answer.text


SHOWN = (
    "film.mp4",
    "film.vtt",
    "poster.jpg",
    "storyboard.png",
    "shots/shot_001/frame.png",
    "shots/shot_001/clip.mp4",
)
KEPT = ("report.json", "timeline.otio", "shots.json", "film.edl", "shots/shot_001/takes/1/clip.mp4")


async def test_whoever_comes_by_a_link_sees_that_film_alone_and_nothing_of_money(
    cut: Room, film: str
) -> None:
    made = await cut.share(cut.token("decide"), name="Client", days=2)
    assert made["url"] == f"{cut.maker.door.address}/review/{made['secret']}"
    secret = made["secret"]
    review = await cut.ask("GET", f"{cut.path}/review", secret, name="Ad%C3%A4")
    assert review["you"] == {"name": "Adä (guest)", "guest": True, "comments": True, "decides": False}
    assert (review["film"], review["captions"], review["poster"]) == ("film.mp4", "film.vtt", "poster.jpg")
    shots = await cut.ask("GET", f"{cut.path}/review/shots", secret)
    assert [one["frame"] for one in shots["shots"]] == [f"shots/shot_00{n}/frame.png" for n in (1, 2)]
    assert "usd" not in json.dumps([review, shots])
    for place in SHOWN:
        answer = await cut.maker.door.ask(f"{cut.path}/files/{place}", secret)
        assert answer.status_code == 200, place
    for place in KEPT:
        answer = await cut.maker.door.ask(f"{cut.path}/files/{place}", secret)
        assert answer.status_code == 404, place
    said = await cut.comment(secret, "Lower.")
    assert said["by"] == "Client (guest)"
    await cut.ask("PATCH", f"{cut.path}/comments/{said['comment']}", secret, resolved=True)
    other = await cut.comment(cut.token("comment"), "Higher.")
    await cut.ask("PATCH", f"{cut.path}/comments/{other['comment']}", secret, 403, resolved=True)
    # Another guest who is called the same came by another link.
    second = (await cut.share(cut.token("decide"), name="Client"))["secret"]
    await cut.ask("PATCH", f"{cut.path}/comments/{said['comment']}", second, 403, resolved=False)
    # Another film is as one that there is not.
    await cut.maker.kit.at_gate(short_shots("a storm"), f"{film}-other")
    for path in ("review", "comments", "files/storyboard.png"):
        await cut.ask("GET", f"{V1}/films/{film}-other/{path}", secret, 404)
        await cut.ask("GET", f"{V1}/films/nowhere/{path}", secret, 404)
    await cut.ask("GET", f"{V1}/events", secret, 404, film=f"{film}-other")


async def test_whoever_comes_by_a_link_hears_of_that_film_alone_and_nothing_of_money_or_work(
    maker: Maker, film: str
) -> None:
    await maker.kit.at_gate(short_shots("a quay"), film)
    room = Room(maker, film)
    secret = (await room.share(maker.token))["secret"]
    headers = {"Authorization": f"Bearer {secret}"}
    told = []
    async with (
        asyncio.timeout(WITHIN_S),
        maker.door.client.stream("GET", f"{V1}/events", headers=headers) as stream,
    ):
        following = read(stream)
        await anext(following)
        await maker.kit.make(short_shots("a boat"), f"{film}-other")
        await room.ask("POST", f"{room.path}/decisions", maker.token, decision="approve", board=1)
        async for one in following:
            if one.data is None:  # a sign of life
                continue
            told.append(one)
            if one.kind == "film" and one.data["data"]["stage"] == "finished":
                break
    assert {one.data["film"] for one in told} == {film}
    assert {one.kind for one in told} == {"film", "shot"}
    assert "usd" not in json.dumps([one.data for one in told])


async def test_a_link_that_is_over_opens_nothing_and_whoever_follows_hears_no_more(cut: Room) -> None:
    who = cut.token("decide")
    ended = await cut.share(who)
    late = await cut.share(who)
    with opened_database(cut.maker.kit.settings) as database:
        gone = (datetime.now(UTC) - timedelta(seconds=1)).isoformat(timespec="seconds")
        change = update(review_links).where(review_links.c.id == late["link"]).values(expires_at=gone)
        database.write(lambda connection: connection.execute(change))
    told = await cut.ask("GET", f"{cut.path}/review", late["secret"], 401)
    assert told["detail"] == "This link is over: ask whoever sent it for another."
    headers = {"Authorization": f"Bearer {ended['secret']}"}
    async with (
        asyncio.timeout(30),
        cut.maker.door.client.stream("GET", f"{V1}/events", headers=headers) as stream,
    ):
        following = read(stream)
        await anext(following)
        await cut.ask("DELETE", f"{V1}/films/another/links/{ended['link']}", who, 404)
        revoked = await cut.ask("DELETE", f"{cut.path}/links/{ended['link']}", who)
        assert (revoked["good"], revoked["revoked_by"]) == (False, "decide")
        assert not [one async for one in following if one.kind != "film"]  # and then the stream ends
    await cut.ask("GET", f"{cut.path}/review", ended["secret"], 401)
    listed = await cut.ask("GET", f"{cut.path}/links", who)
    assert [(one["link"], one["good"]) for one in listed["links"]] == [
        (ended["link"], False),
        (late["link"], False),
    ]
    assert ended["secret"] not in json.dumps(listed)
    await cut.ask("GET", f"{cut.path}/links", cut.token("comment"), 403)


async def test_a_browser_is_known_by_its_cookie_where_nobody_is_known_otherwise(cut: Room) -> None:
    secret = (await cut.share(cut.token("decide"), name="Client"))["secret"]
    cookie = {"Cookie": f"theme=dark; {COOKIE}={cookie_value(secret, 'Zoë; x=1')}"}

    async def you(status: int = 200, token: str = "", **headers: str) -> Any:
        answer = await cut.maker.door.ask(f"{cut.path}/review", token, headers={**cookie, **headers})
        assert answer.status_code == status, answer.text
        return answer.json().get("you", {}).get("name")

    assert await you() == "Zoë; x=1 (guest)"
    assert await you(token=cut.token("see")) == "see", "who has a token is who it says"
    assert await you(401, Cookie=f"{COOKIE}=lr_nothing") is None
    assert (
        await cut.maker.door.ask("/health", headers={"Cookie": f"{COOKIE}=lr_nothing"})
    ).status_code == 200
    answer = await cut.maker.door.ask(
        f"{cut.path}/comments", "", "POST", {**cookie, "Origin": "http://evil.example"}, json={"text": "x"}
    )
    assert answer.status_code == 403, "a page of another site says nothing in their name"
    long = await cut.maker.door.ask(f"{cut.path}/review", secret, headers={"Guest-Name": "x" * 61})
    assert (long.status_code, long.json()["detail"]) == (
        422,
        "The name has 61 characters, and 60 are the most.",
    )


async def test_on_the_machine_itself_a_cookie_takes_nothing_from_its_owner(
    cut: Room, server: TemporalServer
) -> None:
    secret = (await cut.share(cut.token("decide")))["secret"]
    settings = cut.maker.kit.settings
    async with session_on(server.address, settings) as session, served(session, HERE) as door:
        cookie = {"Cookie": f"{COOKIE}={secret}"}
        assert (await door.ask(f"{V1}/films", headers=cookie)).status_code == 200
        assert (await door.ask(f"{V1}/films", secret)).status_code == 403, (
            "who sends the link's secret is its guest"
        )


async def test_secrets_of_links_are_tried_as_rarely_as_tokens_and_one_that_was_good_still_is(
    cut: Room,
) -> None:
    secret = (await cut.share(cut.token("decide")))["secret"]
    settings = cut.maker.kit.settings
    entry = way(settings, ELSEWHERE, Rates(wrong_tokens=3))
    headers = httpx.Headers({"host": "localhost"})
    here = "203.0.113.9"
    assert (await entry.guest(here, headers, secret, "Ada")).name == "Ada (guest)"  # type: ignore[arg-type]
    statuses = []
    for number in range(5):
        with pytest.raises(Exception, match=r"opens nothing|Too many") as error:
            await entry.guest(here, headers, f"lr_{number}")  # type: ignore[arg-type]
        statuses.append(error.value.status_code)  # type: ignore[attr-defined]
    assert statuses == [401, 401, 401, 429, 429]
    assert (await entry.guest(here, headers, secret)).film == cut.film  # type: ignore[arg-type]
    entry.close()
