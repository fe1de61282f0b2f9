"""What a page's route is made of beside its function: who may look, and errors that are pages too."""

from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from models.errors import LongtakeError
from studio.web.access.browsers import looks
from studio.web.doors import doors_of
from studio.web.page.renderer import render
from studio.web.page.stores import know_stores
from studio.web.problems import kind_of, of_status
from studio.web.resources import Guarded, Resource


class Screen(Guarded):
    """A route that answers with a page, also where it cannot show what was asked for."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The route, whose refusals are pages."""
        handle = super().get_route_handler()

        async def shown(request: Request) -> Response:
            await know_stores(request)
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


def show_what_is_not_there(app: FastAPI) -> None:
    """Have a browser that asks for what is not there, or may not be, shown a page; programs are told a problem as ever."""
    told: Any = app.exception_handlers[HTTPException]

    async def handle(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        if looks(request.scope):
            title = (
                "There is no such page"
                if error.status_code == HTTPStatus.NOT_FOUND
                else of_status(error.status_code).title
            )
            return render(request, "error.html", error.status_code, title=title, detail="")
        answer: Response = await told(request, error)
        return answer

    app.add_exception_handler(HTTPException, handle)


def screens() -> APIRouter:
    """A router for pages."""
    return Resource(route_class=Screen, include_in_schema=False)
