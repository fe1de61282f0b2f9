"""Guests: whoever came by a link, as a request says it: a bearer token, or a cookie that a page has set."""

from urllib.parse import quote, unquote

from starlette.datastructures import Headers
from starlette.requests import cookie_parser

from studio.service.review.links import Guest
from studio.web.access.callers import Caller

COOKIE = "longtake_review"
"""The cookie of a browser that came by a link: the secret, and what its person is called."""
NAME = "guest-name"
"""The header in which a program that sends a link's secret says what its person is called, percent-encoded."""


def caller_of(guest: Guest) -> Caller:
    """A guest as any route knows them: they may comment on the film of their link."""
    return Caller(guest.name, "comment", guest.digest, guest.film_id, guest.link)


def name_in(headers: Headers) -> str:
    """What a guest says that they are called; empty where they do not."""
    return unquote(headers.get(NAME, ""))


def cookie_value(secret: str, name: str = "") -> str:
    """What a page sets for a guest; it belongs to this server's pages alone (HttpOnly, SameSite=Lax, and Secure over HTTPS)."""
    return f"{secret}!{quote(name, safe='')}" if name else secret


def cookie_in(headers: Headers) -> tuple[str, str] | None:
    """The secret and the name in a browser's cookie; None where it has none."""
    value = cookie_parser(headers.get("cookie", "")).get(COOKIE, "")
    secret, _, name = value.partition("!")
    return (secret, unquote(name)) if secret else None
