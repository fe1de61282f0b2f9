"""Decisions of programs: what a body of JSON decides, by whoever sent it."""

import asyncio
from collections.abc import Mapping
from typing import Any, NamedTuple, get_args

from infra.storage import Store
from models.errors import BadInput, MediaError, WrongMoment
from models.excerpt import quoted
from models.film.decisions import (
    BIBLE_KINDS,
    MONEY_KINDS,
    Decision,
    DecisionKind,
    DecisionRecord,
    read_decision,
)
from models.film.view import FilmView
from models.names import checked_film_id
from models.orders.assets import Blob
from models.review import Settled
from models.shots.fields import ShotFields
from studio.client.runs.keys import is_among
from studio.service.facts.film.decisions import (
    BibleOutcome,
    GateOutcome,
    MoneyOutcome,
    bible_outcome,
    gate_outcome,
    money_outcome,
)
from studio.service.film.changes import Chosen
from studio.service.programs.field_marks import place_of, pointing
from studio.service.programs.files import open_sent
from studio.service.requests.names import check_profile
from studio.service.requests.shot_list_checks import check_lines
from studio.service.review.notes import noted
from studio.service.session import Session

KINDS: tuple[DecisionKind, ...] = get_args(DecisionKind)
SPENDS: tuple[DecisionKind, ...] = ("budget", "allow", "recast")
"""What decides about more money than a film has already."""
_NOBODYS = ("kind", "by", "passed", "mark")
"""The fields of a decision that no program gives."""
OF_A_DECISION = (
    *(field for field in Decision.model_fields if field not in _NOBODYS),
    *ShotFields.model_fields,
)
"""The fields that say what is decided, beside which decision it is."""

Outcome = GateOutcome | BibleOutcome | MoneyOutcome


def kind_in(body: Mapping[str, Any]) -> DecisionKind:
    """Which decision a body is.

    Raises:
        BadInput: it is none that there is.

    """
    given = body.get("decision")
    for kind in KINDS:
        if kind == given:
            return kind
    error = BadInput(f"decision must be one of {', '.join(KINDS)}, not {quoted(given)}.")
    error.field = "decision"
    raise error


class Commented(NamedTuple):
    """A body with comments in its note, their ids, and the board that their shot is on."""

    body: Mapping[str, Any]
    comments: tuple[int, ...] = ()
    board: int = 0

    def settled(self, by: str) -> Settled:
        """How the comments are resolved, once the revision was taken."""
        board = str(self.body.get("board"))
        return Settled(by, "revision", int(board) if board.isdecimal() else self.board)


async def with_comments(session: Session, film_id: str, body: Mapping[str, Any]) -> Commented:
    """A body whose note has the comments that it asks for.

    Raises:
        UnknownFilm: there is no such film.
        BadInput: it is no revision, or there are no such comments.

    """
    asked = {name: value for name, value in body.items() if name != "comments"}
    if body.get("comments") is None:
        return Commented(asked)
    with pointing(("comments",)):
        chosen = chosen_in(body["comments"])
        if kind_in(body) != "revise":
            raise BadInput("comments go into a revision: leave them out.")
        shot = asked.get("shot")
        if not isinstance(shot, str | int) or isinstance(shot, bool):
            raise BadInput('A revision must name its shot: {"shot": 3, "comments": true}.')
        note = asked.get("note") or ""
        if not isinstance(note, str):
            raise BadInput("note must be text.")
        found = await noted(session, checked_film_id(film_id), str(shot), note, chosen)
    return Commented({**asked, "note": found.note}, found.comments, found.board)


def chosen_in(value: object) -> Chosen:
    """Which comments a body asks for.

    Raises:
        BadInput: it does not say so.

    """
    if value is True:
        return True
    if isinstance(value, list | tuple) and value and all(type(one) is int for one in value):
        return tuple(value)
    raise BadInput(f"comments must be true, or a list of their ids such as [4, 7], not {quoted(value)}.")


def decision_in(body: Mapping[str, Any], by: str, mark: str = "") -> Decision:
    """The decision that a body is, made by whoever sent it; `mark` is that of the key that it was sent under.

    Raises:
        BadInput: it cannot be read, or says who made it.

    """
    kind = kind_in(body)
    for name, whose in (("by", "whoever asks, and nobody else"), ("mark", "of a key that was sent")):
        if name in body:
            error = BadInput(f"{name} is {whose}: leave it out.")
            error.field = name
            raise error
    said = {field: value for field, value in body.items() if field != "decision" and value is not None}
    with pointing(said.keys()):
        check_lines(said.get("lines"), place_of)
        return read_decision(kind, {**said, "by": by, "mark": mark})


def taken_before(view: FilmView, mark: str, kind: DecisionKind) -> DecisionRecord | None:
    """A film's record of a decision of a kind that it took with a mark; None where it took none.

    Raises:
        KeyTaken: with the mark's key something else was decided.

    """
    kept = [one for one in view.decisions if one.accepted]
    if not is_among(mark, tuple(one.decision.mark for one in kept)):
        return None
    return next(
        (one for one in reversed(kept) if (one.decision.mark, one.decision.kind) == (mark, kind)), None
    )


async def decided_before(session: Session, film_id: str, mark: str, kind: DecisionKind) -> Outcome | None:
    """What became of what was decided with a mark before; None where nothing was.

    Raises:
        UnknownFilm: there is no such film.
        KeyTaken: as `taken_before`.
        LongtakeError: nobody answers.

    """
    view = await session.studio.view(checked_film_id(film_id))
    record = taken_before(view, mark, kind)
    return None if record is None else await _outcome(session, film_id, record)


async def decide(session: Session, film_id: str, decision: Decision) -> Outcome:
    """Tell a film a decision; gives what became of it, which is that it was taken.

    Raises:
        UnknownFilm: there is no such film.
        BadInput: it has no such shot, or what is named is not there.
        WrongMoment: it cannot take it now.
        LongtakeError: nobody answers.

    """
    checked_film_id(film_id)
    await asyncio.to_thread(_check, decision, session.studio.store)
    record = await session.studio.decide(film_id, decision)
    if not record.accepted:
        raise WrongMoment(record.reason)
    return await _outcome(session, film_id, record)


def _check(decision: Decision, store: Store) -> None:
    if decision.kind == "recast":
        check_profile(decision.profile)
    if decision.picture is not None:
        check_picture(decision.picture, store)


def check_picture(picture: Blob, store: Store) -> None:
    """See that a picture of a subject was sent, and is one.

    Raises:
        BadInput: it was not, or is something else.

    """
    from infra.media.intake.reference_pictures import check_reference

    try:
        check_reference(open_sent(picture, store, "picture"), picture.size)
    except MediaError as error:
        raise BadInput(f"picture: {error}") from error


async def _outcome(session: Session, film_id: str, record: DecisionRecord) -> Outcome:
    kind = record.decision.kind
    if kind in MONEY_KINDS:
        return money_outcome(record, await session.studio.view(film_id))
    if kind in BIBLE_KINDS or kind == "redraw":
        return bible_outcome(film_id, record)
    return gate_outcome(film_id, record)
