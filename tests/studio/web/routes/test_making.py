"""What programs change: films begun under keys, decided on by two at once, changed, stopped and forgotten, by whom that may."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from infra.engine.server import TemporalServer
from models.film.decisions import MONEY_KINDS
from studio.web.access.hosts import SAFE
from studio.web.access.roles import ROLES, Role
from studio.web.resources import Guarded
from studio.web.routes.making.table import MAKING
from studio.web.routes.origin.table import ORIGIN
from tests.kit.makers import SHOTS, V1, Maker, making
from tests.kit.studio import StudioKit
from tests.kit.web import ELSEWHERE, token_for


@pytest.fixture
async def maker(
    studio: StudioKit, server: TemporalServer, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Maker]:
    monkeypatch.setenv("LONGTAKE_HOME", str(studio.settings.home))
    async with making(studio, server.address) as maker:
        yield maker


@pytest.fixture
async def elsewhere(
    studio: StudioKit, server: TemporalServer, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Maker]:
    """A door where everybody has to log in; who asks may do everything."""
    monkeypatch.setenv("LONGTAKE_HOME", str(studio.settings.home))
    token = token_for(studio.settings, "spend", "owner")
    async with making(studio, server.address, ELSEWHERE) as maker:
        yield maker.as_(token)


async def at_gate(maker: Maker, film: str, **more: object) -> None:
    """A film of two short shots that waits at its gate."""
    await maker.post(f"{V1}/films", 201, id=film, title=film, shots=SHOTS, **more)
    await maker.until(film, lambda told: told["status"] == "awaiting_approval")


async def finished(maker: Maker, film: str, **more: object) -> None:
    """A film of two short shots that is made."""
    await maker.post(f"{V1}/films", 201, id=film, title=film, shots=SHOTS, approve="auto", **more)
    await maker.until(film, lambda told: told["status"] == "completed")


async def test_a_film_is_begun_where_its_answer_says_and_found_when_it_is_asked_for_again(
    maker: Maker,
) -> None:
    asked = {"title": "Found again", "shots": SHOTS, "budget": "2.50", "seed": 3}
    answer = await maker.door.ask(f"{V1}/films", method="POST", json=asked)
    told = answer.json()
    assert (answer.status_code, answer.headers["location"]) == (201, f"{V1}/films/{told['id']}")
    assert (told["attached"], told["status"], told["may_cost_usd"]) == (False, "running", "0")
    again = await maker.post(f"{V1}/films", 200, **asked)
    assert (again["id"], again["attached"]) == (told["id"], True)
    found = await maker.ask("GET", f"{V1}/films/{told['id']}", 200)
    assert found["budget_usd"] == "2.50"


async def test_a_key_is_one_film_however_often_it_is_sent(maker: Maker) -> None:
    asked: dict[str, Any] = {"title": "Once", "shots": SHOTS, "stop_at": "storyboard"}
    both = await asyncio.gather(
        *(maker.door.ask(f"{V1}/films", "", "POST", {"Idempotency-Key": "k-1"}, json=asked) for _ in range(3))
    )
    assert sorted(answer.status_code for answer in both) == [200, 200, 201]
    [film] = {answer.json()["id"] for answer in both}
    await maker.until(film, lambda told: told["status"] == "completed")
    told = await maker.post(f"{V1}/films", 200, key="k-1", **asked)
    assert (told["id"], told["past"], told["message"]) == (
        film,
        True,
        "It was made already: nothing is started.",
    )
    for other in ({**asked, "title": "Twice"}, {**asked, "budget": 1}):
        refused = await maker.post(f"{V1}/films", 409, key="k-1", **other)
        assert (
            refused["detail"]
            == "Something else was asked for under this key: take a new one for something new."
        )
    another = await maker.post(f"{V1}/films", 201, key="k-2", **asked)
    assert another["id"] != film, "the same film under another key is another film"
    bad = await maker.door.ask(f"{V1}/films", "", "POST", {"Idempotency-Key": "a b"}, json=asked)
    assert bad.status_code == 422


async def test_a_key_is_its_callers_own(elsewhere: Maker) -> None:
    bob = elsewhere.as_(token_for(elsewhere.kit.settings, "spend", "bob"))
    asked: dict[str, Any] = {"title": "Mine", "shots": SHOTS, "stop_at": "storyboard"}
    ours = await elsewhere.post(f"{V1}/films", 201, key="one", **asked)
    theirs = await bob.post(f"{V1}/films", 201, key="one", **{**asked, "title": "Theirs"})
    assert ours["id"] != theirs["id"]


async def test_a_decision_under_a_key_is_taken_once_however_often_it_is_sent(maker: Maker) -> None:
    await at_gate(maker, "decided-once", budget="5")
    path = f"{V1}/films/decided-once/decisions"
    revise: dict[str, Any] = {"decision": "revise", "shot": "1", "note": "at night", "board": 1}
    first = await maker.post(path, key="d-1", **revise)
    again = await maker.post(path, key="d-1", **revise)
    # What the film waits for is told as it is now.
    assert again | {"waiting": ""} == first | {"waiting": "", "accepted": True}
    budget: dict[str, Any] = {"decision": "budget", "usd": "7"}
    once, twice = [await maker.post(path, key="d-2", **budget) for _ in range(2)]
    assert once | {"waiting": ""} == twice | {"waiting": ""}
    for other in ({**revise, "note": "at noon"}, {**budget, "usd": "8"}, {"decision": "pause"}):
        refused = await maker.post(path, 409, key="d-1", **other)
        assert "Something else was asked for under this key" in refused["detail"]
    await maker.until("decided-once", lambda told: told["status"] == "awaiting_approval")
    board = (await maker.ask("GET", f"{V1}/films/decided-once", 200))["board"]
    await maker.post(path, key="d-3", decision="approve", board=board)
    await maker.until("decided-once", lambda told: told["status"] == "completed")
    # It has ended, and what was asked for was done all the same.
    again = await maker.post(path, key="d-3", decision="approve", board=board)
    assert (again["accepted"], again["decision"]) == (True, "approve")
    film = await maker.ask("GET", f"{V1}/films/decided-once", 200)
    assert (film["decisions_told"], film["budget_usd"]) == (3, "7")
    assert (await maker.post(path, 422, key="a b", decision="pause"))["detail"].startswith(
        "Idempotency-Key must"
    )


async def test_of_two_who_decide_at_once_one_is_heard(elsewhere: Maker) -> None:
    await at_gate(elsewhere, "decided-at-once")
    ann, bob = (elsewhere.as_(token_for(elsewhere.kit.settings, "decide", name)) for name in ("ann", "bob"))
    path = f"{V1}/films/decided-at-once/decisions"
    answers = await asyncio.gather(
        ann.door.ask(path, ann.token, "POST", json={"decision": "approve", "board": 1}),
        bob.door.ask(path, bob.token, "POST", json={"decision": "reject", "board": 1}),
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    won = next(
        name for name, answer in zip(("ann", "bob"), answers, strict=True) if answer.status_code == 200
    )
    lost = next(answer.json() for answer in answers if answer.status_code == 409)
    assert lost["type"] == "urn:longtake:problem:wrong-moment"
    view = await elsewhere.kit.view("decided-at-once")
    assert [each.decision.by for each in view.decisions if each.accepted] == [won]


async def test_a_decision_is_of_whoever_asks_and_says_what_is_wrong_with_it(maker: Maker) -> None:
    await at_gate(maker, "decided")
    path = f"{V1}/films/decided/decisions"
    for body, field, sentence in (
        (
            {"decision": "approve", "by": "the-queen"},
            "by",
            "by is whoever asks, and nobody else: leave it out.",
        ),
        ({"decision": "perhaps"}, "decision", "decision must be one of approve, "),
        (
            {"decision": "revise", "shot": 1, "prompt": 7},
            "prompt",
            "The revise payload's prompt must be text ",
        ),
        ({"decision": "revise", "shot": 9, "prompt": "a cliff"}, None, "There is no shot "),
        ({"decision": "budget", "usd": "much"}, None, "A budget must be an amount in dollars "),
        ({"decision": "recast", "profile": "nobody"}, None, "There is no profile 'nobody'."),
    ):
        told = await maker.post(path, 422, **body)
        assert told["detail"].startswith(sentence), told
        assert told.get("field") == field, told
    older = await maker.post(path, 409, decision="approve", board=7)
    assert "board" in older["detail"]
    revised = await maker.post(path, 200, decision="revise", shot=2, note="closer", board=1)
    assert (revised["decision"], revised["accepted"]) == ("revise", True)
    await maker.until("decided", lambda told: '"board": 2' in (told["approve_with"] or ""))
    set_to = await maker.post(path, 200, decision="budget", usd="7.5")
    assert (set_to["budget_usd"], set_to["decision"]) == ("7.50", "budget")
    stopped = await maker.post(f"{V1}/films/decided/cancel", 200)
    assert stopped["cancelled"]
    late = await maker.post(path, 409, decision="approve")
    assert late["detail"].startswith("The film 'decided' has ended")
    assert (await maker.post(f"{V1}/films/decided/cancel", 409))[
        "detail"
    ] == "The film 'decided' has ended already."
    for path in ("decisions", "cancel"):
        await maker.post(f"{V1}/films/nobody/{path}", 404, decision="approve")


async def test_a_shot_is_taken_anew_once_under_a_key_and_its_first_take_used_again(maker: Maker) -> None:
    await finished(maker, "retaken")
    asked: dict[str, Any] = {"shots": [2], "note": "from above", "approve": "auto"}
    begun = await maker.post(f"{V1}/films/retaken/retakes", 202, key="retake-1", **asked)
    assert begun == {"id": "retaken", "status": "running", "attached": False}
    await maker.post(f"{V1}/films/retaken/retakes", 202, key="retake-1", **asked)
    again = await maker.kit.until(
        "retaken", lambda view: view.ended and len(view.shots) == 2 and view.shots[1].take == 2, 180
    )
    assert {each.decision.by for each in again.decisions} <= {"auto", "ada"}
    same = await maker.post(f"{V1}/films/retaken/retakes", 202, key="retake-1", **asked)
    assert (same["status"], (await maker.kit.view("retaken")).shots[1].take) == ("finished", 2)
    await maker.post(f"{V1}/films/retaken/retakes", 409, key="retake-1", **{**asked, "note": "from below"})
    await maker.post(f"{V1}/films/retaken/shots/2/take", 202, take=1, approve="auto")
    await maker.kit.until("retaken", lambda view: view.ended and view.shots[1].take == 1, 180)
    gone = await maker.post(f"{V1}/films/retaken/shots/2/take", 422, take=9)
    assert gone["detail"].startswith("There is no take 9 of shot_002")


async def test_a_film_is_forgotten_and_its_subjects_kept(maker: Maker) -> None:
    shots = [{**shot, "characters": ["Mara"]} for shot in SHOTS]
    who = [{"name": "Mara", "description": "A woman of forty with a red scarf."}]
    await maker.post(
        f"{V1}/films", 201, id="left", shots=shots, subjects=who, stop_at="storyboard", approve="auto"
    )
    await maker.until("left", lambda told: told["status"] == "completed")
    kept = await maker.post(f"{V1}/subjects", 201, film="left", subject="Mara", name="Mara Quill")
    assert (kept["name"], kept["film_id"]) == ("Mara Quill", "left")
    renamed = await maker.ask("PATCH", f"{V1}/subjects/Mara Quill", 200, json={"name": "Mara Q"})
    assert renamed["name"] == "Mara Q"
    await maker.ask("DELETE", f"{V1}/subjects/Mara Q", 204)
    await maker.ask("DELETE", f"{V1}/subjects/Mara Q", 404)
    forgotten = await maker.ask("DELETE", f"{V1}/films/left", 200)
    assert forgotten["id"] == "left"
    assert forgotten["assets"] > 0
    await maker.ask("DELETE", f"{V1}/films/nobody", 404)
    shown = await maker.post(f"{V1}/assets/collections", 200, apply=False)
    assert not shown["applied"]


async def test_a_film_is_released_to_no_folder_of_the_server(maker: Maker) -> None:
    for place in ("/tmp/films", "../films", "file:///tmp/films", ""):
        told = await maker.post(f"{V1}/films/nobody/releases", 422, to=place)
        assert told["detail"].startswith("to must be `youtube` or `s3://bucket/folder`")


def guarded() -> list[tuple[str, str, Role]]:
    """Every route that changes something, how it is asked, and the role that it takes."""
    found = []
    for router, prefix in (*((each, V1) for each in MAKING), *((each, "") for each in ORIGIN)):
        for route in router.routes:
            assert isinstance(route, Guarded)
            [role] = {guard.role for guard in route.guards}
            found += [(method, prefix + route.path, role) for method in route.methods or ()]
    return found


async def test_nobody_does_by_any_route_what_their_role_does_not_allow(elsewhere: Maker) -> None:
    tokens = {role: token_for(elsewhere.kit.settings, role) for role in ROLES}
    routes = guarded()
    assert len(routes) > 15
    for method, path, role in routes:
        path = path.replace("{frame}", "1").replace("{", "").replace("}", "")
        assert (await elsewhere.as_("").door.ask(path, "", method)).status_code == 401
        for held in ROLES:
            answer = await elsewhere.door.ask(path, tokens[held], method)
            refused = ROLES.index(held) < ROLES.index(role)
            assert (answer.status_code == 403) == refused, (held, method, path, answer.text)
    changes = {(method, path): role for method, path, role in routes if method not in SAFE}
    assert set(changes.values()) == {"decide", "spend"}, "nobody who only looks changes anything"


async def test_whoever_decides_spends_nothing_more(elsewhere: Maker) -> None:
    decider = elsewhere.as_(token_for(elsewhere.kit.settings, "decide", "ann"))
    for kind in MONEY_KINDS:
        body: dict[str, Any] = {
            "decision": kind,
            "usd": 1,
            "profile": "local",
            "shot": 1,
            "action": "abandon",
        }
        told = await decider.post(f"{V1}/films/nobody/decisions", 404 if kind == "resolve" else 403, **body)
        assert kind == "resolve" or told["detail"] == "ann has the role 'decide', and this takes 'spend'."
    others: tuple[tuple[str, dict[str, Any]], ...] = (
        ("retakes", {"shots": ["1"]}),
        ("finish", {}),
        ("tries", {"shot": "1", "makers": ["kling"]}),
    )
    for path, asked in others:
        await decider.post(f"{V1}/films/nobody/{path}", 404, **asked)
        await decider.post(f"{V1}/films/nobody/{path}", 403, **asked, budget="5")
