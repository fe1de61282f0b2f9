"""Commands that look at films: list, status, watch, fetch."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from models.film.view import FilmView
from studio.cli.commands.arguments import FilmId, Json, Out, folder_of
from studio.cli.flags.command_flags import OUT
from studio.cli.interruption import INTERRUPTED
from studio.cli.printing.console import (
    dollars,
    films_table,
    out,
    print_facts,
    print_json,
    say,
    shortened,
    table,
    tell,
)
from studio.cli.printing.decisions import said
from studio.cli.printing.reel_tables import reels_table
from studio.cli.printing.shot_tables import shots_table

if TYPE_CHECKING:
    from models.shots.view import ShotView
    from studio.service.session import Session


MOST_SHOTS = 100
"""Of how many shots `status` tells one by one."""
EVERY_SHOT = 1_000_000


def list_films(*, json: Json = False) -> int:
    """List every film, the newest first."""
    from models.names import FILM_ID
    from studio.cli.session import in_session
    from studio.service.facts.film.lines import film_lines

    films = in_session(lambda session: session.studio.films())
    if json:
        print_facts(film_lines(films))
    elif films:
        out().print(films_table(films))
        if strange := [film.film_id for film in films if not FILM_ID.fullmatch(film.film_id)]:
            named = ", ".join(shortened(repr(name), 60) for name in strange[:3]) + (
                " …" if strange[3:] else ""
            )
            say(f"No command takes {named}, which can be no film's id: Temporal's own tools show and end it.")
    else:
        say('There are no films yet: `longtake make "A lighthouse keeper finds a door in the sea"`.')
    return 0


def status(
    film_id: Annotated[
        str | None,
        typer.Argument(metavar="ID", help="The film; without one: the engine and running films."),
    ] = None,
    *,
    json: Json = False,
) -> int:
    """Show where a film stands: stage, shots, decisions, cost."""
    from studio.cli.session import in_session
    from studio.service.session import Session

    async def work(session: Session) -> None:
        if film_id is None:
            await _engine_status(session, json=json)
        else:
            await _film_status(session, film_id, json=json)

    in_session(work)
    return 0


def watch(film_id: FilmId, *, json: Json = False) -> int:
    """Watch a film until it ends; the exit code is the film's."""
    from studio.cli.printing.advice import say_how_to_go_on
    from studio.cli.printing.results import film_json, print_result
    from studio.cli.session import in_session
    from studio.service.session import Session

    embedded, known = True, False

    async def work(session: Session) -> int:
        nonlocal embedded, known
        embedded = session.embedded
        await session.studio.view(film_id)
        known = True
        view = await _watched(session, film_id)
        if json:
            print_json(film_json(view, session.studio.store, ui_url=session.film_url(film_id)))
        else:
            print_result(view, session.studio.store, None)
            say(f"`longtake fetch {film_id}` writes its folder.")
        return view.exit_code

    try:
        return in_session(work)
    except KeyboardInterrupt:
        if not known:
            raise KeyboardInterrupt from None
        say_how_to_go_on(film_id, embedded=embedded)
        return INTERRUPTED


async def _watched(session: "Session", film_id: str) -> FilmView:
    from studio.cli.printing.advice import say_how_to_decide
    from studio.cli.printing.live_view import progress
    from studio.service.film.gate import boards_at_gate
    from studio.service.film.watch import sights

    shown, told, view = progress(), frozenset[tuple[int, int]](), None
    try:
        async for sight in sights(session, film_id):
            view = sight.view
            boards = boards_at_gate(view)
            if not boards <= told:
                told |= boards
                shown.stop()
                say(f"`longtake fetch {film_id}` writes the storyboard.")
                say_how_to_decide(view)
            shown.show(sight)
    finally:
        shown.stop()
    assert view is not None, "watching gives at least one view"
    return view


def fetch(film_id: FilmId, *, out: Out = None, json: Json = False) -> int:
    """Write what a film has made by now into its folder."""
    from models.names import checked_film_id
    from studio.cli.session import in_session
    from studio.service.facts.film.made import fetched_facts
    from studio.service.film.fetch import write_film
    from studio.service.film.folder import check_folder
    from studio.service.session import Session

    folder = folder_of(checked_film_id(film_id), out)

    async def work(session: Session) -> int:
        view = await session.studio.view(film_id)
        check_folder(folder, film_id, str(OUT))
        written = await write_film(session, view, folder)
        if json:
            where = {"folder": str(folder.absolute())}
            print_facts(fetched_facts(view, folder, written), status=where)
        else:
            tell(str(folder))
            count = (
                f"{len(written)} file{'' if len(written) == 1 else 's'} written" if written else "nothing new"
            )
            say(f"{count[0].upper()}{count[1:]} in {folder}.")
            say(f"The film waits: {view.waiting}" if view.waiting else f"The film: {view.verdict}.")
        return 0

    return in_session(work)


