"""A storyboard on its way: a film that stops at its board, or at its story, and goes into a folder of pictures."""

import asyncio
from pathlib import Path
from typing import NamedTuple

from models.film.start import FilmRequest
from models.film.view import FilmView
from studio.cli.film_run import Order
from studio.cli.partial_run import made_until, say_failed
from studio.cli.printing.console import dollars, print_facts, say, tell
from studio.service.facts.film.made import storyboard_facts
from studio.service.film.remarks import troubles, writers
from studio.service.film.storyboard import undrawn, write_board
from studio.service.requests.files import GivenFile
from studio.service.session import Session


class Board(NamedTuple):
    """A storyboard to be drawn: the film that it is the board of, its folder, its story's words, and the files that its brief names."""

    request: FilmRequest
    film_id: str
    folder: Path
    story: str
    files: tuple[GivenFile, ...] = ()

    @property
    def drawn(self) -> bool:
        """Whether pictures are wanted, and not the breakdown alone."""
        return self.request.options.stop_at != "story"


def draw(wanted: Board, *, json: bool) -> int:
    """Have the board made, write its folder, and say what is in it; gives the exit code.

    Raises:
        LongtakeError: the film could not be started or watched, or the folder could not be written.

    """

    async def finish(session: Session, view: FilmView) -> int:
        if not _written(view, wanted):
            return say_failed(session, view, "Nothing was drawn", json=json)
        files = await asyncio.to_thread(
            write_board, view, session.studio.store, wanted.folder, wanted.story, drawn=wanted.drawn
        )
        code = 3 if wanted.drawn and undrawn(view) else 0
        if json:
            found = storyboard_facts(view, session.film_url(wanted.film_id), drawn=wanted.drawn)
            where = {"folder": str(wanted.folder.absolute()), "files": [file.name for file in files]}
            print_facts(found, title=where, ui={"exit_code": code})
        else:
            _say_result(view, wanted)
        return code

    order = Order(wanted.request, wanted.film_id, "auto", wanted.folder, wanted.files)
    again = f"writes {wanted.folder}; what was made by then is not made again."
    return made_until(order, "keyframes" if wanted.drawn else "story", finish, again)


def _written(view: FilmView, wanted: Board) -> bool:
    """Whether what was wanted is there to be written: of a film that failed on its way, it is not."""
    if wanted.drawn:
        return any(shot.keyframe for shot in view.shots) and view.stage != "failed"
    return bool(view.shots)


def _say_result(view: FilmView, wanted: Board) -> None:
    """How many frames, by whom, for how much, and where they are."""
    count = len(view.shots)
    frames = f"{count} frame{'' if count == 1 else 's'}"
    drawn = "drawn" if wanted.drawn else "not drawn"
    say(f"{frames}, written by {writers(view)}, {drawn}, for {dollars(view.spent)}.")
    if count != wanted.request.brief.shot_count:
        say(f"{wanted.request.brief.shot_count} were asked for.", "yellow")
    for number, why in undrawn(view) if wanted.drawn else ():
        say(f"Frame {number} has no picture: {why}", "yellow")
    for line in troubles(view):
        say(line, "yellow")
    for note in view.notes:
        say(f"Note: {note}")
    tell(str(wanted.folder))
