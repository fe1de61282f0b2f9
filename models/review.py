"""What people say of a film, and the links by which others see one: values, wherever they are kept."""

from datetime import datetime
from decimal import Decimal
from typing import Literal, NamedTuple

from models.base import Frozen
from models.errors import BadInput

Resolution = Literal["", "word", "revision", "retake"]
"""How a comment was resolved: somebody said so, or it went into a revision or a retake."""


class Comment(Frozen):
    """Something that somebody said of a film, a shot of it as its `take` was, or a moment of the cut film.

    `at` is in seconds from its first frame, and `shot_id` is then the shot that was seen there. `link_id` is the link that whoever
    said it came by, 0 without one; whoever comes by one never sees what is `internal`. Moments are ISO 8601 in UTC. `board` is the one
    that a revision was of, 0 where none was.
    """

    id: int
    film_id: str
    shot_id: str = ""
    take: int = 0
    at: Decimal | None = None
    text: str
    said_by: str
    link_id: int = 0
    said_at: str
    resolved_by: str = ""
    resolved_at: str = ""
    resolution: Resolution = ""
    board: int = 0
    changes: int = 0
    internal: bool = False

    @property
    def resolved(self) -> bool:
        """Whether nothing more is to be done about it."""
        return bool(self.resolution)


class NewComment(NamedTuple):
    """What is said, and by whom; `key` is that of the request: the same again is the same comment."""

    key: str
    film_id: str
    text: str
    said_by: str
    link_id: int = 0
    shot_id: str = ""
    take: int = 0
    at: Decimal | None = None
    internal: bool = False


class Settled(NamedTuple):
    """How comments were resolved, and by whom; of a revision, of which board."""

    by: str
    how: Literal["word", "revision", "retake"] = "word"
    board: int = 0


class Wanted(NamedTuple):
    """Which comments of a film: those of a shot, resolved ones or open ones, behind an id, at most so many; of a `guest`, what they see."""

    film_id: str
    shot_id: str = ""
    resolved: bool | None = None
    after: int = 0
    most: int = 10_000
    guest: bool = False


class UnknownComment(BadInput):
    """A film has no comment of that id."""


def unknown_comment(film_id: str, number: int) -> UnknownComment:
    """The error for a comment that a film does not have."""
    return UnknownComment(
        f"There is no comment {number} on {film_id}: `longtake comments {film_id}` shows those there are."
    )


class ReviewLink(Frozen):
    """A link: to which film, made for whom and by whom, and until when it is good. Moments are ISO 8601 in UTC."""

    id: int
    film_id: str
    name: str
    made_by: str
    made_at: str
    expires_at: str
    revoked_by: str = ""
    revoked_at: str = ""

    def good_at(self, now: datetime) -> bool:
        """Whether it opens something at a moment."""
        return not self.revoked_at and now < datetime.fromisoformat(self.expires_at)


class UnknownLink(BadInput):
    """There is no link of that number."""


class NewLink(NamedTuple):
    """A link to be made; `digest` is what is kept of its secret."""

    digest: str
    film_id: str
    name: str
    made_by: str
    expires: datetime
