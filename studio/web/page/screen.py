"""What a page's route is made of beside its function: who may look, and errors that are pages too."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from models.errors import LongtakeError
from studio.web.doors import doors_of
from studio.web.page.renderer import render
from studio.web.problems import kind_of, of_status
from studio.web.resources import Guarded


class Screen(Guarded):
    """A route that answers with a page, also where it cannot show what was asked for."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The route, whose refusals are pages."""
        handle = super().get_route_handler()

        async def shown(request: Request) -> Response:
            try:
                return await handle(request)
            except LongtakeError as error:
                better = await doors_of(request).explained(error)
                kind = kind_of(better)
                return render(request, "error.html", kind.status, title=kind.title, detail=str(better))
            except HTTPException as error:
                kind = of_status(error.status_code)
                return render(request, "error.html", kind.status, title=kind.title, detail=str(error.detail))
            except RequestValidationError:
                return render(
                    request,
                    "error.html",
                    404,
                    title="There is no such page",
                    detail="Its address is mistyped.",
                )

        return shown


def screens() -> APIRouter:
    """A router for pages."""
    return APIRouter(route_class=Screen, include_in_schema=False)
