"""Finished films released."""

import asyncio
from typing import Literal

from pydantic import Field

from models.base import Frozen
from models.errors import BadInput
from models.names import checked_film_id
from models.releases.release import Privacy
from models.releases.target import YOUTUBE, read_target
from studio.service.facts.values import FilmId
from studio.service.film.release import (
    Called,
    Wanted,
    begun,
    check_releasable,
    login_of,
    moment_of,
    request_for,
    words_for,
)
from studio.web.doors import Open
from studio.web.resources import resource
from studio.web.routes.making.bodies import Spend, done
from studio.web.routes.v1.parameters import FilmId as FilmName

router = resource("releases")

_CALLED = Called(another="another", incomplete="incomplete")


class ReleaseAsked(Frozen):
    """Where a film is to go, and under which words."""

    to: str = Field(
        description="`youtube`, or a folder of a bucket. A folder of the server's own is no place to name from elsewhere: "
        "`longtake release` on its machine takes one.",
        examples=["s3://films/door"],
    )
    privacy: Privacy | None = Field(
        default=None, description="Who sees it at YouTube; `private` if left out."
    )
    at: str | None = Field(
        default=None, description="When YouTube makes it public.", examples=["2030-12-24T18:00:00Z"]
    )
    title: str | None = Field(default=None, description="Its title there; the film's own if left out.")
    description: str | None = Field(
        default=None, description="What stands under it; from its story if left out."
    )
    tags: tuple[str, ...] | None = Field(default=None, description="Its tags; from its story if left out.")
    another: bool = Field(
        default=False,
        strict=True,
        description="Whether it is uploaded once more, beside the one that is there.",
    )
    incomplete: bool = Field(
        default=False, strict=True, description="Whether it is released though shots are missing."
    )


class ReleaseBegun(Frozen):
    """A release that was begun, or found."""

    id: FilmId
    target: str = Field(description="Where it goes.", examples=["s3://films/door"])
    status: Literal["running"] = Field(description="It is on its way.")
    attached: bool = Field(
        description="Whether it was on its way already, under the words it was begun with."
    )


@router.post(
    "/films/{film_id}/releases",
    status_code=202,
    summary="Release a film",
    responses=done(ReleaseBegun, 202, "It was begun, or is on its way."),
)
async def release_film(film_id: FilmName, body: ReleaseAsked, session: Open, _: Spend) -> ReleaseBegun:
    """Bring a finished film to YouTube, or into a bucket; it happens once. Where it is, its releases tell."""
    wanted = _wanted(checked_film_id(film_id), body)
    view = await session.studio.view(film_id)
    check_releasable(view, incomplete=wanted.incomplete, called=_CALLED)
    if wanted.target.kind == YOUTUBE and session.embedded:
        await asyncio.to_thread(login_of, session.settings.home)
    words = await asyncio.to_thread(words_for, view, session.studio.store, wanted)
    request = await request_for(session, view, wanted, words, _CALLED)
    attached = await begun(session, request)
    return ReleaseBegun(id=film_id, target=request.target.shown, status="running", attached=attached)


def _wanted(film_id: str, body: ReleaseAsked) -> Wanted:
    if body.to != YOUTUBE and not body.to.startswith("s3://"):
        raise BadInput(
            "to must be `youtube` or `s3://bucket/folder`: a folder of the server's own is named to `longtake release` there."
        )
    target = read_target(body.to, "to")
    said = {
        name: value
        for name, value in (("at", body.at), ("privacy", body.privacy), ("another", body.another))
        if value
    }
    if said and target.kind != YOUTUBE:
        raise BadInput(f"{next(iter(said))} is for YouTube: {target.shown} has nothing of the kind.")
    privacy = body.privacy or "private"
    if body.at is not None and privacy != "private":
        raise BadInput("at makes a private video public later: leave privacy out.")
    return Wanted(
        film_id=film_id,
        target=target,
        another=body.another,
        incomplete=body.incomplete,
        privacy=privacy,
        publish_at=moment_of(body.at, "at") if body.at is not None else "",
        title=body.title,
        description=body.description,
        tags=body.tags,
    )
