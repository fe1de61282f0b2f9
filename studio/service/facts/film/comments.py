"""What people say of a film, and the links that let others see it."""

from datetime import UTC, datetime
from typing import Literal

from pydantic import Field

from models.base import Frozen
from models.review import Comment, ReviewLink
from studio.service.facts.values import FilmId, Moment


class CommentFacts(Frozen):
    """A comment."""

    comment: int = Field(description="Its id.", examples=[4])
    shot: str | None = Field(
        description="The shot that it is about, or that is seen at its moment; null where it is about the whole film.",
        examples=["shot_003"],
    )
    take: int | None = Field(
        description="The take that the shot had when it was said; null without a shot.", examples=[1]
    )
    at_s: str | None = Field(
        description="Its moment of the cut film, in seconds, as text so that no reader rounds it; null where it has none.",
        examples=["12.04"],
    )
    text: str = Field(description="What was said.", examples=["Make it night."])
    by: str = Field(description="Who said it; `(guest)` came by a link.", examples=["Ada (guest)"])
    said_at: Moment
    resolved: bool = Field(description="Whether nothing more is to be done about it.")
    resolved_by: str | None = Field(description="Who resolved it; null while it is open.", examples=["mara"])
    resolved_at: str | None = Field(description="When, ISO 8601 in UTC; null while it is open.")
    resolution: Literal["word", "revision", "retake"] | None = Field(
        description="How: somebody said so, or it went into the note of a revision or a retake.",
        examples=["revision"],
    )
    board: int | None = Field(
        description="The board whose revision it went into; null where there was none.", examples=[2]
    )
    internal: bool = Field(description="Whether the team alone sees it, and nobody who came by a link.")


class CommentPage(Frozen):
    """Some of a film's comments, in the order in which they were said."""

    id: FilmId
    comments: tuple[CommentFacts, ...] = Field(description="The comments of this page.")
    next: str | None = Field(
        description="The cursor of the page behind this one; null on the last.", examples=["57"]
    )


class LinkFacts(Frozen):
    """A link by which somebody sees one film and comments on it."""

    link: int = Field(description="Its number.", examples=[3])
    film: FilmId
    name: str = Field(description="Whom it was made for.", examples=["Client"])
    made_by: str = Field(description="Who made the link.", examples=["mara"])
    made_at: Moment
    expires_at: Moment
    revoked_by: str | None = Field(description="Who revoked it; null where nobody did.", examples=["mara"])
    good: bool = Field(description="Whether it opens the film.")


class MadeLinkFacts(LinkFacts):
    """A link that was made: its secret is told this once."""

    secret: str = Field(
        description="Its secret: whoever has it sees the film. It can be sent as a bearer token.",
        examples=["lr_9M4nq…"],
    )
    url: str = Field(
        description="The link to be given away.", examples=["https://films.example/review/lr_9M4nq…"]
    )


class LinkList(Frozen):
    """Links, in the order in which they were made."""

    links: tuple[LinkFacts, ...] = Field(description="The links.")


def comment_facts(comment: Comment) -> CommentFacts:
    """A comment."""
    return CommentFacts(
        comment=comment.id,
        shot=comment.shot_id or None,
        take=comment.take or None,
        at_s=None if comment.at is None else format(comment.at, "f"),
        text=comment.text,
        by=comment.said_by,
        said_at=comment.said_at,
        resolved=comment.resolved,
        resolved_by=comment.resolved_by or None,
        resolved_at=comment.resolved_at or None,
        resolution=comment.resolution or None,
        board=comment.board or None,
        internal=comment.internal,
    )


def link_facts(link: ReviewLink) -> LinkFacts:
    """A link."""
    return LinkFacts(
        link=link.id,
        film=link.film_id,
        name=link.name,
        made_by=link.made_by,
        made_at=link.made_at,
        expires_at=link.expires_at,
        revoked_by=link.revoked_by or None,
        good=link.good_at(datetime.now(UTC)),
    )
