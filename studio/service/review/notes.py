"""Comments on their way into the notes of revisions and retakes: the open ones of a shot, with who said them."""

import asyncio
from typing import NamedTuple

from models.errors import BadInput
from models.review import Comment, Wanted
from models.shots.takes import Change
from models.shots.view import ShotView
from studio.service.database import read_or
from studio.service.film.changes import Changes, Chosen, Finish
from studio.service.review.comments import shot_named
from studio.service.session import Session

MOST_OF_A_NOTE = 4000
"""Characters of a note, as decisions and changes take it."""


class Noted(NamedTuple):
    """A note with comments in it, the ids of those, and the board that their shot is on."""

    note: str
    comments: tuple[int, ...]
    board: int = 0


async def noted(session: Session, film_id: str, shot: str, note: str, chosen: Chosen) -> Noted:
    """The note of a revision, with the comments on its shot that are chosen.

    Raises:
        UnknownFilm: there is no such film.
        BadInput: it has no such shot, there are no such comments, or a note has no room for them.

    """
    view = await shot_named(session, film_id, shot)
    some = _chosen(await _open(session, film_id, view), chosen)
    _check_found(some, chosen, view.shot.shot_id)
    board = await _board_of(session, film_id, view.shot.shot_number)
    return Noted(_with(note, some, view.shot.shot_id), tuple(one.id for one in some), board)


async def noted_changes(session: Session, wanted: Changes) -> tuple[Changes, tuple[int, ...]]:
    """A retake whose notes have the comments on its shots, where those are asked for; and the ids of those.

    Raises:
        BadInput: as `noted`; of several shots one has to have some.

    """
    if not wanted.comments or isinstance(wanted.changes, Finish):
        return wanted, ()
    changes: list[Change] = []
    taken: list[Comment] = []
    for one in wanted.changes:
        view = await shot_named(session, wanted.film_id, one.shot_id)
        some = _chosen(await _open(session, wanted.film_id, view), wanted.comments)
        note = _with(one.note, some, view.shot.shot_id) if some else one.note
        changes.append(one.model_copy(update={"note": note}))
        taken += some
    _check_found(taken, wanted.comments, " or ".join(dict.fromkeys(one.shot_id for one in wanted.changes)))
    return wanted._replace(changes=tuple(changes)), tuple(one.id for one in taken)


async def _open(session: Session, film_id: str, view: ShotView) -> list[Comment]:
    from library.review.comments import comments_of

    wanted = Wanted(film_id, view.shot.shot_id, resolved=False)
    nothing: list[Comment] = []
    return await asyncio.to_thread(
        read_or, session.settings, lambda database: comments_of(database, wanted), nothing
    )


def _chosen(some: list[Comment], chosen: Chosen) -> list[Comment]:
    return [one for one in some if chosen is True or one.id in chosen]


def _check_found(some: list[Comment], chosen: Chosen, shots: str) -> None:
    """See that what was chosen is there.

    Raises:
        BadInput: it is not.

    """
    if not some and chosen is True:
        raise _refusal(f"There is no open comment on {shots}.")
    lost = () if chosen is True else set(chosen) - {one.id for one in some}
    if lost:
        raise _refusal(f"There is no open comment {min(lost)} on {shots}.")


def _with(note: str, some: list[Comment], shot: str) -> str:
    """The note, and under it what was said.

    Raises:
        BadInput: that is too long for a note.

    """
    text = "\n".join(filter(None, [note.strip(), *map(_told, some)]))
    if len(text) > MOST_OF_A_NOTE:
        raise _refusal(
            f"A note has {MOST_OF_A_NOTE:,} characters at most, and with the {len(some)} open comments on {shot} it has "
            f"{len(text):,}: resolve some of them, or say the rest in a note of your own."
        )
    return text


def _refusal(sentence: str) -> BadInput:
    error = BadInput(sentence)
    error.field = "comments"
    return error


def _told(comment: Comment) -> str:
    """A comment as a note has it. A name stands in quotation marks: no reader of notes takes it for a word about the picture."""
    name = comment.said_by.replace('"', "'")
    return f'"{name}" says: {comment.text}'


async def _board_of(session: Session, film_id: str, shot_number: int) -> int:
    """The board that a shot is on, of a film of several reels that of its reel."""
    film = (await session.studio.glance(film_id, 1)).film
    reels = [reel for reel in film.reels if reel.first_number <= shot_number <= reel.last_number]
    return reels[0].board if reels else film.board
