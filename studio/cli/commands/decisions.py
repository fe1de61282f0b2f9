"""Commands that tell a running film something: approve, revise, reject, pause, resume, cancel."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from models.errors import BadInput
from models.film.decisions import Decision, DecisionKind, DecisionRecord, read_decision
from studio.cli.asked.heard_words import asked_words
from studio.cli.asked.shot_fields import asked_fields
from studio.cli.commands.arguments import Board, By, FilmId, Json, Note, Reel
from studio.cli.flags.command_flags import (
    ADDED,
    AGAIN,
    BOARD,
    COMMENTED,
    HEARD,
    LINE,
    LINES,
    REEL,
    SHOT_ANGLE,
    SHOT_CLIPS,
    SHOT_COLOURS,
    SHOT_HOUR,
    SHOT_IMAGES,
    SHOT_MOOD,
    SHOT_MOVEMENT,
    SHOT_PLACE,
    SHOT_REFERENCES,
    SHOT_SECONDS,
    SHOT_SIZE,
    SHOT_TRANSITION,
    SHOT_WEATHER,
    SHOWN,
)
from studio.cli.keyboard import who
from studio.cli.printing.console import print_facts, tell
from studio.cli.printing.decisions import approved, rejected

if TYPE_CHECKING:
    from collections.abc import Callable

    from studio.service.session import Session


def approve(
    film_id: FilmId,
    *,
    reel: Reel = None,
    board: Board = None,
    by: By = None,
    note: Note = "",
    json: Json = False,
) -> int:
    """Approve the storyboard: the film goes on to its shots.

    Each reel of a long film has a board of its own, and what is approved is made while the rest is still looked at.
    """
    if reel is not None and not (reel.isdecimal() and int(reel[:10])):
        raise BadInput(f"{REEL} must be a reel's number, not {reel!r}.")
    said = said_by(board=board, by=by, note=note) | ({} if reel is None else {"reel": reel})
    return _decide(film_id, "approve", said, approved, json=json)


def revise(
    film_id: FilmId,
    shot: Annotated[
        str, typer.Argument(metavar="SHOT", help="The shot's number, or its id such as shot_003.")
    ],
    *,
    prompt: Annotated[str, SHOWN.option()] = "",
    note: Annotated[str, ADDED.option()] = "",
    dialogue: Annotated[str | None, HEARD.option()] = None,
    lines: Annotated[str | None, LINES.option()] = None,
    line: Annotated[tuple[str, str] | None, LINE.option()] = None,
    again: Annotated[str | None, AGAIN.option()] = None,
    size: Annotated[str | None, SHOT_SIZE.option()] = None,
    angle: Annotated[str | None, SHOT_ANGLE.option()] = None,
    movement: Annotated[str | None, SHOT_MOVEMENT.option()] = None,
    hour: Annotated[str | None, SHOT_HOUR.option()] = None,
    weather: Annotated[str | None, SHOT_WEATHER.option()] = None,
    place: Annotated[str | None, SHOT_PLACE.option()] = None,
    colours: Annotated[str | None, SHOT_COLOURS.option()] = None,
    mood: Annotated[str | None, SHOT_MOOD.option()] = None,
    references: Annotated[str | None, SHOT_REFERENCES.option()] = None,
    image_provider: Annotated[str | None, SHOT_IMAGES.option()] = None,
    video_provider: Annotated[str | None, SHOT_CLIPS.option()] = None,
    transition: Annotated[str | None, SHOT_TRANSITION.option()] = None,
    seconds: Annotated[str | None, SHOT_SECONDS.option()] = None,
    comments: Annotated[bool, COMMENTED.option()] = False,
    board: Board = None,
    by: By = None,
    json: Json = False,
) -> int:
    """Change one shot of the storyboard; the others stay as they are.

    It is drawn again where what is seen changes; a transition, a length, lines and who films it change no picture.
    """
    words = asked_words(dialogue, lines, line, again)
    fields = asked_fields(
        {
            SHOT_SIZE: size, SHOT_ANGLE: angle, SHOT_MOVEMENT: movement, SHOT_HOUR: hour, SHOT_WEATHER: weather,
            SHOT_PLACE: place, SHOT_COLOURS: colours, SHOT_MOOD: mood, SHOT_REFERENCES: references,
            SHOT_IMAGES: image_provider, SHOT_CLIPS: video_provider, SHOT_TRANSITION: transition,
            SHOT_SECONDS: seconds,
        }
    )  # fmt: skip
    if not (prompt.strip() or note.strip() or words or fields or comments):
        raise BadInput(
            f"A revision must say what to change: give it {SHOWN}, {ADDED}, {HEARD} or {LINE}, {COMMENTED}, or a field such as "
            f"{SHOT_SIZE}."
        )
    said = said_by(board=board, by=by, note=note) | {
        "shot": shot,
        "prompt": prompt,
        **words,
        "fields": fields,
    }
    done = f"Shot {shot} is being revised; the board then waits again."
    if comments:
        return _told(film_id, _with_comments(film_id, said), done, json=json)
    return _decide(film_id, "revise", said, done, json=json)


def _with_comments(film_id: str, said: dict[str, Any]) -> DecisionRecord:
    """A revision with the open comments on its shot in its note, which are then resolved."""
    from studio.cli.session import in_session
    from studio.service.programs.decisions import with_comments
    from studio.service.review.comments import settle

    async def work(session: "Session") -> DecisionRecord:
        asked = await with_comments(session, film_id, {**said, "decision": "revise", "comments": True})
        decision = read_said("revise", {**said, "note": asked.body["note"]})
        record = await session.studio.decide(film_id, decision)
        await settle(session, film_id, asked.comments, asked.settled(decision.by))
        return record

    return in_session(work)


def reject(
    film_id: FilmId, *, note: Note = "", board: Board = None, by: By = None, json: Json = False
) -> int:
    """Reject the storyboard: the film ends, and everything made is kept.

    A rejected retake leaves the film as it was. Once a board is approved, `longtake cancel` ends the film.
    """
    decision = read_said("reject", said_by(board=board, by=by, note=note))
    from studio.cli.session import in_session

    async def work(session: "Session") -> tuple[DecisionRecord, str]:
        record = await session.studio.decide(film_id, decision)
        view = await session.studio.view(film_id)
        return record, rejected(view)

    return _told(film_id, *in_session(work), json=json)


def pause(film_id: FilmId, *, by: By = None, json: Json = False) -> int:
    """Begin nothing new in a film until it is resumed."""
    text = f"Paused: what is on its way is finished. `longtake resume {film_id}` goes on."
    return _decide(film_id, "pause", said_by(by=by), text, json=json)


def resume(film_id: FilmId, *, by: By = None, json: Json = False) -> int:
    """Go on with a paused film."""
    return _decide(film_id, "resume", said_by(by=by), "The film goes on.", json=json)


def cancel(film_id: FilmId, *, json: Json = False) -> int:
    """Stop a film; what it has made is kept.

    One that cannot hear it, because its last step fails again and again, is ended over its head.
    """
    from studio.cli.session import in_session
    from studio.service.facts.film.decisions import cancel_outcome

    done = in_session(lambda session: session.studio.cancel(film_id))
    if json:
        print_facts(cancel_outcome(film_id, done), because={"exit_code": 0})
    else:
        tell(_STOPPED[done.became].format(because=done.because, film=film_id))
    return 0


_FETCH = "`longtake fetch {film}` writes what it has made."
_STOPPED = {
    "cancelled": f"The film is stopped; {_FETCH}",
    "ended": "The film came to its end before it could be stopped: `longtake status {film}` says how.",
    "terminated": (
        "The film could not hear it, so it was ended over its head ({because}). Its assets are kept; what it spent "
        "last may be missing in `longtake costs`."
    ),
    "asked": (
        "The film was told to stop, and has not yet: it does when its workers answer. `longtake status {film}` shows it."
    ),
}


def said_by(*, board: str | None = None, by: str | None = None, note: str = "") -> dict[str, Any]:
    """Who decides, about which board, and what is kept with that."""
    said = {"by": who() if by is None else by, "note": note}
    return said if board is None else {**said, "board": board}


def _decide(
    film_id: str,
    kind: DecisionKind,
    said: dict[str, Any],
    done: "str | Callable[[Decision], str]",
    *,
    json: bool,
) -> int:
    decision = read_said(kind, said)
    from studio.cli.session import in_session

    record = in_session(lambda session: session.studio.decide(film_id, decision))
    return _told(film_id, record, done if isinstance(done, str) else done(record.decision), json=json)


def _told(film_id: str, record: DecisionRecord, done: str, *, json: bool) -> int:
    from studio.service.facts.film.decisions import gate_outcome

    if json:
        print_facts(gate_outcome(film_id, record), accepted={"exit_code": 0})
    else:
        tell(done)
    return 0


def read_said(kind: DecisionKind, said: dict[str, Any]) -> Decision:
    """The decision of what was said; raises BadInput of what cannot be used."""
    if not str(said.get("board", "1")).isdecimal():
        raise BadInput(f"{BOARD} must be the board's number, not {said['board']!r}.")
    return read_decision(kind, said)
