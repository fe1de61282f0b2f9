"""Who comes in by the door, over real sockets: roles, tokens, proxies, hosts, other sites' pages, and how often."""

import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from starlette.datastructures import Headers

from infra.settings import Settings
from studio.service.session import Session
from studio.web import bodies, threshold
from studio.web.access.rates import Rates
from studio.web.access.roles import ROLES
from studio.web.access.tokens import Tokens
from tests.kit.web import ELSEWHERE, OWNER, Served, served, session_at, token_for, way
from tests.kit.web_routes import ROUTERS

WISH = {"title": "The Door"}
ROUTES = {"see": "/sample/see", **{role: f"/sample/{role}" for role in ROLES[1:]}}


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return session_at(tmp_path / "home")


@pytest.fixture
def settings(session: Session) -> Settings:
    return session.settings


@pytest.fixture
async def here(session: Session) -> AsyncIterator[Served]:
    """A door that only this machine reaches."""
    async with served(session, routers=ROUTERS) as door:
        yield door


@pytest.fixture
async def door(session: Session, settings: Settings) -> AsyncIterator[Served]:
    """A door that other machines reach; the caller `owner` may do everything."""
    token_for(settings, "spend", "owner")
    async with served(session, ELSEWHERE, routers=ROUTERS) as door:
        yield door


def bearing(token: str) -> Headers:
    return Headers({"host": "localhost", "authorization": f"Bearer {token}"})


def method(path: str) -> str:
    return "GET" if path.endswith("see") else "POST"


@pytest.mark.parametrize("held", ROLES)
async def test_every_role_may_what_those_before_it_may_and_nothing_more(
    held: str, door: Served, settings: Settings
) -> None:
    token = token_for(settings, held)
    for asked, path in ROUTES.items():
        answer = await door.ask(path, token, method(path), json=WISH)
        if ROLES.index(asked) <= ROLES.index(held):
            assert (answer.status_code, answer.json()["by"]) == (200, held)
        else:
            told = answer.json()
            assert answer.status_code == told["status"] == 403
            assert told["detail"] == f"{held} has the role {held!r}, and this takes {asked!r}."


@pytest.mark.parametrize("body", [b"{", b"x" * 20_000_000], ids=["no-json", "too-large"])
async def test_a_caller_of_too_small_a_role_is_refused_before_the_body_is_looked_at(
    body: bytes, door: Served, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "_DROPPED_WITHIN_S", 60.0)
    token = token_for(settings, "see")
    answer = await door.ask(
        "/sample/spend", token, "POST", {"Content-Type": "application/json"}, content=body
    )
    assert answer.status_code == 403


@pytest.mark.parametrize("path", [*ROUTES.values(), "/nowhere", "/sample/upload", "//health", "/health/"])
async def test_whoever_does_not_say_who_they_are_hears_nothing(path: str, door: Served) -> None:
    for scheme in ("", "Basic b3duZXI6eA==", "Bearer"):
        headers = {"Authorization": scheme} if scheme else {}
        answer = await door.client.request(method(path), path, headers=headers, json=WISH)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"].startswith("Bearer")
        assert answer.headers["content-type"] == "application/problem+json"


async def test_whether_it_is_alive_and_how_it_is_asked_is_open_to_everybody(door: Served) -> None:
    for path in ("/health", "/api/health", "/docs", "/redoc", "/openapi.json"):
        answer = await door.ask(path)
        assert answer.status_code == 200
        assert "owner" not in answer.text
    assert (await door.ask("/health")).json().keys() == {"status", "service", "version", "engine"}


async def test_those_who_do_not_say_who_they_are_take_no_place_of_those_who_do(
    door: Served, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threshold, "MOST_UNKNOWN", 0)
    token = token_for(settings, "see")
    full = await door.ask("/health")
    assert (full.status_code, full.headers["retry-after"], full.headers["connection"]) == (503, "1", "close")
    assert (await door.ask("/health", token)).status_code == 200
    monkeypatch.setattr(threshold, "MOST_AT_ONCE", 0)
    assert (await door.ask("/health", token)).status_code == 503


async def test_a_token_that_is_revoked_opens_nothing_from_then_on(door: Served, settings: Settings) -> None:
    token = token_for(settings, "see", "mara")
    assert (await door.ask("/sample/see", token)).json() == {"by": "mara", "title": ""}
    Tokens(settings.home).revoke("mara")
    answer = await door.ask("/sample/see", token)
    assert (answer.status_code, answer.json()["detail"]) == (401, "This token opens nothing here.")


async def test_whoever_streams_is_known_until_their_token_is_revoked(settings: Settings) -> None:
    entry = way(settings)
    caller = await entry.admit("GET", "127.0.0.1", bearing(token_for(settings, "see", "mara")))
    assert caller is not None
    assert entry.knows(caller)
    assert "token" not in repr(caller)
    Tokens(settings.home).revoke("mara")
    assert not entry.knows(caller)
    owner = await entry.admit("GET", "127.0.0.1", Headers({"host": "localhost"}))
    assert owner is not None
    assert entry.knows(owner)


