"""The door for agents, at `/mcp` of the application: who calls is known by then, and which host was asked for."""

from urllib.parse import quote

from mcp.server.transport_security import TransportSecuritySettings

from studio.mcp.door import Door
from studio.mcp.http import McpApp, mcp_app
from studio.web.access.callers import may
from studio.web.doors import Doors


def agents_door(doors: Doors) -> McpApp:
    """The door for agents beside the routes; every role may come in by it, and each tool says what it takes."""
    door = Door(doors.settings, doors.awake, links=_file_of)
    # The threshold has looked at host and origin, for every route alike.
    return mcp_app(
        door, may("see").admitted, TransportSecuritySettings(enable_dns_rebinding_protection=False)
    )


def _file_of(film_id: str, name: str) -> str:
    return f"/api/v1/films/{quote(film_id)}/files/{quote(name)}"
