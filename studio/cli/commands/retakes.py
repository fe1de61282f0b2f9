"""Commands that change a finished film: retake a shot, go back to another take."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from models.errors import BadInput
from models.film.decisions import read_decision
from models.money.dollars import Usd
from models.names import checked_film_id
from models.shots.takes import Change
from studio.cli.asked.heard_words import asked_words
from studio.cli.commands.arguments import Approval, Budget, By, Detach, FilmId, Json, Out, folder_of
from studio.cli.flags.command_flags import (
    ADDED,
    AGAIN,
    BY,
    COMMENTED,
    FINISH_PICTURES,
    FINISH_SHOTS,
    HEARD,
    LINE,
    LINES,
    RETAKE_APPROVAL,
    RETAKE_SHOWN,
    TRIED_WITH,
    USE,
    YES,
)
from studio.cli.keyboard import who, who_approves
from studio.cli.printing.console import out as printer
from studio.cli.printing.console import print_facts, say
from studio.cli.printing.shot_tables import takes_table
from studio.service.film.changes import Changes, Chosen, Finish, check_words, retaken, shots_named, tried
from studio.service.requests.request import Approve, check_approval

if TYPE_CHECKING:
    from models.shots.view import ShotView
    from studio.service.session import Session


def retake(
    film_id: FilmId,
    shots: Annotated[
        list[str], typer.Argument(metavar="SHOT", help="The shots' numbers, or ids such as shot_003.")
    ],
    *,
    note: Annotated[str, ADDED.option()] = "",
    prompt: Annotated[str, RETAKE_SHOWN.option()] = "",
    dialogue: Annotated[str | None, HEARD.option()] = None,
    lines: Annotated[str | None, LINES.option()] = None,
    line: Annotated[tuple[str, str] | None, LINE.option()] = None,
    again: Annotated[str | None, AGAIN.option()] = None,
    comments: Annotated[bool, COMMENTED.option()] = False,
    approve: Approval = None,
    budget: Budget = None,
    by: By = None,
    out: Out = None,
    detach: Detach = False,
    yes: Annotated[bool, YES.option()] = False,
    json: Json = False,
) -> int:
    """Take a shot of a finished film anew, and cut the film again.

    Everything else stays: only the spans that touch the shot are encoded. Where only what is heard is changed, the
    picture stays too, and so do the voices of its other lines.
    Earlier takes stay in the film's folder; `longtake takes` goes back.

    Exit codes: as those of `longtake make`.
    """
    name = who() if by is None else by
    flags = {"note": ADDED, "prompt": RETAKE_SHOWN, "by": BY}
    check_words({"note": note, "prompt": prompt, "by": name}, lambda field: str(flags[field]))
    heard = asked_words(dialogue, lines, line, again)
    changes = retaken(shots, prompt=prompt, note=note, by=name, heard=heard)
    how = _approval(approve, detach=detach)
    chosen: Chosen = True if comments else ()
    wanted = Changes(checked_film_id(film_id), changes, how, _dollars(budget), chosen)
    return _changed(wanted, out, detach=detach, json=json, yes=yes)


def finish(
    film_id: FilmId,
    *,
    shots: Annotated[list[str] | None, FINISH_SHOTS.option()] = None,
    pictures: Annotated[bool, FINISH_PICTURES.option()] = False,
    approve: Approval = None,
    budget: Budget = None,
    by: By = None,
    out: Out = None,
    detach: Detach = False,
    yes: Annotated[bool, YES.option()] = False,
    json: Json = False,
) -> int:
    """Make the shots of a draft anew by whom the film itself casts, and cut the film again.

    Clips alone need no new approval: they are made of the pictures that were approved. The draft's clips stay as takes.

    Exit codes: as those of `longtake make`.
    """
    named = tuple(shots_named(shots or (), str(FINISH_SHOTS)))
    if shots is not None and not named:
        raise BadInput(f"{FINISH_SHOTS} is empty: name some, such as 3,5-7, or leave it out.")
    # Where no picture changes nothing is to be approved, and nobody is asked how.
    how = _approval(approve, detach=detach) if pictures or approve else "wait"
    wanted = Changes(checked_film_id(film_id), Finish(named, pictures, _decider(by)), how, _dollars(budget))
    return _changed(wanted, out, detach=detach, json=json, yes=yes)


def try_shot(
    film_id: FilmId,
    shot: Annotated[str, typer.Argument(metavar="SHOT", help="The shot's number or id.")],
    *,
    makers: Annotated[list[str], TRIED_WITH.option()],
    budget: Budget = None,
    by: By = None,
    out: Out = None,
    detach: Detach = False,
    yes: Annotated[bool, YES.option()] = False,
    json: Json = False,
) -> int:
    """Film one shot of a finished film with several, and see them side by side.

    Each clip is a take beside the one in the film, made of the picture that was approved: `longtake takes ID SHOT --use N`
    chooses one. What it cost and how long it took stands with each, in `shots/SHOT/tried.png` of the film's folder.

    Exit codes: as those of `longtake make`.
    """
    changes = tried(shot, makers, by=_decider(by), called=str(TRIED_WITH))
    wanted = Changes(checked_film_id(film_id), changes, "wait", _dollars(budget))
    return _changed(wanted, out, detach=detach, json=json, yes=yes)


def takes(
    film_id: FilmId,
    shot: Annotated[
        str | None, typer.Argument(metavar="SHOT", help="The shot's number or id; without one: every shot.")
    ] = None,
    *,
    use: Annotated[str | None, USE.option()] = None,
    approve: Approval = None,
    by: By = None,
    out: Out = None,
    detach: Detach = False,
    json: Json = False,
) -> int:
    """Show the takes of a film's shots; with --use, cut the film with another one."""
    if use is None:
        return _listed(film_id, shot, json=json)
    if shot is None:
        raise BadInput(f"{USE} needs a shot: `longtake takes ID SHOT --use N`.")
    if not use.isdecimal() or len(use) > 9 or not int(use):
        raise BadInput(f"{USE} must be a take's number, not {use!r}.")
    name = _decider(by)
    change = Change(shot_id=shot, use=int(use), by=name)
    how = _approval(approve, detach=detach)
    return _changed(Changes(checked_film_id(film_id), (change,), how), out, detach=detach, json=json)


