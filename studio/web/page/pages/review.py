"""Review: a film is watched, and what people say of it is written beside it; also for those who came by a link."""

import asyncio
from typing import Annotated

from fastapi import Depends, Form, Path, Query, Request, Response
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException

from models.review import Wanted
from models.shots.view import ShotView
from studio.service.facts.film.comments import CommentFacts, comment_facts, link_facts
from studio.service.film.reading.shots import shots_after
from studio.service.review.comments import film_comments
from studio.service.review.film import review_of, review_shot
from studio.service.review.links import shared
from studio.service.session import Session
from studio.web.access import guests
from studio.web.access.browsers import remember
from studio.web.access.callers import Caller, may
from studio.web.doors import OfDoors, Open
from studio.web.page.pages.board import headed
from studio.web.page.renderer import file_url, render
from studio.web.page.screen import screens
from studio.web.routes.v1.parameters import FilmId
from studio.web.routes.v1.review.film import reviewer_of
from studio.web.threshold import LINKS

router = screens()

_AT_ONCE = 100
_MOST_COMMENTS = 500
_WIDTH = 320

Sees = Annotated[Caller, Depends(may("see", guests=True))]
Secret = Annotated[str, Path(max_length=200, pattern=r"^[A-Za-z0-9_-]+$")]


@router.get(LINKS + "{secret}")
async def door(request: Request, secret: Secret, doors: OfDoors) -> Response:
    """Where a link leads to: whoever has it says what they are called."""
    caller = await doors.way_in.guest(_peer(request), request.headers, secret)
    name = caller.name.removesuffix(" (guest)")
    return render(request, "review_door.html", problem="", name=name)


@router.post(LINKS + "{secret}")
async def enter(
    request: Request, secret: Secret, doors: OfDoors, name: Annotated[str, Form(max_length=200)] = ""
) -> Response:
    """Come in by a link: the browser keeps its secret where no script reads it."""
    way_in, peer = doors.way_in, _peer(request)
    caller = await way_in.guest(peer, request.headers, secret, name)
    answer = RedirectResponse(f"/films/{caller.film}/review", 303)
    secure = way_in.is_secure(request.url.scheme, peer, request.headers)
    remember(answer, guests.COOKIE, guests.cookie_value(secret, name), secure=secure)
    return answer


@router.get("/films/{film_id}/review")
async def review(request: Request, film_id: FilmId, session: Open, caller: Sees) -> Response:
    """The film, or its board while there is none, and what was said of it."""
    told = await review_of(session, film_id, reviewer_of(caller))
    found = await shots_after(session, film_id, None, _AT_ONCE)
    head = None if caller.film else (await headed(session, film_id))[1]
    return render(
        request,
        "review.html",
        head=head,
        film=told,
        shots=[_shown(film_id, shot) for shot in found.shots],
        comments=await _comments(session, film_id, caller),
        shows_resolved=False,
        address=lambda place: file_url(film_id, place),
    )


@router.get("/films/{film_id}/review/comments")
async def comments(
    request: Request,
    film_id: FilmId,
    session: Open,
    caller: Sees,
    *,
    resolved: Annotated[bool, Query()] = False,
) -> Response:
    """What was said, as it is now; `resolved`: also what nothing more is to be done about."""
    return render(
        request,
        "parts/comments.html",
        you=reviewer_of(caller),
        comments=await _comments(session, film_id, caller),
        shows_resolved=resolved,
    )


@router.get("/films/{film_id}/review/links", dependencies=[Depends(may("decide"))])
async def links(request: Request, film_id: FilmId, session: Open) -> Response:
    """The links by which others see the film."""
    found = await asyncio.to_thread(shared, session.settings, film_id)
    return render(request, "parts/links.html", links=[link_facts(one) for one in reversed(found)])


async def _comments(session: Session, film_id: str, caller: Caller) -> tuple[CommentFacts, ...]:
    found = await film_comments(session, Wanted(film_id, most=_MOST_COMMENTS, guest=bool(caller.film)))
    return tuple(map(comment_facts, found.comments))


def _shown(film_id: str, shot: ShotView) -> dict[str, object]:
    told = review_shot(shot)
    frame = (
        file_url(film_id, told.frame, shot.keyframe.blob if shot.keyframe else None, _WIDTH)
        if told.frame
        else ""
    )
    clip = shot.conformed or shot.clip
    seconds = clip.seconds if clip else told.planned_seconds
    return {**told.model_dump(), "picture": frame, "seconds": seconds}


def _peer(request: Request) -> str:
    if request.client is None:
        raise HTTPException(403, "Nobody knows where this comes from.")
    return request.client.host
