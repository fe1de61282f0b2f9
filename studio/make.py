"""Making a film from the command line: start it, pass the gate, watch it, write its folder."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from models.delivery import Picture
from models.errors import BadInput, LongtakeError, MediaError
from models.film import WORKING, FilmRequest, FilmView
from studio.asked.flags import Approve
from studio.asking import Answer, ask, at_gate, blocked_shots
from studio.client import Started
from studio.fetching import write_film
from studio.folder import write_folder
from studio.live import progress
from studio.printing import say
from studio.results import film_json
from studio.session import Session
from studio.watching import sights

DEFAULT_CODEC = Picture.model_fields["codec"].default
"""What every machine can encode; anything else is tried before a film is started."""


class Order(NamedTuple):
    """A film to make: how its gate is passed, the folder it is written to, and a music file to be stored."""

    request: FilmRequest
    film_id: str
    approve: Approve
    folder: Path
    music: Path | None = None


class Made(NamedTuple):
    """Where the film stands when watching ended; `left` when it goes on: at its gate, or past what was asked."""

    view: FilmView
    facts: dict[str, Any]
    left: bool = False


async def start(session: Session, order: Order) -> Started:
    """Start the film, and say so when it runs already or was made before.

    Raises:
        BadInput: the id belongs to another brief, or this machine, which shall make it, lacks its codec.

    """
    if session.embedded:
        await asyncio.to_thread(_check_codec, order.request.brief.picture)
    await session.ready_for_films()
    if order.music is not None:
        await asyncio.to_thread(session.studio.store.put_file, order.music)
    started = await session.studio.start(order.request, order.film_id)
    if started.running:
        say(f"{order.film_id} is running already: this is that film, with the options it was started with.")
    elif started.again and order.request.previous is None:
        say(f"{order.film_id} was made before: what the library still has of it is used again.")
    return started


def _check_codec(picture: Picture) -> None:
    if picture.codec == DEFAULT_CODEC:
        return
    from infra.media.encode import header

    try:
        header(picture)
    except MediaError as error:
        raise BadInput(f"--codec {picture.codec} cannot be used here: {error}") from error


async def make(session: Session, order: Order, on_start: Callable[[], None]) -> Made:
    """Start a film, watch it to its end and write its folder; `on_start` is called once it runs.

    Raises:
        LongtakeError: it could not be started or watched, or its folder could not be written.

    """
    started = await start(session, order)
    on_start()
    shown = progress()
    asked_about = 0
    view: FilmView | None = None
    try:
        async for sight in sights(session, order.film_id):
            view = sight.view
            if started.running and _past(view, order):
                break
            shown.show(sight)
            if not at_gate(view) or view.board == asked_about:
                continue
            shown.stop()
            asked_about = view.board
            if await _gate(session, order, view) is Answer.LEFT:
                say_how_to_decide(view)
                return _made(session, order, view, started, left=True)
    finally:
        shown.stop()
    assert view is not None, "watching gives at least one view"
    await write_film(session, view, order.folder)
    past = started.running and _past(view, order)
    if past:
        say(
            f"{order.film_id} is past the {order.request.options.stop_at} already and runs on with the options it "
            f"was started with: what it has made is in {order.folder}."
        )
    return _made(session, order, view, started, left=past)


def _past(view: FilmView, order: Order) -> bool:
    """Whether a film that was started with other options works beyond the stage that is asked for now."""
    last = {"story": "story", "storyboard": "keyframes"}.get(order.request.options.stop_at)
    return last is not None and view.stage in WORKING[WORKING.index(last) + 1 :]


async def _gate(session: Session, order: Order, view: FilmView) -> Answer:
    """The board is there: write what the film has, then ask, or say how others can decide."""
    try:
        await asyncio.to_thread(write_folder, view, session.studio.store, order.folder)
        say(f"The storyboard: {order.folder / 'storyboard.png'}")
    except LongtakeError as error:
        say(f"The board could not be written to {order.folder}. {error}", "yellow")
    if order.approve != "ask":
        say_how_to_decide(view)
        return Answer.OVERTAKEN
    return await ask(session, view)


def _made(session: Session, order: Order, view: FilmView, started: Started, *, left: bool = False) -> Made:
    facts = film_json(view, session.studio.store, folder=order.folder, ui_url=session.film_url(view.film_id))
    return Made(view, facts | {"attached": started.running, "again": started.again}, left=left)


def say_how_to_decide(view: FilmView) -> None:
    """The commands that decide on the board."""
    film, blocked = view.film_id, blocked_shots(view)
    if blocked:
        which = ", ".join(shot.shot.shot_id for shot in blocked)
        say(
            f"Board {view.board} cannot be approved before {which} {'is' if len(blocked) == 1 else 'are'} revised:",
            "yellow",
        )
        say_commands(*how_to_unblock(view), (f"longtake reject {film} --note '…'", "end the film"))
        return
    say(f"Board {view.board} waits for a decision, as long as it takes:", "yellow")
    say(f"  longtake approve {film} --board {view.board}")
    say(f"  longtake revise {film} SHOT --prompt '…'")
    say(f"  longtake reject {film} --note '…'")


def how_to_unblock(view: FilmView) -> list[tuple[str, str]]:
    """The command that revises each blocked shot, and why it is blocked."""
    return [
        (f"longtake revise {view.film_id} {shot.shot.shot_id} --prompt '…' --dialogue '…'", shot.missing)
        for shot in blocked_shots(view)
    ]


def say_how_to_go_on(film_id: str, *, embedded: bool) -> None:
    """The commands for a film that is left running."""
    say(f"The film {film_id} goes on without this command.")
    say_commands(
        (f"longtake watch {film_id}", "see how it goes on"),
        (f"longtake fetch {film_id}", "write what it has made"),
        (f"longtake cancel {film_id}", "stop it"),
        *([("longtake down", "stop the engine; films go on with the next one")] if embedded else []),
    )


def say_commands(*commands: tuple[str, str]) -> None:
    """Commands and what they are for, a line each, in two columns."""
    width = max(len(command) for command, _ in commands)
    for command, purpose in commands:
        say(f"  {command:<{width}}  {purpose}")