def _revision(view: FilmView) -> str:
    """What there is to look at, after a dot; empty before there is anything, and where nobody can read the film."""
    if view.reels:
        return f" · {len(view.reels)} reels, {sum(reel.count for reel in view.reels)} shots"
    if view.bible_waits:
        return f" · bible {view.bible_revision}"
    return f" · board {view.board}" if view.board else ""


async def _engine_status(session: "Session", *, json: bool) -> None:
    from studio.service.facts.film.lines import engine_facts

    films = await session.studio.films(running=True)
    if json:
        print_facts(engine_facts(session, films))
        return
    kind = "embedded" if session.embedded else f"configured, namespace {session.namespace}"
    tell(f"Temporal  {session.address} ({kind})")
    if session.ui_url:
        tell(f"Web UI    {session.ui_url}")
    for note in session.engine.notes if session.engine else ():
        tell(f"Note: {note}")
    if films:
        out().print()
        out().print(films_table(films))
    else:
        tell("No film is running.")


async def _film_status(session: "Session", film_id: str, *, json: bool) -> None:
    from studio.cli.printing.advice import how_to_unblock
    from studio.cli.printing.card_lines import card_lines
    from studio.cli.printing.live_view import asked_line
    from studio.cli.printing.vendor_lines import vendor_lines
    from studio.service.film.gate import at_gate
    from studio.service.film.look import look_at, standing_facts

    look = await look_at(session, film_id, EVERY_SHOT if json else MOST_SHOTS)
    if json:
        print_facts(standing_facts(session, look))
        return
    view, counts, of_reels = look.glance.film, look.glance.counts, look.glance.reels
    attempts, url = look.attempts, session.film_url(film_id)
    tell(view.title or film_id, "bold")
    budget = f" of {dollars(view.budget)}" if view.budget is not None else ""
    reserved = f", {dollars(view.reserved)} reserved" if view.reserved else ""
    paused = " (paused)" if view.paused else ""
    tell(f"{view.verdict}{paused} · {dollars(view.spent)}{budget} spent{reserved}{_revision(view)}")
    if view.reason:
        tell(view.reason)
    blocked = how_to_unblock(view) if at_gate(view) else []
    if blocked and not view.reels:
        tell("No board is approved before these are revised:", "yellow")
    elif view.waiting:
        tell(view.waiting, "yellow")
    for command, why in blocked:
        tell(f"  {command}  {why}")
    for attempt in attempts:
        if attempt.since:
            tell(asked_line(attempt))
    for line in (*vendor_lines(attempts), *card_lines(attempts)):
        tell(line)
    for note in view.notes:
        tell(f"Note: {note}")
    _tell_shots(view, counts, None if view.ended else of_reels)
    if view.decisions:
        out().print()
        if view.told > len(view.decisions):
            tell(
                f"The film was told {view.told:,} decisions, of which {view.refused:,} were not taken; the last:"
            )
        rows = [
            [r.decision.kind, r.decision.by, r.at[:16].replace("T", " "), "taken" if r.accepted else r.reason,
             said(r.decision)]
            for r in view.decisions
        ]  # fmt: skip
        out().print(table(("decision", "by", "at (UTC)", "outcome", "said"), rows, wraps=(3, 4)))
    out().print()
    tell(f"Temporal  {session.address}")
    if url:
        tell(f"Web UI    {url}")


def _tell_shots(
    view: "FilmView", counts: Mapping[str, int], of_reels: Mapping[int, Mapping[str, int]] | None
) -> None:
    """Where each shot stands; of a long film those that need somebody or are being made, and how many there are; or its reels."""
    shots = view.shots
    if view.reels:
        out().print()
        out().print(reels_table(view, counts=of_reels))
        for shot in view.missing:
            tell(f"{shot.shot.shot_id}{' ' if shot.blocked else ' is missing: '}{shot.missing}", "red")
        return
    if not shots:
        return
    shown = _worth_showing(shots)
    out().print()
    out().print(shots_table(shown))
    if len(shown) < (total := sum(counts.values())):
        each = ", ".join(f"{count:,} {status}" for status, count in counts.items())
        tell(f"{len(shown)} of {total:,} shots are shown, those first that need somebody: {each}.", "dim")


def _worth_showing(shots: Sequence["ShotView"]) -> Sequence["ShotView"]:
    """All shots, or those of a long film that need somebody or are being made, and then the first."""
    by_need = sorted(shots, key=lambda shot: (not shot.missing, shot.status not in ("drawing", "rendering")))
    chosen = {shot.shot.shot_id for shot in by_need[:MOST_SHOTS]}
    return [shot for shot in shots if shot.shot.shot_id in chosen]
