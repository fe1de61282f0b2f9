"""Commands that change a finished film: retake a shot, go back to another take."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from models.errors import BadInput
from models.film.decisions import read_decision
from models.money.dollars import Usd
from models.names import checked_film_id, take_place
from models.shots.takes import Change
from studio.cli.asked.flags import APPROVALS, Approve
from studio.cli.commands.arguments import Budget, By, FilmId, Json, Out, folder_of
from studio.cli.people import who, who_approves
from studio.cli.printing.console import out as printer
from studio.cli.printing.console import print_json, say, takes_table, tell

if TYPE_CHECKING:
    from models.shots.view import ShotView
    from studio.cli.session import Session

Approval = Annotated[
    str | None,
    typer.Option(
        "--approve",
        metavar="ask|wait|auto",
        help="How the new picture is approved: asked here, by others, or by itself.",
    ),
]
Detach = Annotated[bool, typer.Option("--detach", help="Start it, print its id, and return.")]


def retake(
    film_id: FilmId,
    shots: Annotated[
        list[str], typer.Argument(metavar="SHOT…", help="The shots' numbers, or ids such as shot_003.")
    ],
    *,
    note: Annotated[str, typer.Option(metavar="TEXT", help="What is added to what it shows.")] = "",
    prompt: Annotated[str, typer.Option(metavar="TEXT", help="What it shall show instead.")] = "",
    dialogue: Annotated[
        str | None, typer.Option(metavar="TEXT", help="What is heard over it; '' makes it silent.")
    ] = None,
    approve: Approval = None,
    budget: Budget = None,
    by: By = None,
    out: Out = None,
    detach: Detach = False,
    json: Json = False,
) -> int:
    """Take a shot of a finished film anew, and cut the film again.

    Everything else stays: only the spans that touch the shot are encoded.
    Earlier takes stay in the film's folder; `longtake takes` goes back.

    Exit codes: as those of `longtake make`.
    """
    name = who() if by is None else by
    for flag, text, most in (
        ("--note", note, 4000),
        ("--prompt", prompt, 8000),
        ("--dialogue", dialogue, 4000),
    ):
        if text and len(text) > most:
            raise BadInput(f"{flag} has {len(text):,} characters: {most:,} is the most.")
    changes = tuple(
        Change(shot_id=shot, prompt=prompt.strip(), note=note.strip(), dialogue=dialogue, by=name)
        for shot in dict.fromkeys(shots)
    )
    return _changed(
        film_id, changes, _approval(approve, detach=detach), budget, out, detach=detach, json=json
    )


def takes(
    film_id: FilmId,
    shot: Annotated[
        str | None, typer.Argument(metavar="[SHOT]", help="The shot's number or id; without one: every shot.")
    ] = None,
    *,
    use: Annotated[str | None, typer.Option(metavar="N", help="Go back to this take.")] = None,
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
        raise BadInput("--use needs a shot: `longtake takes ID SHOT --use N`.")
    if not use.isdecimal() or len(use) > 9 or not int(use):
        raise BadInput(f"--use must be a take's number, not {use!r}.")
    change = Change(shot_id=shot, use=int(use), by=who() if by is None else by)
    return _changed(
        film_id, (change,), _approval(approve, detach=detach), None, out, detach=detach, json=json
    )


def _approval(approve: str | None, *, detach: bool) -> Approve:
    """As asked for; when nothing was said, asked on a terminal, else left to others."""
    for known in APPROVALS:
        if approve == known:
            return approve  # type: ignore[return-value]
    if approve is not None:
        raise BadInput(f"--approve must be one of 'ask', 'wait' or 'auto', not {approve!r}.")
    return who_approves(None, detach=detach)


def _changed(
    film_id: str,
    changes: tuple[Change, ...],
    how: Approve,
    budget: str | None,
    out: Path | None,
    *,
    detach: bool,
    json: bool,
) -> int:
    from studio.cli.film_run import Order, make, start
    from studio.cli.printing.advice import say_commands, say_how_to_go_on
    from studio.cli.printing.results import print_result
    from studio.cli.session import in_session
    from studio.service.folder import check_folder
    from studio.service.retakes import changed_film

    film, usd = checked_film_id(film_id), _dollars(budget)
    folder, running, embedded = folder_of(film, out), False, True

    def on_start() -> None:
        nonlocal running
        running = True

    async def work(session: "Session") -> int:
        nonlocal embedded
        embedded = session.embedded
        request = await changed_film(session.studio, film, changes, auto=how == "auto", budget=usd)
        if not detach:
            check_folder(folder, film)
        order = Order(request, film, how, folder)
        if detach:
            started = await start(session, order)
            if json:
                print_json({"id": film, "status": "running", "exit_code": 0, "attached": started.running})
            else:
                tell(film)
                say_commands(
                    (f"longtake watch {film}", "see how it goes on"),
                    (f"longtake fetch {film}", "write what it has made"),
                )
            return 0
        made = await make(session, order, on_start)
        if json:
            print_json(made.facts | ({"exit_code": 0} if made.left else {}))
        elif made.left:
            say_how_to_go_on(film, embedded=session.embedded)
        else:
            print_result(made.view, session.studio.store, folder)
        return 0 if made.left else made.view.exit_code

    try:
        return in_session(work)
    except (KeyboardInterrupt, asyncio.CancelledError):
        if running:
            say_how_to_go_on(film, embedded=embedded)
        raise KeyboardInterrupt from None


def _dollars(budget: str | None) -> Usd | None:
    return None if budget is None else read_decision("budget", {"usd": budget}).usd


def _listed(film_id: str, name: str | None, *, json: bool) -> int:
    from studio.cli.session import in_session
    from studio.service.retakes import shot_of

    async def work(session: "Session") -> list["ShotView"]:
        view = await session.studio.view(film_id)
        return [shot_of(view, name)] if name is not None else list(view.shots)

    shots = in_session(work)
    if json:
        print_json({"id": film_id, "shots": [_facts(shot) for shot in shots]})
        return 0
    shown = shots if name is not None else [shot for shot in shots if shot.takes]
    if not shown:
        say(
            f"Every shot of {film_id} has one take: `longtake retake {film_id} SHOT --note '…'` makes another."
        )
        return 0
    printer().print(takes_table(shown))
    return 0


def _facts(shot: "ShotView") -> dict[str, object]:
    return {
        "shot": shot.shot.shot_id,
        "in_the_film": shot.take if shot.clip or shot.missing else None,
        "takes": [
            {
                "take": take.take,
                "shows": take.shot.seen,
                "heard": take.shot.dialogue,
                "seconds": take.conformed.seconds if take.conformed else None,
                "missing": take.missing,
                "folder": take_place(shot.shot.shot_id, take.take),
            }
            for take in shot.kept()
        ],
    }
