"""A finished film changed from the command line: its next run is started, watched like the first, and written again."""

from pathlib import Path

from models.film.view import FilmView
from models.places import shot_place
from studio.cli.film_run import Order, make, start
from studio.cli.flags.command_flags import OUT
from studio.cli.interruption import INTERRUPTED
from studio.cli.printing.advice import say_commands, say_how_to_go_on
from studio.cli.printing.console import print_facts, print_json, tell
from studio.cli.printing.results import print_result
from studio.cli.session import in_session
from studio.service.film.begun import changing_facts
from studio.service.film.changes import Changes
from studio.service.film.folder import check_folder
from studio.service.film.retakes import changed_film, shot_of
from studio.service.session import Session


def detached(wanted: Changes, folder: Path, *, json: bool) -> int:
    """Start the film's next run, print its id and how it is followed; gives the exit code.

    Raises:
        LongtakeError: it cannot be changed so, or could not be started.

    """
    film = wanted.film_id

    async def work(session: Session) -> int:
        started = await start(session, await _order(session, wanted, folder))
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


def watched(wanted: Changes, folder: Path, *, json: bool) -> int:
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
        order = await _order(session, wanted, folder)
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


async def _order(session: Session, wanted: Changes, folder: Path) -> Order:
    auto = wanted.approve == "auto"
    request = await changed_film(
        session.studio, wanted.film_id, wanted.changes, auto=auto, budget=wanted.budget
    )
    return Order(request, wanted.film_id, wanted.approve, folder)
