"""What changes something as its document describes it: every answer has an example, every body is one that is read."""

from pathlib import Path
from typing import Any

import pytest
from fastapi import Response
from fastapi.routing import APIRoute
from pydantic import BaseModel, TypeAdapter

from studio.service.programs.decisions import decision_in
from studio.service.programs.fields import DecisionAsked, FilmAsked, GenerateAsked, ScenarioAsked
from studio.web.application import application
from studio.web.doors import Doors
from studio.web.routes.making.table import MAKING
from studio.web.routes.origin.table import ORIGIN
from tests.kit.web import session_at, way

ROUTES = [
    route
    for router in (*MAKING, *ORIGIN)
    for route in router.routes
    if isinstance(route, APIRoute) and route.include_in_schema
]
BODIES: dict[str, type[BaseModel]] = {
    "/films": FilmAsked,
    "/generate": GenerateAsked,
    "/scenarios": ScenarioAsked,
    "/films/{film_id}/decisions": DecisionAsked,
}


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    session = session_at(Path(tmp_path_factory.mktemp("home")))
    return application(Doors(session, way(session.settings))).openapi()


def described(document: dict[str, Any], route: APIRoute) -> dict[str, Any]:
    [method] = list(route.methods or ())
    path = next(path for path in (f"/api/v1{route.path}", route.path) if path in document["paths"])
    found: dict[str, Any] = document["paths"][path][method.lower()]
    return found


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.name}")
def test_an_answer_has_an_example_that_is_such_an_answer(route: APIRoute, document: dict[str, Any]) -> None:
    told = described(document, route)
    assert told["summary"] and told["description"]
    assert {"401", "403", "404", "409", "422", "429", "503"} <= told["responses"].keys()
    if "206" in told["responses"] or route.status_code == 204 or route.response_class is Response:
        return
    for status in (200, 201, 202):
        if answer := route.responses.get(status):
            # As the route has it: in the document itself nothing is null.
            TypeAdapter(route.response_model).validate_python(
                answer["content"]["application/json"]["example"]
            )
    assert {200, 201, 202} & route.responses.keys()


@pytest.mark.parametrize("path", BODIES)
def test_an_example_of_a_body_is_one_that_is_read(path: str, document: dict[str, Any]) -> None:
    route = next(route for route in ROUTES if route.path == path)
    examples = described(document, route)["requestBody"]["content"]["application/json"]["examples"]
    assert examples
    for one in examples.values():
        BODIES[path].model_validate(one["value"])
        if "decision" in one["value"]:
            decision_in(one["value"], "ann")


def test_what_cannot_be_sent_again_without_harm_takes_a_key(document: dict[str, Any]) -> None:
    begins = {
        "/generate",
        "/generate-storyboard",
        "/films",
        "/scenarios",
        "/films/{film_id}/retakes",
        "/films/{film_id}/finish",
        "/films/{film_id}/decisions",
    }
    begins |= {"/films/{film_id}/tries", "/films/{film_id}/shots/{shot_id}/take"}
    keyed = {
        route.path
        for route in ROUTES
        if any(one["name"] == "Idempotency-Key" for one in described(document, route).get("parameters", ()))
    }
    assert keyed == begins
