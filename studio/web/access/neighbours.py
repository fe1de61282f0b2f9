"""Neighbours: pages of other origins that may ask one thing of this server, what Temporal's UI asks of a codec server.

A browser asks first (the CORS protocol's preflight), and lets a page read what the answer says that its origin may.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import Scope

from models.errors import BadInput
from models.excerpt import quoted

READ: Final = frozenset({"/api/v1/codec/decode", "/api/v1/codec/download"})
"""What is asked once for each event of a history, and changes nothing."""
SHOWN: Final = READ | {"/api/v1/codec/encode"}
"""All that they may ask for."""

_KEPT_S = 600
_USUAL_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Neighbours:
    """The origins whose pages may ask; none by default."""

    origins: frozenset[str] = frozenset()

    @classmethod
    def of(cls, given: Iterable[str]) -> "Neighbours":
        """Those that a person named.

        Raises:
            BadInput: one of them is no origin.

        """
        return cls(frozenset(map(_origin, given)))

    def origin_of(self, scope: Scope) -> str:
        """The origin of the page that asks, where it may; else empty."""
        if not self.origins or scope["path"] not in SHOWN:
            return ""
        origin = Headers(scope=scope).get("origin", "")
        return origin if origin in self.origins else ""


def is_preflight(scope: Scope) -> bool:
    """Whether a browser asks whether a page may ask."""
    return scope["method"] == "OPTIONS" and "access-control-request-method" in Headers(scope=scope)


def preflight() -> Response:
    """The answer to that: it may."""
    return Response(
        status_code=204,
        headers={
            "access-control-allow-methods": "POST",
            "access-control-allow-headers": "authorization, authorization-extras, content-type, x-namespace",
            "access-control-max-age": str(_KEPT_S),
        },
    )


def let_read(headers: MutableHeaders, origin: str) -> None:
    """Have a browser let a page of that origin read the answer; it may have been asked with a cookie."""
    headers["access-control-allow-origin"] = origin
    headers["access-control-allow-credentials"] = "true"
    headers.add_vary_header("Origin")


def _origin(given: str) -> str:
    """An origin as browsers write it.

    Raises:
        BadInput: it is none.

    """
    typed = given.strip().casefold().removesuffix("/")
    try:
        parts = urlsplit(typed)
        host, port = parts.hostname or "", parts.port
    except ValueError:  # a port that is no number
        parts, host, port = urlsplit(""), "", None
    if (
        parts.scheme not in _USUAL_PORTS
        or not host
        or typed != f"{parts.scheme}://{parts.netloc}"
        or "@" in typed
    ):
        raise BadInput(
            f"--codec-origin {quoted(given, 58)} is no address of a UI: give its scheme, host and port, such as "
            "https://temporal.example or http://127.0.0.1:8233."
        )
    named = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{named}" + (
        f":{port}" if port not in (None, _USUAL_PORTS[parts.scheme]) else ""
    )