def _decider(by: str | None) -> str:
    """Who decides: as was said, else who is logged in here."""
    name = who() if by is None else by
    check_words({"by": name}, lambda _: str(BY))
    return name


def _dollars(budget: str | None) -> Usd | None:
    """The budget from now on; None for the one that the film has."""
    return None if budget is None else read_decision("budget", {"usd": budget}).usd


def _approval(approve: str | None, *, detach: bool) -> Approve:
    """As asked for; when nothing was said, asked on a terminal, else left to others."""
    known = None if approve is None else check_approval(approve, str(RETAKE_APPROVAL))
    return who_approves(known, detach=detach)


def _changed(wanted: Changes, out: Path | None, *, detach: bool, json: bool, yes: bool = False) -> int:
    from studio.cli.retake_run import detached, watched

    folder = folder_of(wanted.film_id, out)
    run = detached if detach else watched
    return run(wanted, folder, json=json, yes=yes)


def _listed(film_id: str, name: str | None, *, json: bool) -> int:
    from studio.cli.session import in_session
    from studio.service.facts.film.shots import takes_facts
    from studio.service.film.retakes import shot_of

    async def work(session: "Session") -> tuple["ShotView", ...]:
        view = await session.studio.view(film_id)
        gone = tuple(shot for shot in view.dropped if name in (None, shot.shot.shot_id))
        if name is None:
            return (*view.shots, *gone)
        return gone or (shot_of(view, name),)

    shots = in_session(work)
    if json:
        print_facts(takes_facts(film_id, shots))
        return 0
    dropped = [shot.shot.shot_id for shot in shots if shot.status == "dropped"]
    shown = shots if name is not None else [shot for shot in shots if shot.takes or shot.status == "dropped"]
    if not shown:
        say(
            f"Every shot of {film_id} has one take: `longtake retake {film_id} SHOT --note '…'` makes another."
        )
        return 0
    printer().print(takes_table(shown))
    if dropped:
        say(f"Dropped from the board, and kept: {', '.join(dropped)}.")
    return 0
