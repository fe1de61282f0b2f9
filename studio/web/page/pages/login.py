"""Logging in with a token, and out again."""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Form, Query, Request, Response
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException

from studio.web.access.browsers import COOKIE, remember
from studio.web.doors import OfDoors
from studio.web.page.renderer import render
from studio.web.page.screen import screens
from studio.web.threshold import LOGIN, LOGOUT

router = screens()

Next = Annotated[str, Query(max_length=2000)]


@router.get(LOGIN)
async def login(request: Request, *, next: Next = "/") -> Response:  # noqa: A002 - as addresses have it
    """Where somebody says who they are."""
    return render(request, "login.html", next=_local(next), problem="")


@router.post(LOGIN)
async def enter(
    request: Request,
    doors: OfDoors,
    token: Annotated[str, Form(max_length=200)] = "",
    next: Annotated[str, Form(max_length=2000)] = "/",  # noqa: A002 - as addresses have it
) -> Response:
    """Log in: the browser keeps the token where no script reads it."""
    way_in, peer = doors.way_in, request.client.host if request.client else ""
    given = token.strip()
    try:
        way_in.login(peer, request.headers, given)
    except HTTPException as error:
        return render(request, "login.html", error.status_code, next=_local(next), problem=str(error.detail))
    answer = RedirectResponse(_local(next), 303)
    secure = way_in.is_secure(request.url.scheme, peer, request.headers)
    remember(answer, COOKIE, given, secure=secure)
    return answer


@router.post(LOGOUT)
async def leave() -> Response:
    """Log out: the browser forgets the token, which stays good."""
    answer = RedirectResponse(LOGIN, 303)
    answer.delete_cookie(COOKIE, path="/")
    return answer


def _local(address: str) -> str:
    """A page of ours, whatever was asked for."""
    parts = urlsplit(address.replace("\\", "/"))
    fine = not parts.scheme and not parts.netloc and parts.path.startswith("/") and parts.path.isprintable()
    return parts.path if fine and not parts.path.startswith("//") else "/"
