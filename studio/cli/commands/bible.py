"""Commands about the bible of a film that is being made: bible show, approve, revise, merge, sheet; and redraw."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from models.errors import BadInput
from models.film.decisions import DecisionKind, DecisionRecord, read_decision
from studio.cli.commands.arguments import By, FilmId, Json, Note
from studio.cli.flags.command_flags import DESCRIBED, PICTURED, REVISION, TRIGGERED, VOICED
from studio.cli.keyboard import who
from studio.cli.printing.console import out, print_facts, say, tell

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.film.view import FilmView
    from studio.service.session import Session

bible = typer.Typer(
    name="bible", no_args_is_help=True, help="Who and what recurs in a film: look, approve, revise, merge."
)

SubjectName = Annotated[str, typer.Argument(metavar="NAME", help="The subject's name, as the bible has it.")]


@bible.command()
def show(film_id: FilmId, *, json: Json = False) -> int:
    """Show a film's bible: its subjects, their pictures and voices."""
    from studio.cli.printing.bible import bible_table
    from studio.cli.session import in_session
    from studio.service.facts.film.bible import bible_facts

    view = in_session(lambda session: session.studio.view(film_id))
    if json:
        print_facts(bible_facts(view), stale={"exit_code": 0})
    elif view.bible.subjects:
        out().print(bible_table(view.bible))
        if view.bible_waits:
            say(view.waiting, "yellow")
    else:
        say("The film has no bible yet, or nobody and nothing recurs in it.")
    return 0


@bible.command()
def approve(
    film_id: FilmId,
    *,
    revision: Annotated[str | None, REVISION.option()] = None,
    by: By = None,
    note: Note = "",
    json: Json = False,
) -> int:
    """Approve the bible: the film goes on to its pictures."""
    if revision is not None and not revision.isdecimal():
        raise BadInput(f"{REVISION} must be the bible's number, not {revision!r}.")
    said = {"note": note} | ({} if revision is None else {"board": revision})
    return _decide(film_id, "approve_bible", said, "The bible is approved.", by=by, json=json)


@bible.command()
def revise(
    film_id: FilmId,
    name: SubjectName,
    *,
    description: Annotated[str | None, DESCRIBED.option()] = None,
    picture: Annotated[Path | None, PICTURED.option()] = None,
    voice: Annotated[str | None, VOICED.option()] = None,
    trigger: Annotated[str | None, TRIGGERED.option()] = None,
    by: By = None,
    json: Json = False,
) -> int:
    """Give a subject other words, a picture, a voice or a trained look.

    The pictures that show it are then stale; `longtake redraw` draws them anew.
    """
    words = {"description": description, "voice": voice, "trigger": trigger}
    for flag, text in zip((DESCRIBED, VOICED, TRIGGERED), words.values(), strict=True):
        if text is not None and not text.strip():
            raise BadInput(f"{flag} is empty: say what {name} is to have, or leave {flag} out.")
    said = {"subject": name} | {field: text or "" for field, text in words.items()}
    if picture is None and not any((description, voice, trigger)):
        raise BadInput(
            f"A revision must say what to change: give it {DESCRIBED}, {PICTURED}, {VOICED} or {TRIGGERED}."
        )
    seen = bool(description or trigger or picture)

    def done(view: "FilmView") -> str:
        if not seen:
            return f"{name} has the voice {voice}: lines are spoken by it when they are made."
        return f"{name} is being revised.{_redraws(view, name)}"

    return _decide(film_id, "revise_subject", said, done, by=by, json=json, picture=picture)


@bible.command()
def merge(
    film_id: FilmId,
    name: SubjectName,
    into: Annotated[str, typer.Argument(metavar="INTO", help="The subject that it is from now on.")],
    *,
    by: By = None,
    json: Json = False,
) -> int:
    """Make two subjects one: what the film calls NAME is INTO from now on."""
    said = {"subject": name, "into": into}

    def done(view: "FilmView") -> str:
        return f"{name} is {into} from now on.{_redraws(view, into)}"

    return _decide(film_id, "revise_subject", said, done, by=by, json=json)


@bible.command()
def sheet(film_id: FilmId, name: SubjectName, *, by: By = None, json: Json = False) -> int:
    """Draw another sheet of a subject, of the same words."""
    from studio.cli.session import in_session
    from studio.service.film.bible import another_sheet

    said = another_sheet(in_session(lambda session: session.studio.view(film_id)), name)
    done = (
        f"Another sheet of {name} is being drawn. A provider that draws the same words the same way, as the offline "
        "animatic does, draws the same picture again; the film then says so."
    )
    return _decide(film_id, "revise_subject", said, done, by=by, json=json)


def redraw(
    film_id: FilmId,
    shots: Annotated[
        list[str] | None, typer.Argument(metavar="SHOT", help="Some of the stale shots; all of them without.")
    ] = None,
    *,
    by: By = None,
    json: Json = False,
) -> int:
    """Draw the stale pictures anew, within the budget: those that show a subject as it is no longer."""
    said = {"shots": list(dict.fromkeys(shots or ()))}
    text = "The stale pictures are being drawn anew; the board then waits again."
    return _decide(film_id, "redraw", said, text, by=by, json=json)


def _redraws(view: "FilmView", name: str) -> str:
    """How stale pictures are drawn anew, where there can be any: a board was drawn, and somebody is in its shots."""
    subject = view.bible.find(name)
    if not view.board or subject is None or not subject.shots:
        return ""
    return f" `longtake redraw {view.film_id}` draws the pictures anew that are stale by then."


def _decide(
    film_id: str,
    kind: DecisionKind,
    said: dict[str, Any],
    done: "str | Callable[[FilmView], str]",
    *,
    by: str | None,
    json: bool,
    picture: Path | None = None,
) -> int:
    from studio.cli.session import in_session
    from studio.service.facts.film.decisions import bible_outcome
    from studio.service.film.bible import put_picture

    said = {**said, "by": who() if by is None else by}
    if picture is None:
        read_decision(kind, said)  # what cannot be used is said before anything is started

    async def work(session: "Session") -> tuple[DecisionRecord, str]:
        given = {} if picture is None else {"picture": await put_picture(session, picture, str(PICTURED))}
        record = await session.studio.decide(film_id, read_decision(kind, said | given))
        return record, done if isinstance(done, str) else done(await session.studio.view(film_id))

    record, text = in_session(work)
    if json:
        print_facts(bible_outcome(film_id, record), accepted={"exit_code": 0})
    else:
        tell(text)
    return 0