async def test_on_this_machine_everybody_is_its_owner_and_a_token_says_otherwise(
    here: Served, settings: Settings
) -> None:
    assert (await here.ask("/sample/spend", method="POST", json=WISH)).json()["by"] == OWNER
    token = token_for(settings, "see", "mara")
    assert (await here.ask("/sample/see", token)).json()["by"] == "mara"
    assert (await here.ask("/sample/spend", token, "POST", json=WISH)).status_code == 403
    assert (await here.ask("/sample/see", "lt_wrong")).status_code == 401


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "X-Forwarded-Host"])
async def test_a_proxy_on_this_machine_lends_nobody_its_owners_name(header: str, here: Served) -> None:
    answer = await here.ask("/sample/see", headers={header: "203.0.113.9"})
    assert answer.status_code == 403
    assert "--allowed-host" in answer.json()["detail"]


BEHIND = ELSEWHERE._replace(proxies=["127.0.0.1"], header="X-Auth-Request-Email", role="decide")


async def test_a_trusted_proxy_says_who_asks_and_what_they_may_do_is_set(session: Session) -> None:
    async with served(session, BEHIND, routers=ROUTERS) as door:
        named = {
            b"X-Auth-Request-Email": "zoë@films.example".encode(),
            b"Authorization": b"Bearer of-the-proxy",
        }
        answer = await door.client.post("/sample/decide", headers=named, json=WISH)
        assert answer.json() == {"by": "zoë@films.example", "title": "The Door"}
        assert (await door.client.post("/sample/spend", headers=named, json=WISH)).status_code == 403
        assert (await door.ask("/sample/see")).status_code == 401


@pytest.mark.parametrize("name", ["", "boss,mara", "a\tb", "x" * 201, "b\u00f6ss\u202e"])
async def test_what_a_trusted_proxy_says_is_one_readable_name(name: str, session: Session) -> None:
    async with served(session, BEHIND, routers=ROUTERS) as door:
        answer = await door.client.get("/sample/see", headers=[(b"X-Auth-Request-Email", name.encode())])
        assert answer.status_code == 401
        twice = [("X-Auth-Request-Email", "boss"), ("X-Auth-Request-Email", "mara")]
        assert (await door.client.get("/sample/see", headers=twice)).status_code == 401


async def test_a_name_that_anybody_else_says_counts_for_nothing(session: Session, settings: Settings) -> None:
    forged = {"X-Auth-Request-Email": "boss@films.example", "X-Forwarded-For": "10.0.0.5"}
    async with served(session, BEHIND._replace(proxies=["10.0.0.5"]), routers=ROUTERS) as door:
        assert (await door.ask("/sample/see", headers=forged)).status_code == 401
        token = token_for(settings, "see", "mara")
        assert (await door.ask("/sample/see", token, headers=forged)).json()["by"] == "mara"


async def test_wrong_tokens_are_soon_not_looked_at_any_more_and_hold_up_nobody_who_is_known(
    door: Served, settings: Settings
) -> None:
    known, new = token_for(settings, "see", "mara"), token_for(settings, "see", "noa")
    assert (await door.ask("/sample/see", known)).status_code == 200
    tried = [(await door.ask("/sample/see", f"lt_{number}")).status_code for number in range(12)]
    assert tried == [401] * 10 + [429] * 2
    slowed = await door.ask("/sample/see", new)
    assert slowed.status_code == 429
    assert 1 <= int(slowed.headers["retry-after"]) <= 60
    assert (await door.ask("/sample/see", known)).status_code == 200
    assert (await door.ask("/health")).status_code == 200


async def test_behind_a_proxy_the_wrong_tokens_of_one_hold_up_no_other(
    session: Session, settings: Settings
) -> None:
    token = token_for(settings, "see", "mara")
    async with served(session, ELSEWHERE._replace(proxies=["127.0.0.1"]), routers=ROUTERS) as door:
        for _ in range(11):
            # Only the last is the proxy's word.
            said = {"X-Forwarded-For": "198.51.100.1, 203.0.113.9"}
            last = await door.ask("/sample/see", "lt_no", headers=said)
        assert last.status_code == 429
        other = {"X-Forwarded-For": "203.0.113.9, 198.51.100.1"}
        assert (await door.ask("/sample/see", token, headers=other)).status_code == 200


async def test_whoever_asks_too_often_is_told_when_to_ask_again(session: Session, settings: Settings) -> None:
    rates = Rates(requests=6, changes=2, wrong_tokens=10)
    mara, noa = token_for(settings, "spend", "mara"), token_for(settings, "spend", "noa")
    async with served(session, ELSEWHERE, rates=rates, routers=ROUTERS) as door:
        made = [await door.ask("/sample/spend", mara, "POST", json=WISH) for _ in range(3)]
        assert [each.status_code for each in made] == [200, 200, 429]
        assert made[-1].json()["detail"].startswith("Too many changes: try again in")
        seen = [(await door.ask("/sample/see", mara)).status_code for _ in range(4)]
        assert seen == [200, 200, 200, 429]
        assert (await door.ask("/sample/see", noa)).status_code == 200
        assert [(await door.ask("/sample/see")).status_code for _ in range(7)] == [401] * 6 + [429]


