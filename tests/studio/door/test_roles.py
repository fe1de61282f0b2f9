"""Every role against every route of the application, and those who say that they are somebody else, or ask from elsewhere."""

import json
import re
from collections.abc import AsyncIterator, Iterator
from typing import Any, NamedTuple

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from infra.engine.server import TemporalServer
from studio.web.access.hosts import SAFE
from studio.web.access.roles import ROLES, Role
from studio.web.application import application
from studio.web.resources import Guarded
from studio.web.threshold import OPEN, OPEN_BELOW
from tests.kit.makers import SHOTS, V1, Maker, making, picture
from tests.kit.studio import StudioKit, short_shots
from tests.kit.web import ELSEWHERE, HERE, Served, served, session_on, token_for

pytestmark = pytest.mark.studio

FILLED = {
    "comment": "1",
    "link": "1",
    "place:path": "film.mp4",
    "digits": "0000",
    "sha256": "0" * 64,
    "shot_id": "shot_001",
    "number": "1",
    "frame": "1",
    "facet": "styles",
}
"""What stands for the parameters of paths; any other is a film or a name that there is not."""
MCP_HEADERS = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}
WITHIN_S = 120.0


class Asked(NamedTuple):
    """A route as it is asked, and the role that it takes."""

    method: str
    path: str
    role: Role
    guests: bool = False


def asked_of(app: FastAPI) -> Iterator[Asked]:
    """Every route that an application serves to those who are known, by each of its methods."""
    for route in iter_route_contexts(app.routes):
        path = str(route.path)
        if path in OPEN or f"{path}/".startswith(OPEN_BELOW):
            continue
        if path == "/mcp":
            yield Asked("POST", path, ROLES[0])
            continue
        original = route.original_route
        assert isinstance(original, Guarded), f"{path} has no guards"
        [role] = {guard.role for guard in original.guards}
        guests = any(guard.guests for guard in original.guards)
        yield from (Asked(method, _filled(path), role, guests) for method in sorted(route.methods or ()))


def _filled(path: str) -> str:
    for name, value in FILLED.items():
        path = path.replace(f"{{{name}}}", value)
    return path.replace("{", "no-").replace("}", "")


async def status_of(door: Served, asked: Asked, token: str = "", **headers: str) -> int:
    """What is answered first; of a stream no more is heard."""
    sent: dict[str, Any] = {}
    if asked.path == "/mcp":
        headers = {**MCP_HEADERS, **headers}
        sent = {"content": json.dumps({"jsonrpc": "2.0", "id": 1, "method": "ping"})}
    elif asked.method not in SAFE and asked.method != "DELETE":
        sent = {"json": {}}
    if token:
        headers = {**headers, "Authorization": f"Bearer {token}"}
    async with door.client.stream(
        asked.method, asked.path, headers=headers, timeout=WITHIN_S, **sent
    ) as answer:
        return answer.status_code


@pytest.fixture
async def maker(
    studio: StudioKit, server: TemporalServer, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Maker]:
    """A door where everybody has to log in."""
    monkeypatch.setenv("LONGTAKE_HOME", str(studio.settings.home))
    token = token_for(studio.settings, "spend", "owner")
    async with making(studio, server.address, ELSEWHERE) as maker:
        yield maker.as_(token)


@pytest.fixture
def routes(maker: Maker) -> list[Asked]:
    found = list(asked_of(application(maker.door.doors)))
    assert len(found) > 60
    assert {each.role for each in found} == set(ROLES)
    return found


async def test_by_no_route_anybody_does_what_their_role_does_not_allow(
    maker: Maker, routes: list[Asked]
) -> None:
    tokens = {role: token_for(maker.kit.settings, role) for role in ROLES}
    for asked in routes:
        assert await status_of(maker.door, asked) == 401, asked
        for held in ROLES:
            status = await status_of(maker.door, asked, tokens[held])
            if ROLES.index(held) < ROLES.index(asked.role):
                assert status == 403, (held, asked)
            else:
                assert status < 500 and status not in (401, 403, 405), (held, asked, status)


