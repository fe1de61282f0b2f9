"""Comments on films."""

from decimal import Decimal
from typing import Annotated

from fastapi import Depends, Header, Path, Query
from pydantic import Field

from models.base import Frozen
from models.review import UnknownComment, Wanted
from studio.service.facts.film.comments import CommentFacts, CommentPage, comment_facts
from studio.service.review.comments import (
    MOST_OF_A_COMMENT,
    Author,
    Said,
    film_comments,
    known_comment,
    reopen,
    resolve,
    say,
)
from studio.web.access.callers import Caller, may
from studio.web.access.roles import covers
from studio.web.doors import Open
from studio.web.resources import resource
from studio.web.routes.making.bodies import done
from studio.web.routes.v1.examples import answer
from studio.web.routes.v1.parameters import MOST_OF_A_PAGE, FilmId, in_path

router = resource("review")

See = Annotated[Caller, Depends(may("see", guests=True))]
Comments = Annotated[Caller, Depends(may("comment", guests=True))]
Number = Annotated[int, Path(ge=1, le=2**53, description="The comment's id.", examples=[4])]
Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        max_length=200,
        description="A name of your own for this request: sent again with the same body it is the same comment.",
    ),
]


class CommentQuery(Frozen):
    """Which comments are asked for."""

    limit: int = Query(default=50, ge=1, le=MOST_OF_A_PAGE, description="How many the page has at most.")
    cursor: int = Query(
        default=0,
        ge=0,
        le=2**53,
        description="Where the page begins: the `next` of the one before; without, the first page.",
    )

    resolved: bool | None = Query(default=None, description="Only those that are resolved, or open.")
    shot: str = Query(
        default="",
        max_length=64,
        description="Only those on a shot, by its id or its number.",
        examples=["3"],
    )


class CommentAsked(Frozen):
    """A comment: on a shot, on a moment of the cut film, or on the whole film."""

    text: str = Field(
        description=f"What is said, {MOST_OF_A_COMMENT:,} characters at most.", examples=["Make it night."]
    )
    shot: str | int | None = Field(
        default=None, description="The shot that it is about, by its number or id.", examples=["3"]
    )
    at: Decimal | None = Field(
        default=None,
        ge=0,
        lt=10**6,
        description="The moment of the cut film that it is about, in seconds; the shot that is seen there goes with it.",
        examples=[None],
    )
    internal: bool = Field(
        default=False,
        description="Whether the team alone sees it, and nobody who came by a link; those cannot say such a thing.",
    )


class CommentChange(Frozen):
    """What becomes of a comment."""

    resolved: bool = Field(description="Whether nothing more is to be done about it.", examples=[True])


@router.get("/films/{film_id}/comments", summary="List a film's comments", responses=answer(CommentPage))
async def list_comments(
    film_id: FilmId, session: Open, asked: Annotated[CommentQuery, Query()], caller: See
) -> CommentPage:
    """What people said of a film, by pages, in the order in which they said it; without what is internal for who came by a link."""
    wanted = Wanted(film_id, asked.shot, asked.resolved, asked.cursor, asked.limit, bool(caller.film))
    found = await film_comments(session, wanted)
    following = None if found.more_after is None else str(found.more_after)
    return CommentPage(id=film_id, comments=tuple(map(comment_facts, found.comments)), next=following)


@router.post(
    "/films/{film_id}/comments",
    status_code=201,
    summary="Comment on a film",
    responses=done(CommentFacts, 201, "It is said."),
)
async def add_comment(
    film_id: FilmId, body: CommentAsked, session: Open, caller: Comments, key: Key = ""
) -> CommentFacts:
    """Comment on a shot, on a moment of the cut film, or on the whole film. Who said it is whoever asks."""
    shot = "" if body.shot is None else str(body.shot)
    said = Said(body.text, shot, body.at, key, body.internal)
    return comment_facts(await say(session, film_id, said, author_of(caller)))


@router.get("/films/{film_id}/comments/{comment}", summary="Show a comment", responses=answer(CommentFacts))
async def show_comment(film_id: FilmId, comment: Number, session: Open, caller: See) -> CommentFacts:
    """One comment."""
    with in_path(UnknownComment):
        return comment_facts(await known_comment(session, film_id, comment, guest=bool(caller.film)))


@router.patch(
    "/films/{film_id}/comments/{comment}",
    summary="Resolve a comment, or open it again",
    responses=answer(CommentFacts),
)
async def change_comment(
    film_id: FilmId, comment: Number, body: CommentChange, session: Open, caller: Comments
) -> CommentFacts:
    """Resolve a comment or open it again: one's own, and with the role `decide` anybody's."""
    change = resolve if body.resolved else reopen
    with in_path(UnknownComment):
        return comment_facts(await change(session, film_id, comment, author_of(caller)))


def author_of(caller: Caller) -> Author:
    """Who comments, as their comments know them."""
    return Author(caller.name, caller.link, covers(caller.role, "decide"))
