"""Making a film from the command line: start it, pass the gate, watch it, write its folder."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from models.errors import LongtakeError
from models.film.reels import MOST_OF_A_REEL
from models.film.start import FilmRequest
from models.film.view import FilmView
from models.places import REELS, reel_place
from studio.cli.flags.film_flags import called
from studio.cli.gate import Answer, ask
from studio.cli.interruption import INTERRUPTED
from studio.cli.printing.advice import say_commands, say_how_to_decide, say_how_to_go_on
from studio.cli.printing.console import print_facts, print_json, say, tell
from studio.cli.printing.live_view import progress
from studio.cli.printing.results import film_json, print_result
from studio.cli.session import in_session
from studio.client import Started
from studio.service.film.begun import begun_facts
from studio.service.film.bible import at_bible
from studio.service.film.fetch import write_film
from studio.service.film.folder import write_folder
from studio.service.film.gate import boards_at_gate, waiting_reels
from studio.service.film.remarks import sameness
from studio.service.film.start import WantedFilm, is_past, start_film
from studio.service.film.watch import sights
from studio.service.requests.files import GivenFile
from studio.service.requests.request import Approve
from studio.service.session import Session

_SHORTEST_S = 3
"""Seconds of the shortest shot that is planned of a text."""


class Order(NamedTuple):
    """A film to make: how its gate is passed, the folder it is written to, and the files that its brief names.

    `said` tells that somebody asked for the gate to be passed so. `comments` went into the notes of its changes.
    """

    request: FilmRequest
    film_id: str
    approve: Approve
    folder: Path
    files: tuple[GivenFile, ...] = ()
    said: bool = True
    comments: tuple[int, ...] = ()


class Made(NamedTuple):
    """Where the film stands when watching ended; `left` when it goes on: at its gate, or past what was asked.

    `past` when it was beyond the stage that was asked for, running or ended.
    """

    view: FilmView
    facts: dict[str, Any]
    left: bool = False
    past: bool = False

    @property
    def exit_code(self) -> int:
        """The film's, unless what was asked for is there, however the film ends or ended."""
        return 0 if self.left or self.past else self.view.exit_code


async def start(session: Session, order: Order) -> Started:
    """Start the film, and say so when it runs already or was made before.

    Raises:
        LongtakeError: as `start_film`.

    """
    wanted = WantedFilm(order.request, order.film_id, order.files, comments=order.comments)
    started = await start_film(session, wanted, called)
    if started.running:
        say(
            f"{order.film_id} is running already: this is that film, with the options it was started with; those that were given "
            "now change nothing."
        )
    elif started.again and order.request.previous is None:
        say(f"{order.film_id} was made before: what the library still has of it is used again.")
    return started


async def make(session: Session, order: Order, on_start: Callable[[], None]) -> Made:
    """Start a film, watch it to its end and write its folder; `on_start` is called once it runs.

    Raises:
        LongtakeError: it could not be started or watched, or its folder could not be written.

    """
    started = await start(session, order)
    on_start()
    shown = progress()
    asked_about: frozenset[tuple[str, int, int]] = frozenset()
    view: FilmView | None = None
    try:
        async for sight in sights(session, order.film_id):
            view = sight.view
            if started.running and not view.ended and is_past(view, order.request):
                break
            shown.show(sight)
            gate = _gate_of(view)
            if not gate or gate == asked_about or (order.approve != "ask" and gate <= asked_about):
                continue
            shown.stop()
            asked_about = gate if order.approve == "ask" else gate | asked_about
            if await _gate(session, order, view) is Answer.LEFT:
                say_how_to_decide(view)
                return _made(session, order, view, started, left=True)
    finally:
        shown.stop()
    assert view is not None, "watching gives at least one view"
    await write_film(session, view, order.folder)
    there = f"what it has made is in {order.folder}."
    if started.past:
        say(f"{_past(order)}: nothing is started, and {there}{_afresh(order)}")
    elif not view.ended:
        say(f"{_past(order)} and runs on with the options it was started with: {there}")
    return _made(session, order, view, started, left=not view.ended)


def _gate_of(view: FilmView) -> frozenset[tuple[str, int, int]]:
    """What waits to be decided on, the bible or boards: of which reel, 0 where there is one, and its revision."""
    if at_bible(view):
        return frozenset([("bible", 0, view.bible_revision)])
    return frozenset(("board", *board) for board in boards_at_gate(view))


def _past(order: Order) -> str:
    return f"{order.film_id} is past the {order.request.options.stop_at} already"


def _afresh(order: Order) -> str:
    """How a film that is left as it is can be made afresh all the same, where that was asked for."""
    return "" if order.request.options.use_cache else f" {called('id')} with another one makes it afresh."


