"""A finished film changed from the command line: its next run is started, watched like the first, and written again."""

import asyncio
import sys
from decimal import Decimal
from pathlib import Path

from models.errors import BadInput, LongtakeError
from models.film.start import FilmRequest
from models.film.view import FilmView
from models.money.dollars import ZERO, at_most
from models.places import shot_place
from studio.cli.film_run import Order, make, start
from studio.cli.flags.command_flags import OUT
from studio.cli.interruption import INTERRUPTED
from studio.cli.keyboard import someone_is_there
from studio.cli.printing.advice import say_commands, say_how_to_go_on
from studio.cli.printing.console import err, print_facts, print_json, say, tell
from studio.cli.printing.results import print_result
from studio.cli.session import in_session
from studio.service.film.begun import changing_facts
from studio.service.film.changes import Changes, Finish
from studio.service.film.folder import check_folder
from studio.service.film.retakes import changed_film, is_drafted, shot_of
from studio.service.review.notes import noted_changes
from studio.service.session import Session


def detached(wanted: Changes, folder: Path, *, json: bool, yes: bool) -> int:
    """Start the film's next run, print its id and how it is followed; gives the exit code.

    Raises:
        LongtakeError: it cannot be changed so, or could not be started.

    """
    film = wanted.film_id

    async def work(session: Session) -> int:
        started = await start(session, await _order(session, wanted, folder, yes=yes))
        if json:
            print_facts(changing_facts(started), status={"exit_code": 0})
        else:
            tell(film)
            gated = wanted.of_pictures and wanted.approve != "auto" and not started.running
            say_commands(
                *([(f"longtake approve {film}", "once its new picture is there")] if gated else []),
                (f"longtake watch {film}", "see how it goes on"),
                (f"longtake fetch {film}", "write what it has made"),
            )
        return 0

    return in_session(work)


def watched(wanted: Changes, folder: Path, *, json: bool, yes: bool) -> int:
    """Make the film's next run and stay; gives the exit code.

    Raises:
        LongtakeError: it cannot be changed so; and as `make`.

    """
    film, running, embedded = wanted.film_id, False, True

    def on_start() -> None:
        nonlocal running
        running = True

    async def work(session: Session) -> int:
        nonlocal embedded
        embedded = session.embedded
        order = await _order(session, wanted, folder, yes=yes)
        check_folder(folder, film, str(OUT))
        made = await make(session, order, on_start)
        if json:
            print_json(made.facts | {"exit_code": made.exit_code})
        elif made.left:
            say_how_to_go_on(film, embedded=session.embedded)
        else:
            print_result(made.view, session.studio.store, folder)
            if wanted.tried:
                _say_how_to_choose(made.view, wanted.tried, folder)
        return made.exit_code

    try:
        return in_session(work)
    except KeyboardInterrupt:
        if not running:
            raise KeyboardInterrupt from None
        say_how_to_go_on(film, embedded=embedded)
        return INTERRUPTED


def _say_how_to_choose(view: FilmView, shot: str, folder: Path) -> None:
    place = folder / shot_place(shot_of(view, shot).shot.shot_id, "tried.png")
    if place.exists():
        tell(f"Side by side: {place}")
    say_commands(
        (f"longtake takes {view.film_id} {shot}", "what each take is"),
        (f"longtake takes {view.film_id} {shot} --use N", "cut the film with one"),
    )


async def _order(session: Session, wanted: Changes, folder: Path, *, yes: bool) -> Order:
    auto = wanted.approve == "auto"
    wanted, comments = await noted_changes(session, wanted)
    request = await changed_film(
        session.studio, wanted.film_id, wanted.changes, auto=auto, budget=wanted.budget
    )
    if isinstance(wanted.changes, Finish) and not await is_drafted(session.studio, wanted.film_id):
        say(
            f"{wanted.film_id} is no draft: clips that the film's own have made stay as they are, and it is cut again."
        )
    await _agree(session, wanted.film_id, request, yes=yes)
    return Order(request, wanted.film_id, wanted.approve, folder, comments=comments)


async def _agree(session: Session, film_id: str, request: FilmRequest, *, yes: bool) -> None:
    """Say what the changes may cost, where they may cost something; at a terminal somebody is asked whether to pay.

    Raises:
        BadInput: they say no.

    """
    from studio.service.estimates.change_price import change_price

    assert request.previous is not None, "changes go on from a run"
    if all(one.use is not None for one in request.previous.changes):
        return
    view = await session.studio.last_run(film_id)
    assert view is not None, "a film that can be changed has a run that ended by itself"
    try:
        usd = await asyncio.to_thread(change_price, session.settings, view, request)
    except LongtakeError as error:
        say(f"What this may cost cannot be told: {error}", "yellow")
        return
    if not usd:
        return
    line = f"This may cost up to {at_most(usd)}{_beyond(view, request, usd)}."
    if yes or not someone_is_there():
        say(line)
        return
    err().print(f"{line} Go on? (y/n) ", style="bold", end="")
    if sys.stdin.readline().strip().casefold() not in ("y", "yes"):
        raise BadInput("Nothing was begun, and nothing is paid.")


def _beyond(view: FilmView, request: FilmRequest, usd: Decimal) -> str:
    """That it is more than the film's budget leaves, where it is."""
    budget = request.options.budget
    left = None if budget is None else max(budget - view.spent, ZERO)
    return "" if left is None or usd <= left else f"; the film's budget leaves {at_most(left)}"
