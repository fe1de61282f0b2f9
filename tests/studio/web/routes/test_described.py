"""The resources as their document describes them."""

import re
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from pydantic import BaseModel

from studio.web.application import application
from studio.web.doors import Doors
from studio.web.routes.v1.table import ROUTERS
from tests.kit.web import session_at, way

ROUTES = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
SHOWN = [route for route in ROUTES if route.include_in_schema]


@pytest.fixture
def app(tmp_path: Path) -> FastAPI:
    session = session_at(tmp_path)
    return application(Doors(session, way(session.settings)))


@pytest.fixture
def document(app: FastAPI) -> dict[str, Any]:
    return app.openapi()


@pytest.mark.parametrize("route", SHOWN, ids=lambda route: f"{route.name}")
def test_an_answer_has_an_example_that_is_such_an_answer(route: APIRoute) -> None:
    model = route.response_model
    if isinstance(model, type) and issubclass(model, BaseModel):
        example = route.responses[route.status_code or 200]["content"]["application/json"]["example"]
        model.model_validate(example)
    else:
        bytes_of = ("file", "picture", "scratch", "folder")
        assert any(word in route.path for word in bytes_of), "only files have no model"


def test_every_answer_and_every_refusal_is_declared(document: dict[str, Any]) -> None:
    for route in SHOWN:
        method = next(iter(route.methods or ()))
        described = document["paths"][f"/api/v1{route.path.replace(':path', '')}"][method.lower()]
        done = str(route.status_code or 200)
        assert {done, "401", "403", "404", "422", "503"} <= described["responses"].keys(), route.path
        assert described["summary"], route.path
        assert described["description"], route.path


def test_the_files_say_what_a_range_and_a_bucket_answer(document: dict[str, Any]) -> None:
    for path in (
        "/films/{film_id}/files/{place}",
        "/assets/{sha256}/file",
        "/subjects/{name}/pictures/{number}",
    ):
        assert {"206", "304", "307", "416"} <= document["paths"][f"/api/v1{path}"]["get"]["responses"].keys()


def test_ids_in_paths_are_held_to_what_an_id_can_be(document: dict[str, Any]) -> None:
    for path, described in document["paths"].items():
        for one in described.values():
            for given in one.get("parameters", ()):
                if given["in"] == "path":
                    said = given["schema"]
                    assert said.keys() & {"pattern", "enum", "maximum"}, f"{path}: {given['name']}"
                    assert given.get("description") or "enum" in said, f"{path}: {given['name']}"


def test_operations_are_called_by_short_names_of_their_own(document: dict[str, Any]) -> None:
    """A generated client has them as the names of its functions."""
    names = [one["operationId"] for path in document["paths"].values() for one in path.values()]
    assert len(names) == len(set(names)) > 60
    for name in names:
        assert re.fullmatch(r"[a-z]+(_[a-z]+){1,2}(_under_api)?", name), name
    twins = {name.removesuffix("_under_api") for name in names if name.endswith("_under_api")}
    assert twins < {*names}
    assert {"list_films", "begin_film", "decide_film", "check_health"} <= {*names}


def test_whatever_is_got_answers_head_too_but_for_the_stream_and_the_document_says_nothing_of_it(
    app: FastAPI, document: dict[str, Any]
) -> None:
    methods: dict[str, set[str]] = {}
    for route in iter_route_contexts(app.routes):
        methods.setdefault(str(route.path), set()).update(route.methods or ())
    got = [path for path in methods if "GET" in methods[path]]
    assert len(got) >= 50
    assert [path for path in got if "HEAD" not in methods[path]] == ["/api/v1/events"]
    assert not any("head" in described for described in document["paths"].values())
