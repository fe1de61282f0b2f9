"""Browsers that have logged in: a token in a cookie that no script reads, and a mark that every change has to bring with it."""

import hashlib
import hmac

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import Response
from starlette.types import Scope

COOKIE = "longtake_token"
"""The cookie of a browser that has logged in."""
MARK = "x-longtake-mark"
"""The header in which a page of ours brings the mark that it was served with."""
OUT_OF_DATE = "This page was not served to whoever is logged in now: load it again."

_KEPT_S = 30 * 24 * 3600


def looks(scope: Scope) -> bool:
    """Whether somebody looks with a browser, and not a program asks."""
    accepts = Headers(scope=scope).get("accept", "")
    return scope["method"] == "GET" and "text/html" in accepts and not scope["path"].startswith("/api/")


def token_in(headers: Headers) -> str:
    """The token in a browser's cookie; empty where it has none."""
    return cookie_parser(headers.get("cookie", "")).get(COOKIE, "")


def mark_of(secret: str) -> str:
    """What a page that is served to whoever has that secret brings with every change: a page of another site cannot know it."""
    return hashlib.sha256(f"mark of {secret}".encode(errors="surrogatepass")).hexdigest()[:32]


def brings_mark(headers: Headers, secret: str) -> bool:
    """Whether a request comes from a page that was served to whoever has that secret."""
    return hmac.compare_digest(headers.get(MARK, "").encode(errors="replace"), mark_of(secret).encode())


def remember(answer: Response, name: str, value: str, *, secure: bool) -> None:
    """Have a browser keep a secret for this server's pages alone."""
    answer.set_cookie(name, value, max_age=_KEPT_S, path="/", httponly=True, samesite="strict", secure=secure)
