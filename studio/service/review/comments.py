"""Comments asked for: read by pages, said, resolved and opened again, by whoever may."""

import asyncio
import hashlib
import re
import secrets
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from models.errors import BadInput, NotAllowed
from models.excerpt import quoted
from models.names import SHOT_ID
from models.readable import readable
from models.review import Comment, NewComment, Settled, Wanted, unknown_comment
from models.shots.view import ShotView
from studio.service.database import opened_database, read_or
from studio.service.film.reading.known import check_film
from studio.service.film.reading.shots import one_shot
from studio.service.review.cut_film import seen_at
from studio.service.session import Session

MOST_OF_A_COMMENT = 2000
"""Characters of a comment."""


MOST_OF_A_NAME = 200
"""Characters of who said it."""


class Author(NamedTuple):
    """Who comments: `link` is the number of the link that they came by, 0 without one; whoever `decides` may resolve what others said."""

    name: str
    link: int = 0
    decides: bool = False

    def wrote(self, comment: Comment) -> bool:
        """Whether a comment is their own."""
        return (comment.said_by, comment.link_id) == (self.name, self.link)

    @property
    def guest(self) -> bool:
        """Whether they came by a link."""
        return bool(self.link)


class Said(NamedTuple):
    """What is said: of a shot by its id or number, of a moment of the cut film in seconds, or of the whole film.

    The same under one `key` is written once. What is `internal` is seen by nobody who came by a link.
    """

    text: str
    shot: str = ""
    at: Decimal | None = None
    key: str = ""
    internal: bool = False


class CommentsPage(NamedTuple):
    """Some of a film's comments in the order in which they were said, and the id behind which others follow."""

    comments: tuple[Comment, ...]
    more_after: int | None = None


async def film_comments(session: Session, wanted: Wanted) -> CommentsPage:
    """The comments of a film that are wanted; its shot may be named by its number.

    Raises:
        UnknownFilm: there is no such film.
        BadInput: it has no such shot.

    """
    from library.review.comments import comments_of

    if wanted.shot_id:
        view = await shot_named(session, wanted.film_id, wanted.shot_id)
        wanted = wanted._replace(shot_id=view.shot.shot_id)
    else:
        await check_film(session, wanted.film_id)
    more = wanted._replace(most=wanted.most + 1)
    nothing: list[Comment] = []
    found = await asyncio.to_thread(read_or, session.settings, lambda one: comments_of(one, more), nothing)
    some = tuple(found[: wanted.most])
    return CommentsPage(some, some[-1].id if len(found) > len(some) else None)


async def say(session: Session, film_id: str, said: Said, author: Author) -> Comment:
    """Write a comment down.

    Raises:
        UnknownFilm: there is no such film.
        WrongMoment: it is about a moment of a film that was not cut.
        BadInput: it says nothing or too much, of two places at once, or of one that there is not.
        NotAllowed: it is internal, and whoever says it came by a link.

    """
    if said.internal and author.guest:
        raise NotAllowed("Whoever came by a link says nothing that they could not see: leave internal out.")
    text = _checked(said.text)
    if said.shot and said.at is not None:
        raise BadInput("A comment is about a shot or about a moment: name one of them.")
    shot, at, take = said.shot, said.at, 0
    if at is not None:
        film = (await session.studio.glance(film_id, 1)).film
        at, shot = await asyncio.to_thread(seen_at, session, film, at)
    if shot:
        view = await shot_named(session, film_id, shot)
        shot, take = view.shot.shot_id, view.take
    elif said.at is None:
        await check_film(session, film_id)
    new = NewComment(
        _key(film_id, said, author), film_id, text, author.name, author.link, shot, take, at, said.internal
    )
    return await asyncio.to_thread(_written, session, new)


async def resolve(session: Session, film_id: str, number: int, author: Author) -> Comment:
    """Resolve a comment; one that is resolved stays as it is.

    Raises:
        BadInput: the film has none such.
        NotAllowed: somebody else said it.

    """
    await _check_theirs(session, film_id, number, author)
    return (await settle(session, film_id, [number], Settled(author.name)))[0]


async def reopen(session: Session, film_id: str, number: int, author: Author) -> Comment:
    """Open a comment again.

    Raises:
        BadInput: the film has none such.
        NotAllowed: somebody else said it.

    """
    await _check_theirs(session, film_id, number, author)

    def write() -> Comment:
        from library.review.comments import reopen_comment

        with opened_database(session.settings) as database:
            return reopen_comment(database, film_id, number, author.name)

    return await asyncio.to_thread(write)


async def settle(session: Session, film_id: str, numbers: Sequence[int], settled: Settled) -> list[Comment]:
    """Resolve comments of a film, whoever said them.

    Raises:
        BadInput: the film has none such.

    """

    def write() -> list[Comment]:
        from library.review.comments import resolve_comments

        with opened_database(session.settings) as database:
            return resolve_comments(database, film_id, numbers, settled)

    return await asyncio.to_thread(write) if numbers else []


async def known_comment(session: Session, film_id: str, number: int, *, guest: bool = False) -> Comment:
    """A comment of a film.

    Raises:
        BadInput: the film has none such, or none that a `guest` sees.

    """
    from library.review.comments import find_comment

    nothing: Comment | None = None
    found = await asyncio.to_thread(
        read_or, session.settings, lambda one: find_comment(one, film_id, number), nothing
    )
    if found is None or (guest and found.internal):
        raise unknown_comment(film_id, number)
    return found


async def _check_theirs(session: Session, film_id: str, number: int, author: Author) -> None:
    comment = await known_comment(session, film_id, number, guest=author.guest)
    if not (author.decides or author.wrote(comment)):
        raise NotAllowed(f"{comment.said_by} said that: whoever may decide resolves what others said.")


async def shot_named(session: Session, film_id: str, name: str) -> ShotView:
    """A shot of a film, by its id or its number.

    Raises:
        UnknownFilm: there is no such film.
        BadInput: it has no such shot.

    """
    found = await one_shot(session, film_id, name) if re.fullmatch(SHOT_ID, name) else None
    if found is None:
        raise BadInput(f"There is no shot {quoted(name)} in {film_id}.")
    return found


def _checked(text: str) -> str:
    text = readable(text.encode(errors="replace").decode()).strip()
    if not text:
        raise BadInput("text is empty: say something.")
    if len(text) > MOST_OF_A_COMMENT:
        raise BadInput(f"text has {len(text):,} characters, and a comment has {MOST_OF_A_COMMENT:,} at most.")
    return text


def _written(session: Session, new: NewComment) -> Comment:
    from library.review.comments import add_comment

    with opened_database(session.settings) as database:
        return add_comment(database, new)


def _key(film_id: str, said: Said, author: Author) -> str:
    """What is the same when the same person says the same under the same key."""
    if not said.key:
        return secrets.token_hex(32)
    told = (author.name, author.link, said.key, film_id, said.text, said.shot, said.at, said.internal)
    return hashlib.sha256(repr(told).encode()).hexdigest()