@pytest.mark.parametrize(
    "host",
    ["films.example", "localhost.films.example", "192.0.2.1", "127.0.0.1.nip.io", "", "[::ffff:192.0.2.1]"],
)
async def test_on_this_machine_no_name_of_elsewhere_is_served(host: str, here: Served) -> None:
    answer = await here.ask("/sample/see", headers={"Host": host})
    assert answer.status_code == 421
    assert answer.json()["title"] == "Misdirected Request"


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:9000", "127.0.0.1", "[::1]:8000", "localhost."])
async def test_this_machine_goes_by_its_own_names(host: str, here: Served) -> None:
    assert (await here.ask("/sample/see", headers={"Host": host})).status_code == 200


async def test_elsewhere_it_goes_by_addresses_and_the_names_that_it_was_given(
    session: Session, settings: Settings
) -> None:
    token = token_for(settings, "see")
    async with served(session, ELSEWHERE._replace(allowed=["Films.Example"]), routers=ROUTERS) as door:
        for host, status in {"films.example": 200, "192.0.2.1:8000": 200, "evil.example": 421}.items():
            assert (await door.ask("/sample/see", token, headers={"Host": host})).status_code == status


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:1"},
        {"Origin": "file://"},
        {"Origin": "http://[bad"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://evil.example", "Sec-Fetch-Site": "same-origin"},
    ],
)
async def test_a_page_of_another_site_changes_nothing(headers: dict[str, str], here: Served) -> None:
    for name in ("POST", "PUT", "DELETE", "PATCH"):
        answer = await here.ask("/sample/spend", method=name, headers=headers, json=WISH)
        assert (answer.status_code, answer.json()["detail"]) == (
            403,
            "A page of another site may change nothing here.",
        )


async def test_a_page_of_ones_own_changes_what_it_may(here: Served) -> None:
    for headers in ({"Origin": here.address, "Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}):
        assert (await here.ask("/sample/spend", method="POST", headers=headers, json=WISH)).status_code == 200
    asked = {"Origin": "http://evil.example", "Access-Control-Request-Method": "POST"}
    preflight = await here.ask("/sample/spend", method="OPTIONS", headers=asked)
    assert preflight.status_code == 405
    assert not [name for name in preflight.headers if name.startswith("access-control")]


async def test_a_form_of_another_site_is_no_json(here: Served) -> None:
    headers = {"Content-Type": "text/plain"}
    answer = await here.ask("/sample/spend", method="POST", headers=headers, content=b'{"title": "x"}')
    assert answer.status_code == 422
    wanted = "The body must be JSON with the Content-Type application/json;"
    assert answer.json()["detail"] == f"{wanted} it came as text/plain."
    unsaid = await here.ask("/sample/spend", method="POST", content=b'{"title": "x"}')
    assert (unsaid.status_code, unsaid.json()["detail"]) == (422, f"{wanted} it came without one.")


async def test_no_token_and_no_query_is_in_the_log(
    door: Served, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    token = token_for(settings, "see", "mara")
    with caplog.at_level(logging.DEBUG):
        await door.ask(f"/sample/see?token={token}", token)
        await door.ask("/sample/see?word=hidden", "lt_wrong")
        await door.ask("/sample/error/boom", token)
        assert (await door.ask("/review/lr_opens")).status_code == 401
        told = await door.ask("/sample/see", "lr_opens")
        assert (told.status_code, told.json()["detail"]) == (401, "This link opens nothing here.")
        await door.said(f"GET /{token} HTTP/1.1\r\nHost: \r\nX: {token}\r\nword\r\n\r\n".encode())
    ours = [record for record in caplog.records if record.name.partition(".")[0] in ("longtake", "uvicorn")]
    assert any("mara GET /sample/see 200" in record.getMessage() for record in ours)
    said = "\n".join(record.getMessage() for record in ours)
    assert token not in said
    assert "hidden" not in said
    assert "lt_wrong" not in said
    assert "lr_opens" not in said


async def test_of_tokens_that_cannot_be_read_nobody_is_let_in(door: Served, settings: Settings) -> None:
    token = token_for(settings, "see")
    Tokens(settings.home).file.write_text("{")
    answer = await door.ask("/sample/see", token)
    assert answer.status_code == 500
    assert "no tokens that can be read" in answer.json()["detail"]


async def test_a_browser_is_told_to_keep_other_sites_out(here: Served) -> None:
    told = (await here.ask("/sample/see")).headers
    assert told["x-content-type-options"] == "nosniff"
    assert told["x-frame-options"] == "DENY"
    assert told["cross-origin-resource-policy"] == "same-origin"
    assert told["cache-control"] == "no-store"
    assert told["server"] == "longtake"
