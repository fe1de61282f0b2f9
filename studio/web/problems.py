"""Errors as this door tells them: RFC 9457 problems with the sentence that a command would say."""

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, NamedTuple

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute, iter_route_contexts
from pydantic import BaseModel, Field, ValidationError
from starlette.exceptions import HTTPException

from models import errors
from models.errors import LongtakeError
from models.field_errors import sentence_of
from models.readable import said
from studio.service.facts.places import unplaced_sentence
from studio.web.access.callers import Caller
from studio.web.access.roles import covers
from studio.web.doors import doors_of

MEDIA_TYPE = "application/problem+json"
AGAIN_AFTER_S = 5
"""When what could not be answered for now is worth asking again, in seconds."""


class Problem(BaseModel):
    """Why something was not done (RFC 9457)."""

    type: str = Field(
        description="Which kind of problem it is.", examples=["urn:longtake:problem:unknown-film"]
    )
    title: str = Field(description="That kind in words.", examples=["There is no such film"])
    status: int = Field(description="The HTTP status.", ge=400, le=599, examples=[404])
    detail: str = Field(
        description="What is wrong, and what to do, in one sentence.",
        examples=["There is no film 'the-door': `longtake list` shows those there are."],
    )
    field: str | None = Field(
        default=None, description="The field that is wrong, where one is.", examples=["target_duration"]
    )


class Kind(NamedTuple):
    """How a kind of error is told: its status, the end of its type, its title."""

    status: int
    name: str
    title: str


KINDS: Mapping[type[LongtakeError], Kind] = {
    errors.UnknownFilm: Kind(404, "unknown-film", "There is no such film"),
    errors.KeyTaken: Kind(409, "key-taken", "The key was used for something else"),
    errors.WrongMoment: Kind(409, "wrong-moment", "The film is not where this can be done"),
    errors.UnknownName: Kind(422, "unknown-name", "There is nothing of that name"),
    errors.BadInput: Kind(422, "bad-input", "What was given cannot be used"),
    errors.MissingKeys: Kind(422, "missing-keys", "A vendor's key is not set here"),
    errors.MissingExtra: Kind(422, "missing-extra", "Something that is needed is not installed here"),
    errors.NotAllowed: Kind(403, "not-allowed", "Whoever asks may not do this"),
    errors.EngineUnavailable: Kind(503, "engine-unavailable", "The engine does not answer"),
    errors.Unavailable: Kind(503, "store-unavailable", "The database or the store does not answer"),
    errors.DiskFull: Kind(507, "disk-full", "No space is left"),
    errors.StorageError: Kind(500, "storage", "The disk or the store said no"),
    errors.OutOfMemory: Kind(503, "out-of-memory", "No memory is left"),
    errors.RateLimited: Kind(503, "vendor-limits", "A vendor has had too many requests"),
    errors.Transient: Kind(503, "vendor-down", "A vendor does not answer for now"),
    errors.ProviderError: Kind(502, "vendor", "A vendor could not do what was asked"),
    errors.LongtakeError: Kind(500, "failed", "It could not be done"),
}
"""The kinds of errors; one that is not named here is told as the nearest that it is one of."""


