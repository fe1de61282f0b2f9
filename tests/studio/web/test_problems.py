"""Errors as the door tells them, and what it says of itself."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from infra.temporal_faults import silent
from studio.web.application import PLAIN, RESOURCES
from studio.web.problems import of_ours
from studio.web.resources import Guarded
from studio.web.threshold import OPEN
from tests.kit.web import Served, served, session_at
from tests.kit.web_routes import ERRORS, ROUTERS

STATUSES = {
    "unknown-film": 404, "unknown-name": 422, "wrong-moment": 409, "bad-input": 422, "missing-keys": 422,
    "disk-full": 507, "vendor": 502,
}  # fmt: skip


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Served]:
    async with served(session_at(tmp_path / "home"), routers=ROUTERS) as door:
        yield door


@pytest.mark.parametrize("name", STATUSES)
async def test_an_error_of_ours_is_told_in_its_own_sentence(name: str, door: Served) -> None:
    answer = await door.ask(f"/sample/error/{name}")
    assert answer.status_code == STATUSES[name]
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert told["type"] == f"urn:longtake:problem:{name}"
    assert (told["status"], told["detail"]) == (STATUSES[name], str(ERRORS[name]))


@pytest.mark.parametrize("embedded", [True, False])
def test_of_an_engine_that_does_not_answer_it_is_said_without_its_address_to_whoever_is_not_told(
    *, embedded: bool
) -> None:
    error = silent("10.1.2.3:7233", embedded=embedded)
    assert b"10.1.2.3" in of_ours(error).body
    told = bytes(of_ours(error, "10.1.2.3:7233").body)
    assert b"10.1.2.3" not in told
    assert b"Temporal server takes connections and does not answer" in told


async def test_a_surprise_says_nothing_of_itself_but_that_it_is_one(door: Served) -> None:
    answer = await door.ask("/sample/error/boom")
    assert answer.status_code == 500
    assert (
        answer.json()["detail"] == "Something unexpected happened (RuntimeError); the details are in the log."
    )
    assert "lt_secret" not in answer.text


@pytest.mark.parametrize(
    ("body", "status", "detail", "field"),
    [
        (
            b"{",
            400,
            "The body is no JSON: Expecting property name enclosed in double quotes at character 1.",
            None,
        ),
        (b'{"title": "\xff"}', 400, None, None),
        (b"", 422, "The body is missing.", None),
        (b"[1]", 422, "The body must be an object of names and values (in TOML a table), not [1].", None),
        (b"{}", 422, "title is missing.", "title"),
        (b'{"tilte": "x", "title": "y"}', 422, "tilte is not a known field: did you mean 'title'?", "tilte"),
        (b'{"title": "x", "seconds": "ten"}', 422, "seconds must be a whole number, not 'ten'.", "seconds"),
        (b'{"title": "x", "seconds": 1e400}', 422, "seconds must be a number, not inf.", "seconds"),
        (b"[" * 100_000, None, None, None),
    ],
)
async def test_a_body_that_cannot_be_used_is_told_as_a_command_would(
    body: bytes, status: int | None, detail: str | None, field: str | None, door: Served
) -> None:
    answer = await door.ask(
        "/sample/spend", method="POST", headers={"Content-Type": "application/json"}, content=body
    )
    told = answer.json()
    assert answer.status_code == (status or 400) == told["status"]
    assert detail in (None, told["detail"])
    assert told.get("field") == field


async def test_a_value_of_thousands_of_characters_is_not_said_again(door: Served) -> None:
    answer = await door.ask("/sample/spend", method="POST", json={"title": "x", "seconds": "y" * 100_000})
    assert answer.status_code == 422
    assert len(answer.text) < 1000


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/nowhere", 404), ("DELETE", "/health", 405)])
async def test_what_is_not_there_is_a_problem_too(method: str, path: str, status: int, door: Served) -> None:
    answer = await door.ask(path, method=method)
    assert (answer.status_code, answer.json()["status"]) == (status, status)
    assert answer.headers["content-type"] == "application/problem+json"
    assert status != 405 or answer.headers["allow"] == "GET, HEAD"


async def test_the_document_declares_what_any_route_may_answer(door: Served) -> None:
    document = (await door.ask("/openapi.json")).json()
    assert document["info"]["title"] == "Longtake"
    assert document["components"]["schemas"]["Problem"]["required"] == ["type", "title", "status", "detail"]
    spent = document["paths"]["/sample/spend"]["post"]
    assert spent["security"] == [{"token": []}]
    for status in ("400", "401", "403", "404", "408", "409", "413", "422", "429", "500", "503"):
        content = spent["responses"][status]["content"]
        assert content == {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}


def test_every_route_says_who_may_ask_or_is_open_to_everybody() -> None:
    routes = [route for router in (*PLAIN, *RESOURCES) for route in router.routes]
    assert routes
    for route in routes:
        assert isinstance(route, Guarded), route
        assert route.guards or route.path in OPEN, route.path


@pytest.mark.parametrize("page", ["/docs", "/redoc"])
async def test_the_pages_that_describe_it_need_nothing_from_elsewhere(page: str, door: Served) -> None:
    text = (await door.ask(page)).text
    fetched = re.findall(r"""(?:src|href)=["']([^"']+)""", text)
    assert fetched
    for address in fetched:
        assert address.startswith("/") and not address.startswith("//"), address
        assert (await door.ask(address)).status_code == 200


async def test_what_a_path_is_not_served_for_names_all_that_it_is_served_for(door: Served) -> None:
    for path, served_for in (
        ("/api/v1/films", "GET, HEAD, POST"),
        ("/sample/spend", "POST"),
        ("/health", "GET, HEAD"),
    ):
        answer = await door.ask(path, method="OPTIONS")
        assert (answer.status_code, answer.headers["allow"]) == (405, served_for)
