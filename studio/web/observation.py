"""What operators see of requests: a span for each, named by its route; whatever the request starts belongs to it."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from infra.telemetry.spans import span

_CALLER = b"traceparent"
_STREAMS = "/events"
"""What never ends by itself: a span of hours, with everything in it that was read meanwhile, tells nobody anything."""
_PREFIXES = ("/api/v1", "/api")
"""Below them routes are served that do not know of it."""


class Observed:
    """Stands around everything else."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http" or scope["path"].endswith(_STREAMS):
            await self._app(scope, receive, send)
            return
        method: str = scope["method"]
        caller = {
            name.decode(): value.decode("latin-1") for name, value in scope["headers"] if name == _CALLER
        }
        with span(method, "server", {"http.request.method": method}, caller=caller) as mark:

            async def heard(message: Message) -> None:
                if message["type"] == "http.response.start":
                    status: int = message["status"]
                    mark.tell({"http.response.status_code": status})
                    if status >= 500:
                        mark.fail(str(status))
                await send(message)

            try:
                await self._app(scope, receive, heard)
            finally:
                if route := _route_of(scope):
                    mark.rename(f"{method} {route}")
                    mark.tell({"http.route": route})


def _route_of(scope: Scope) -> str:
    """The path of the route that answered, with the names of what stands in it; empty where none did."""
    route: str = getattr(scope.get("route"), "path", "")
    prefix = next((each for each in _PREFIXES if scope["path"].startswith(f"{each}/")), "")
    return route if not route or route.startswith(prefix) else prefix + route