def problem(
    kind: Kind, detail: str, field: str | None = None, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """An answer that says why something was not done."""
    # A value of thousands of characters is not said again in full.
    sentence = re.sub(r"\S{300,}", lambda found: f"{found[0][:60]}…", said(detail))
    told = Problem(
        type=f"urn:longtake:problem:{kind.name}",
        title=kind.title,
        status=kind.status,
        detail=sentence,
        field=field,
    )
    again = {"Retry-After": str(AGAIN_AFTER_S)} if kind.status == HTTPStatus.SERVICE_UNAVAILABLE else {}
    return JSONResponse(
        told.model_dump(exclude_none=True),
        kind.status,
        headers={**again, **(headers or {})},
        media_type=MEDIA_TYPE,
    )


def kind_of(error: LongtakeError) -> Kind:
    """How an error is told."""
    return next(KINDS[each] for each in type(error).__mro__ if each in KINDS)


def of_status(status: int) -> Kind:
    """The kind of a problem that HTTP has a number for and we no error."""
    phrase = HTTPStatus(status).phrase
    return Kind(status, phrase.lower().replace(" ", "-").replace("'", ""), phrase)


def declared(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What a route declares of the problems it answers with: `responses=declared(404, 409)`."""
    schema = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {
        status: {"description": _SAID[status], "content": {MEDIA_TYPE: schema}} for status in sorted(statuses)
    }


_SAID: Mapping[int, str] = {
    400: "It cannot be read: no JSON, no range, or no HTTP.",
    401: "Nobody, or nobody known, asks.",
    403: "The caller's role, or where the call comes from, does not allow it.",
    404: "There is no such thing.",
    405: "This cannot be done with it.",
    408: "The request came too slowly.",
    409: "The film is not at a point where this can be done.",
    413: "The request is too large.",
    416: "There is no such range.",
    421: "This host is not served here.",
    422: "What was given cannot be used; `field` says which of it where that is known.",
    429: "Too many requests: `Retry-After` says in how many seconds.",
    500: "Something unexpected happened.",
    502: "A vendor could not do what was asked.",
    503: "The engine, a store or a vendor does not answer for now.",
    507: "No space is left.",
}

DECLARED = declared(400, 401, 403, 404, 408, 409, 413, 421, 422, 429, 500, 502, 503, 507)
"""What any route may answer with beside what it is for."""


def install(app: FastAPI) -> None:
    """Have an application tell all its errors as problems."""
    app.add_exception_handler(LongtakeError, _of_ours)
    app.add_exception_handler(RequestValidationError, _of_a_request)
    app.add_exception_handler(ValidationError, _of_what_cannot_be_read)
    app.add_exception_handler(HTTPException, _of_http)
    app.add_exception_handler(Exception, _of_a_surprise)


def of_ours(error: LongtakeError, unsaid: str = "") -> JSONResponse:
    """How an error of ours is told; the address of the engine is left out that is to stay `unsaid`."""
    field = error.field if isinstance(error, errors.BadInput) else ""
    return problem(kind_of(error), unplaced_sentence(str(error), unsaid), field or None)


async def _of_ours(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, LongtakeError)
    doors = doors_of(request)
    caller = request.scope.get("state", {}).get("caller")
    knows = isinstance(caller, Caller) and covers(caller.role, "spend")
    return of_ours(await doors.explained(error), "" if knows else doors.session.address)


async def _of_http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    kind = of_status(error.status_code)
    headers = dict(error.headers or {})
    if kind.status == HTTPStatus.METHOD_NOT_ALLOWED:
        # Starlette names the methods of the first route of a path alone.
        headers["Allow"] = ", ".join(_methods_of(request))
    sentence = str(error.detail or kind.title)
    if sentence == kind.title:
        sentence = _SAID.get(kind.status, f"{sentence}.")
    return problem(kind, sentence, headers=headers)


def _methods_of(request: Request) -> list[str]:
    """All that a path is served for."""
    path = request.scope["path"]
    found: set[str] = set()
    for route in iter_route_contexts(request.app.routes):
        served = getattr(route, "path_regex", None)
        if served is not None and served.match(path):
            found |= route.methods or set()
    return sorted(found)


async def _of_a_request(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    place, *where = first["loc"]
    if first["type"] == "json_invalid":
        detail = f"The body is no JSON: {first['ctx']['error']} at character {where[0]}."
        return problem(of_status(400), detail)
    if place == "body" and not where and isinstance(first["input"], bytes):
        # What is not said to be JSON was not read.
        kind = request.headers.get("content-type", "").partition(";")[0].strip()
        said_as = f"it came as {kind[:100]}" if kind else "it came without one"
        detail = f"The body must be JSON with the Content-Type application/json; {said_as}."
        return problem(KINDS[errors.BadInput], detail)
    name = ".".join(map(str, where))
    told = sentence_of(
        {**first, "loc": tuple(where)}, lambda _: name or f"The {place}", _model_of(request, place)
    )
    return problem(KINDS[errors.BadInput], told, name or None)


async def _of_what_cannot_be_read(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ValidationError)
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(map(str, first["loc"]))
    what = str(first["msg"]).removeprefix("Value error, ").rstrip(".")
    return problem(KINDS[LongtakeError], f"What the server says cannot be read: {where}: {what}.")


async def _of_a_surprise(_request: Request, error: Exception) -> JSONResponse:
    detail = f"Something unexpected happened ({type(error).__name__}); the details are in the log."
    return problem(of_status(500), detail)


def _model_of(request: Request, place: object) -> type[BaseModel] | None:
    """The model of what a request's body is to be, where it is one."""
    route = request.scope.get("route")
    if place != "body" or not isinstance(route, APIRoute) or route.body_field is None:
        return None
    kind: Sequence[Any] | Any = route.body_field.field_info.annotation
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None
