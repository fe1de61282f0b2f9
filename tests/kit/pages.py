"""Pages rendered without a server, of what a test tells them."""

from pathlib import Path
from typing import Any

from fastapi import Request

from studio.web.access.callers import Caller
from studio.web.access.roles import Role
from studio.web.application import application
from studio.web.doors import Doors
from studio.web.page.renderer import render
from tests.kit.web import session_at, way


def shown(home: Path, template: str, role: Role = "spend", **told: Any) -> str:
    """The page, or the part of one, as somebody of a role is shown it."""
    session = session_at(home)
    app = application(Doors(session, way(session.settings)))
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/films/the-door/story",
        "headers": [],
        "query_string": b"",
        "app": app,
        "state": {"caller": Caller("ann", role)},
    }
    return bytes(render(Request(scope), template, **told).body).decode()
