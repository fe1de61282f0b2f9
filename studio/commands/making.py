"""`longtake make`."""

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from models.names import checked_film_id
from studio.asked.cautions import cautions
from studio.asked.flags import Approve, Flags
from studio.asked.reading import Asked, read_asked
from studio.commands.arguments import RUN, Json, NewId, Out, folder_of
from studio.commands.brief_flags import with_brief
from studio.estimating import price_line
from studio.people import who_approves
from studio.printing import print_json, say, tell


@with_brief
def make(
    flags: Flags,
    *,
    out: Out = None,
    film_id: NewId = None,
    detach: Annotated[
        bool, typer.Option("--detach", help="Start it, print its id, and return.", rich_help_panel=RUN)
    ] = False,
    json: Json = False,
) -> int:
    """Make a film of a sentence, a story or a shot list.

    Left with Ctrl-C, the film goes on.

    Exit codes: 0 finished, or stopped at the stage asked for; 1 failed,
    rejected or cancelled; 2 bad arguments; 3 finished with shots missing.
    """
    asked = read_asked(flags)
    film = checked_film_id(film_id or asked.request.brief.film_id())
    folder = folder_of(film, out)
    if detach and out is not None:
        say(f"--out is not used with --detach: `longtake fetch {film} --out {out}` writes the folder later.")
    fresh = not folder.exists()
    if not detach:
        from studio.folder import check_folder

        check_folder(folder, film)
    if asked.request.brief.shots and "seconds" in asked.request.brief.model_fields_set:
        say("The shots' own lengths decide how long the film is: the seconds asked for change nothing.")
    if asked.request.brief.shots and flags.model is not None:
        say("The shots are given: no model writes anything.")
    for caution in cautions(asked):
        say(caution, "yellow")
    if price := price_line(asked.request):
        say(price)
    how = who_approves(asked.approve, detach=detach)
    if detach:
        return _detached(asked, film, folder, how, json=json)
    return _watched(asked, film, folder, how, json=json, fresh=fresh)


def _say_who_decides(asked: Asked, how: Approve, *, detach: bool) -> None:
    """That the gate is left to others, when nobody asked for that."""
    if asked.approve is None and how == "wait" and asked.request.options.stop_at == "film":
        why = "" if detach else "There is no terminal to ask in, so "
        text = f"{why}the film waits at its storyboard until somebody decides on it (--approve wait)."
        say(text[0].upper() + text[1:])


def _detached(asked: Asked, film: str, folder: Path, how: Approve, *, json: bool) -> int:
    from studio.make import Order, say_commands, start
    from studio.session import Session, in_session

    async def work(session: Session) -> int:
        _say_who_decides(asked, how, detach=True)
        started = await start(session, Order(asked.request, film, how, folder, asked.music))
        url = session.film_url(film)
        if json:
            facts = {"id": film, "status": "running", "exit_code": 0, "attached": started.running}
            print_json(facts | {"again": started.again, "address": session.address, "ui": url or None})
            return 0
        tell(film)
        gated = how != "auto" and asked.request.options.stop_at == "film" and not started.running
        say_commands(
            (f"longtake watch {film}", "see how it goes on"),
            *([(f"longtake approve {film} --board 1", "once its storyboard is there")] if gated else []),
            (f"longtake fetch {film}", "write what it has made"),
        )
        if url:
            say(f"  {url}")
        return 0

    return in_session(work)


def _watched(asked: Asked, film: str, folder: Path, how: Approve, *, json: bool, fresh: bool) -> int:
    """Make the film and stay; a `fresh` folder that nothing was written to is removed again."""
    from studio.make import Order, make, say_how_to_go_on
    from studio.results import print_result, sameness
    from studio.session import Session, in_session

    running, embedded = False, True

    async def work(session: Session) -> int:
        nonlocal embedded
        embedded = session.embedded
        _say_who_decides(asked, how, detach=False)

        def on_start() -> None:
            nonlocal running
            running = True

        made = await make(session, Order(asked.request, film, how, folder, asked.music), on_start)
        if json:
            print_json(made.facts | ({"exit_code": 0} if made.left else {}))
        elif not made.left:
            print_result(made.view, session.studio.store, folder)
            if not asked.request.brief.shots and (caution := sameness(made.view)):
                say(caution, "yellow")
        if made.left:
            say_how_to_go_on(film, embedded=embedded)
        return 0 if made.left else made.view.exit_code

    try:
        return in_session(work)
    except (KeyboardInterrupt, asyncio.CancelledError):
        if running:
            say_how_to_go_on(film, embedded=embedded)
        raise KeyboardInterrupt from None
    finally:
        if fresh and not running:
            with suppress(OSError):
                folder.rmdir()
