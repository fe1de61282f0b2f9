"""A film that is wanted as far as a stage, its story or its board: begun, watched until then, and left where somebody interrupts."""

from collections.abc import Awaitable, Callable

from models.film.view import WORKING, FilmView, Stage
from studio.cli.film_run import Order, start
from studio.cli.interruption import INTERRUPTED
from studio.cli.printing.advice import say_how_to_go_on
from studio.cli.printing.console import dollars, print_json, say
from studio.cli.printing.live_view import progress
from studio.cli.printing.results import film_json
from studio.cli.session import in_session
from studio.service.film.remarks import troubles
from studio.service.film.watch import sights
from studio.service.session import Session

Finish = Callable[[Session, FilmView], Awaitable[int]]
"""What is done with a film that has come as far as it was wanted, or has failed on its way; gives the exit code."""


def made_until(order: Order, last: Stage, finish: Finish, again: str) -> int:
    """Have a film made until a stage is over, and finish; `again` is what the same command does another time. Gives the exit code.

    Raises:
        LongtakeError: the film could not be started or watched; and whatever `finish` raises.
        KeyboardInterrupt: Ctrl-C, before it was begun.

    """
    running, embedded = False, True

    async def work(session: Session) -> int:
        nonlocal running, embedded
        embedded = session.embedded
        started = await start(session, order)
        running = True
        view = await _watched(session, order.film_id, last, attached=started.running)
        return await finish(session, view)

    try:
        return in_session(work)
    except KeyboardInterrupt:
        if not running:
            raise KeyboardInterrupt from None
        say_how_to_go_on(order.film_id, embedded=embedded)
        say(f"The same command again {again}")
        return INTERRUPTED


async def _watched(session: Session, film_id: str, last: Stage, *, attached: bool) -> FilmView:
    """The film when it has ended, or, where it ran before, is past the last stage that is wanted of it."""
    shown, view = progress(), None
    past = WORKING[WORKING.index(last) + 1 :]
    try:
        async for sight in sights(session, film_id):
            view = sight.view
            if view.ended or (attached and view.stage in past):
                break
            shown.show(sight)
    finally:
        shown.stop()
    assert view is not None, "watching gives at least one view"
    return view


def say_failed(session: Session, view: FilmView, otherwise: str, *, json: bool) -> int:
    """Say why there is nothing to show, `otherwise` where the film gives no reason; gives the exit code."""
    code = view.exit_code or 1
    if json:
        url = session.film_url(view.film_id)
        print_json(film_json(view, session.studio.store, ui_url=url) | {"exit_code": code})
    else:
        say(view.reason or f"{otherwise}: the film is {view.verdict}.", "red")
        for line in troubles(view):
            say(line, "yellow")
        for note in view.notes:
            say(f"Note: {note}")
        say(f"{dollars(view.spent)} spent.")
    return code