async def test_whoever_came_by_a_link_is_let_in_by_the_few_routes_of_review_and_to_their_film_alone(
    maker: Maker, routes: list[Asked], film: str
) -> None:
    await maker.kit.at_gate(short_shots("a quay"), film)
    made = await maker.post(f"{V1}/films/{film}/links", 201)
    for asked in routes:
        for path, own in ((asked.path, False), (asked.path.replace("no-film_id", film), True)):
            status = await status_of(maker.door, asked._replace(path=path), made["secret"])
            if not asked.guests:
                assert status == 403, asked
            elif not own and "no-film_id" in asked.path:
                assert status == 404, asked
            else:
                assert status < 500 and status not in (401, 403, 405), (asked, status)
    let_in = {(asked.method, asked.path) for asked in routes if asked.guests}
    film_path, page = f"{V1}/films/no-film_id", "/films/no-film_id/review"
    reads = (
        f"{film_path}/comments",
        f"{film_path}/comments/1",
        f"{film_path}/review",
        f"{film_path}/review/shots",
        f"{film_path}/files/film.mp4",
        page,
        f"{page}/comments",
    )
    assert let_in == {
        ("GET", f"{V1}/events"),
        *((method, path) for path in reads for method in ("GET", "HEAD")),
        ("POST", f"{film_path}/comments"),
        ("PATCH", f"{film_path}/comments/1"),
    }


async def test_where_the_engine_is_only_whoever_may_spend_is_told(
    maker: Maker, routes: list[Asked], server: TemporalServer
) -> None:
    begun = await maker.post(f"{V1}/films", 201, shots=SHOTS, id="placed")
    assert begun["address"] == server.address
    await maker.kit.until("placed", lambda view: view.board == 1)
    reading = [each for each in routes if each.method == "GET" and "events" not in each.path]
    paths = [re.sub("no-(film|job)_id", "placed", each.path) for each in reading]
    assert {f"{V1}/engine", f"{V1}/films/placed"} <= {*paths}
    for held in ROLES:
        token, told = token_for(maker.kit.settings, held), ""
        for path in paths:
            answer = await maker.door.ask(path, token)
            if "json" in answer.headers.get("content-type", ""):
                told += answer.text
        assert (server.address in told) == (held == "spend"), held
        engine = (await maker.door.ask(f"{V1}/engine", token)).json()
        assert ("namespace" in engine) == (held == "spend")
        assert "placed" in [film["id"] for film in engine["running"]]
    await maker.post(f"{V1}/films/placed/cancel")


FORGED = {
    "X-Auth-Request-Email": "owner",
    "X-Auth-Request-User": "owner",
    "X-Forwarded-User": "owner",
    "X-Forwarded-Email": "owner",
    "Remote-User": "owner",
    "X-Remote-User": "owner",
    "X-Forwarded-For": "127.0.0.1",
    "X-Forwarded-Host": "localhost",
    "X-Real-IP": "127.0.0.1",
    "Forwarded": "for=127.0.0.1;host=localhost",
    "X-Original-URL": "/health",
    "X-Rewrite-URL": "/health",
    "X-HTTP-Method-Override": "GET",
    "Cookie": "token=owner",
    "Guest-Name": "owner",
}
"""What those send who would be taken for somebody else."""


async def test_whoever_only_says_that_they_are_somebody_is_nobody_at_every_route(
    maker: Maker, routes: list[Asked], server: TemporalServer
) -> None:
    see = token_for(maker.kit.settings, "see")
    # A proxy is trusted here, and it is not the one that asks.
    behind = ELSEWHERE._replace(proxies=["10.0.0.5"], header="X-Auth-Request-Email", role="spend")
    async with session_on(server.address, maker.kit.settings) as session, served(session, behind) as door:
        for asked in routes:
            assert await status_of(door, asked, **FORGED) == 401, asked
            if asked.role != "see":
                assert await status_of(door, asked, see, **FORGED) == 403, asked


async def test_on_the_machine_itself_no_route_is_lent_to_whom_a_proxy_calls_for(
    maker: Maker, routes: list[Asked], server: TemporalServer
) -> None:
    async with session_on(server.address, maker.kit.settings) as session, served(session, HERE) as door:
        for asked in routes:
            assert await status_of(door, asked, **{"X-Forwarded-For": "203.0.113.9"}) == 403, asked
            assert await status_of(door, asked, Host="films.evil.example") == 421, asked


