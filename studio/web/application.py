"""The application: every route, what stands before them, and its own description."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from fastapi_offline import FastAPIOffline

from infra.telemetry.spans import on
from studio.mcp.http import McpApp
from studio.web.agents import agents_door
from studio.web.bodies import Bodies
from studio.web.doors import Doors
from studio.web.events import stream
from studio.web.observation import Observed
from studio.web.page.screen import show_what_is_not_there
from studio.web.page.table import PAGES
from studio.web.problems import Problem, install
from studio.web.routes import codec, health
from studio.web.routes.making.table import MAKING
from studio.web.routes.origin.table import ORIGIN
from studio.web.routes.v1.table import ROUTERS
from studio.web.threshold import Threshold

TITLE = "Longtake"
DESCRIPTION = (
    "Films made as durable workflows: a sentence goes in, a finished film comes out. "
    "Errors are problems (RFC 9457) with the sentence that the command line would say."
)
TAGS = (
    {"name": "health", "description": "Whether it is alive."},
    {"name": "events", "description": "What happens to films, as it happens."},
)

V1 = "/api/v1"

PLAIN: tuple[APIRouter, ...] = (health.router, *ORIGIN)
"""Served as they are, and under `/api`."""
RESOURCES: tuple[APIRouter, ...] = (*ROUTERS, *MAKING, stream.router, codec.router)
"""Served under `/api/v1`."""


def application(doors: Doors) -> FastAPI:
    """The ASGI application. It opens nothing, and closes nothing, that whoever made the doors has."""
    agents = agents_door(doors)
    app = FastAPIOffline(
        title=TITLE,
        description=DESCRIPTION,
        version="1",
        openapi_tags=[*TAGS],
        lifespan=_lifespan_of(agents, doors),
        generate_unique_id_function=_operation_id,
    )
    for page in app.routes:
        if isinstance(page, APIRoute):
            # As of every resource; these are the pages of the document.
            page.methods = {*(page.methods or ()), "HEAD"}
    app.state.doors = doors
    app.router.routes.append(agents.route)
    install(app)
    show_what_is_not_there(app)
    # The last that is added is the first that a request comes by.
    app.add_middleware(Threshold, way_in=doors.way_in)
    app.add_middleware(Bodies)
    if on():
        app.add_middleware(Observed)
    for router in PLAIN:
        app.include_router(router)
        app.include_router(router, prefix="/api")
    for router in RESOURCES:
        app.include_router(router, prefix=V1)
    for router in PAGES:
        app.include_router(router)
    app.openapi = lambda: _described(app)  # type: ignore[method-assign]
    return app


def _operation_id(route: APIRoute) -> str:
    """How generated clients call an operation: as its function; what is served under `/api` too has two names."""
    path = route.path_format
    return f"{route.name}_under_api" if path.startswith("/api/") and not path.startswith(V1) else route.name


def _lifespan_of(agents: McpApp, doors: Doors) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        try:
            async with agents.running():
                yield
        finally:
            await asyncio.to_thread(doors.way_in.close)

    return lifespan


def _described(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document; the problems that every route declares are described in it once."""
    if app.openapi_schema is None:
        schema = get_openapi(
            title=app.title,
            version=app.version,
            description=app.description,
            routes=app.routes,
            tags=app.openapi_tags,
            # What is given and what is told has one form: a generated client has one class of it.
            separate_input_output_schemas=False,
        )
        schemas = schema.setdefault("components", {}).setdefault("schemas", {})
        schemas["Problem"] = Problem.model_json_schema()
        app.openapi_schema = schema
    return app.openapi_schema