async def _gate(session: Session, order: Order, view: FilmView) -> Answer:
    """The bible or the board is there: write what the film has, then ask, or say how others can decide."""
    what, pages = ("bible", ("bible.png",)) if at_bible(view) else ("storyboard", view.board_pages)
    page = pages[0] if pages else "storyboard.png"
    more = f" to {pages[-1]}, {len(pages)} pages" if len(pages) > 1 else ""
    if not at_bible(view) and (reels := waiting_reels(view)):
        one = len(reels) == 1
        what = f"storyboard of reel {reels[0].number}" if one else f"storyboards of {len(reels)} reels"
        page, more = reel_place(reels[0].number, "storyboard.png") if one else REELS, ""
    try:
        await asyncio.to_thread(write_folder, view, session.studio.store, order.folder)
        say(f"The {what}: {order.folder / page}{more}")
    except LongtakeError as error:
        say(f"The {what} could not be written to {order.folder}. {error}", "yellow")
    if order.approve != "ask":
        say_how_to_decide(view)
        return Answer.OVERTAKEN
    return await ask(session, view)


def _made(session: Session, order: Order, view: FilmView, started: Started, *, left: bool = False) -> Made:
    facts = film_json(view, session.studio.store, folder=order.folder, ui_url=session.film_url(view.film_id))
    facts |= {"attached": started.running, "again": started.again, "past": started.past}
    return Made(view, facts, left=left, past=started.past)


def detached(order: Order, *, json: bool) -> int:
    """Start the film, print its id and how it is followed; gives the exit code.

    Raises:
        LongtakeError: it could not be started.

    """
    film = order.film_id

    async def work(session: Session) -> int:
        _say_who_decides(order, "")
        started = await start(session, order)
        url = session.film_url(film)
        if json:
            print_facts(await begun_facts(session, started), status={"exit_code": 0})
            return 0
        tell(film)
        if started.past:
            say(f"{_past(order)}: nothing is started.{_afresh(order)}")
            say_commands((f"longtake fetch {film}", "write what it has made"))
            return 0
        gated = order.approve != "auto" and order.request.options.stop_at == "film" and not started.running
        say_commands(
            (f"longtake watch {film}", "see how it goes on"),
            *(
                [(f"longtake bible approve {film} --revision 1", "once its bible is there")]
                if order.request.options.approve_bible and not started.running
                else []
            ),
            *([_how_to_approve(order)] if gated else []),
            (f"longtake fetch {film}", "write what it has made"),
        )
        if url:
            say(f"  {url}")
        return 0

    return in_session(work)


def _how_to_approve(order: Order) -> tuple[str, str]:
    """How the first board is approved; a film that may have several reels has a board in each."""
    brief = order.request.brief
    shots = len(brief.shots) or brief.shot_count or brief.seconds / _SHORTEST_S
    if shots > MOST_OF_A_REEL:
        return f"longtake approve {order.film_id}", "once you have seen the boards of its reels"
    return f"longtake approve {order.film_id} --board 1", "once its storyboard is there"


def watched(order: Order, *, json: bool) -> int:
    """Make the film and stay; gives the exit code.

    Raises:
        LongtakeError: as `make`.

    """
    running, embedded = False, True

    async def work(session: Session) -> int:
        nonlocal embedded
        embedded = session.embedded
        _say_who_decides(order, "There is no terminal to ask in, so ")

        def on_start() -> None:
            nonlocal running
            running = True

        made = await make(session, order, on_start)
        if json:
            print_json(made.facts | {"exit_code": made.exit_code})
        elif not made.left:
            print_result(made.view, session.studio.store, order.folder)
            if not order.request.brief.shots and (caution := sameness(made.view)):
                say(caution, "yellow")
        if made.left:
            say_how_to_go_on(order.film_id, embedded=embedded)
        return made.exit_code

    try:
        return in_session(work)
    except KeyboardInterrupt:
        if not running:
            raise KeyboardInterrupt from None
        say_how_to_go_on(order.film_id, embedded=embedded)
        return INTERRUPTED


def _say_who_decides(order: Order, why: str) -> None:
    """That the gate is left to others, when nobody asked for that; that `auto` leaves the bible to them."""
    if order.request.options.approve_bible and order.approve == "auto":
        say(
            f"The film waits at its bible until somebody approves it: {called('approve')} auto passes the storyboard "
            "alone."
        )
    if not order.said and order.approve == "wait" and order.request.options.stop_at == "film":
        text = (
            f"{why}the film waits at its storyboard until somebody decides on it ({called('approve')} wait)."
        )
        say(text[0].upper() + text[1:])