async def test_no_route_is_served_under_another_host_or_changed_by_a_page_of_another_site(
    maker: Maker, routes: list[Asked]
) -> None:
    for asked in routes:
        assert await status_of(maker.door, asked, maker.token, Host="films.evil.example") == 421, asked
        if asked.method not in SAFE:
            for site in (
                {"Origin": "http://evil.example"},
                {"Origin": "null"},
                {"Sec-Fetch-Site": "cross-site"},
            ):
                assert await status_of(maker.door, asked, maker.token, **site) == 403, (asked, site)


SECRET = "the secret of this house"
UPWARDS = ("..", "%2e%2e", ".%2e", "%252e%252e", "..%2f..", "..%5c..", "..%00", "%c0%ae%c0%ae", "....//")


async def test_no_path_leads_out_of_a_films_folder_or_out_of_the_documents_pages(maker: Maker) -> None:
    home = maker.kit.settings.home
    (home / "secret.txt").write_text(SECRET)
    film = (
        await maker.post(
            f"{V1}/films", 201, title="Held", shots=[{"enhanced_prompt": "a quay", "duration": 1}]
        )
    )["id"]
    await maker.until(film, lambda told: told["status"] == "awaiting_approval")
    places = [f"{V1}/films/{film}/files", "/static-offline-docs", f"{V1}/templates", f"{V1}/subjects"]
    for place in places:
        for up in UPWARDS:
            for target in ("secret.txt", "tokens.json", "longtake.db", "etc/passwd"):
                path = "/".join([place, *[up] * (12 if target == "etc/passwd" else 3), target])
                heard = await raw(maker, path)
                assert b" 200 " not in heard.splitlines()[0], path
                assert SECRET.encode() not in heard and b"root:" not in heard and b"digest" not in heard


async def raw(maker: Maker, path: str) -> bytes:
    """What is answered to a path that no client has put in order."""
    words = (
        f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {maker.token}\r\n"
        "Connection: close\r\n\r\n"
    )
    return await maker.door.said(words.encode())


async def test_a_file_that_is_sent_lies_nowhere_but_under_its_hash(maker: Maker) -> None:
    home = maker.kit.settings.home
    before = {path.relative_to(home) for path in home.rglob("*")}
    for name in (
        "../../evil.png",
        "..\\evil.png",
        "/tmp/evil.png",
        "evil.png/../../x.png",
        "%2e%2e%2fevil.png",
    ):
        files = {"file": (name, picture())}
        answer = await maker.door.ask(
            f"{V1}/uploads", maker.token, "POST", files=files, data={"kind": "picture"}
        )
        assert answer.status_code in (201, 422), (name, answer.text)
        if answer.status_code == 201:
            assert answer.json()["suffix"] == ".png"
    left = {path.relative_to(home) for path in home.rglob("*")} - before
    assert not [path for path in left if "evil" in str(path)]
    assert not list(home.parent.rglob("*evil*"))


async def test_of_several_hosts_and_lengths_in_one_request_nothing_is_let_in(maker: Maker) -> None:
    """What two servers read differently is refused."""
    token = f"Authorization: Bearer {maker.token}\r\n"
    for lines in (
        "Host: localhost\r\nHost: evil.example\r\n",
        "Host: evil.example\r\nHost: localhost\r\n",
        "Host: localhost\r\nContent-Length: 3\r\nContent-Length: 4\r\n",
        "Host: localhost\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n",
    ):
        heard = await maker.door.said(
            f"POST /api/v1/films HTTP/1.1\r\n{lines}{token}Connection: close\r\n\r\n0\r\n\r\n".encode()
        )
        status = int(heard.split(b" ", 2)[1]) if heard else 400
        assert 400 <= status < 500, (lines, heard[:200])


async def test_a_token_in_an_address_opens_nothing(maker: Maker) -> None:
    for name in ("token", "access_token", "api_key"):
        answer: httpx.Response = await maker.door.ask(f"{V1}/films?{name}={maker.token}")
        assert answer.status_code == 401
