"""`longtake comments` and `longtake comment`."""

from typing import TYPE_CHECKING, Annotated

import typer

from models.errors import BadInput
from studio.cli.commands.arguments import By, FilmId, Json
from studio.cli.flags.command_flags import (
    BY,
    COMMENTS_OF,
    COMMENTS_ON,
    INTERNAL,
    MOMENT,
    REOPEN,
    RESOLVE,
    RESOLVED_TOO,
)
from studio.cli.flags.flag import Flag
from studio.cli.keyboard import who
from studio.cli.printing.console import out, print_facts, say, table, tell

if TYPE_CHECKING:
    from models.review import Comment
    from studio.service.review.comments import Said
    from studio.service.session import Session


def comments(
    film_id: FilmId,
    *,
    shot: Annotated[str | None, COMMENTS_ON.option()] = None,
    resolved: Annotated[bool, RESOLVED_TOO.option()] = False,
    json: Json = False,
) -> int:
    """Show what people said of a film, its shots and its moments, and is not resolved yet."""
    from models.names import checked_film_id
    from models.review import Wanted
    from studio.cli.session import in_session
    from studio.service.facts.film.comments import CommentPage, comment_facts
    from studio.service.review.comments import film_comments

    wanted = Wanted(checked_film_id(film_id), shot or "", None if resolved else False)
    found = in_session(lambda session: film_comments(session, wanted)).comments
    if json:
        print_facts(CommentPage(id=film_id, comments=tuple(map(comment_facts, found)), next=None))
    elif found:
        rows = [[str(one.id), _place(one), _said_by(one), one.said_at[:16].replace("T", " "), one.text, _state(one)]
                for one in found]  # fmt: skip
        out().print(table(("", "about", "by", "at (UTC)", "said", "resolved"), rows, wraps=(2, 4, 5)))
    else:
        say("Nobody has commented on it." if resolved else "There is no open comment.")
    return 0


def comment(
    film_id: FilmId,
    text: Annotated[str | None, typer.Argument(metavar="TEXT", help="What is said.")] = None,
    *,
    shot: Annotated[str | None, COMMENTS_OF.option()] = None,
    at: Annotated[str | None, MOMENT.option()] = None,
    internal: Annotated[bool, INTERNAL.option()] = False,
    resolve: Annotated[str | None, RESOLVE.option()] = None,
    reopen: Annotated[str | None, REOPEN.option()] = None,
    by: By = None,
    json: Json = False,
) -> int:
    """Comment on a film, a shot of it, or a moment of its cut; or resolve a comment.

    Comments go into a revision with `longtake revise ID SHOT --comments`, and to editors as markers of `timeline.otio`.
    """
    from models.names import checked_film_id
    from models.readable import said
    from studio.cli.session import in_session
    from studio.service.facts.film.comments import comment_facts
    from studio.service.review.comments import MOST_OF_A_NAME, Author

    film_id = checked_film_id(film_id)
    name = said(who() if by is None else by, 10 * MOST_OF_A_NAME).strip()
    if len(name) > MOST_OF_A_NAME:
        raise BadInput(f"{BY} has {len(name):,} characters, and {MOST_OF_A_NAME} are the most.")
    given = [flag for flag, value in ((RESOLVE, resolve), (REOPEN, reopen)) if value is not None]
    if len(given) > 1 or (given and (text, shot, at, internal) != (None, None, None, False)):
        raise BadInput(f"{given[0]} stands alone: nothing else is said with it.")
    author = Author(name, decides=True)

    async def work(session: "Session") -> "Comment":
        from studio.service.review import comments as asked

        if resolve is not None:
            return await asked.resolve(session, film_id, _number(RESOLVE, resolve), author)
        if reopen is not None:
            return await asked.reopen(session, film_id, _number(REOPEN, reopen), author)
        return await asked.say(session, film_id, _said(text, shot, at)._replace(internal=internal), author)

    done = in_session(work)
    if json:
        print_facts(comment_facts(done))
    else:
        tell(f"{done.id}  {_place(done)}: {_state(done) or 'open'}")
    return 0


def _said(text: str | None, shot: str | None, at: str | None) -> "Said":
    from studio.service.review.comments import Said
    from studio.service.review.cut_film import read_moment

    if text is None:
        raise BadInput(f"A comment says something: give it a TEXT, or {RESOLVE} a number.")
    if shot is not None and at is not None:
        raise BadInput(f"Of {COMMENTS_OF} and {MOMENT} one can be given.")
    return Said(text, shot or "", None if at is None else read_moment(at, str(MOMENT)))


def _number(flag: Flag, text: str) -> int:
    if not text.isdecimal() or len(text) > 15:
        raise BadInput(f"{flag} must be a comment's number, not {text!r:.60}.")
    return int(text)


def _said_by(comment: "Comment") -> str:
    return f"{comment.said_by} (team only)" if comment.internal else comment.said_by


def _place(comment: "Comment") -> str:
    from studio.service.review.cut_film import clock

    where = comment.shot_id or "the film"
    take = f" take {comment.take}" if comment.take > 1 else ""
    return where + take + (f" at {clock(comment.at)}" if comment.at is not None else "")


def _state(comment: "Comment") -> str:
    if not comment.resolved:
        return ""
    how = {"revision": f" with the revision of board {comment.board}", "retake": " with a retake"}
    return f"by {comment.resolved_by}{how.get(comment.resolution, '')}"
