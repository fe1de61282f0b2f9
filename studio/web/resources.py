"""What a route is made of beside its function: who may ask is known before anything is read, and every answer is declared."""

from collections.abc import Callable, Coroutine, Iterator
from typing import Any, ClassVar

from fastapi import APIRouter, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from fastapi.sse import EventSourceResponse

from studio.web.access.callers import May
from studio.web.bodies import MOST_BODY, take
from studio.web.problems import DECLARED


def _parts(dependant: Dependant) -> Iterator[Any]:
    yield dependant.call
    for each in dependant.dependencies:
        yield from _parts(each)


class Guarded(APIRoute):
    """A route that refuses a caller of too small a role, and too large a body, before it reads anything."""

    most_body: ClassVar[int] = MOST_BODY

    @property
    def guards(self) -> tuple[May, ...]:
        """What the route's function, and what that depends on, ask of a caller."""
        return tuple(each for each in _parts(self.dependant) if isinstance(each, May))

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The route, with its guards before it."""
        handle, guards, most = super().get_route_handler(), self.guards, self.most_body

        async def guarded(request: Request) -> Response:
            for guard in guards:
                guard.admitted(request)
            take(request.scope, most)
            return await handle(request)

        return guarded


class Resource(APIRouter):
    """A router that answers HEAD wherever it answers GET, but for a stream, which has no end; the document has GET alone."""

    def add_api_route(self, path: str, endpoint: Callable[..., Any], **given: Any) -> None:  # noqa: ANN401 - FastAPI's own
        """Add a route, and its HEAD."""
        super().add_api_route(path, endpoint, **given)
        streams = given.get("response_class") is EventSourceResponse
        if "GET" in (given.get("methods") or ()) and not streams:
            # The server leaves the body out, of whatever is answered.
            super().add_api_route(
                path, endpoint, **{**given, "methods": ["HEAD"], "include_in_schema": False}
            )


def resource(tag: str, prefix: str = "", most_body: int = MOST_BODY) -> APIRouter:
    """A router for the routes of one resource, whose refusals are declared; `most_body` is in bytes."""
    kind = type("Guarded", (Guarded,), {"most_body": most_body})
    return Resource(prefix=prefix, tags=[tag], route_class=kind, responses=DECLARED)
