"""What is typed at the gate as a command takes it: a shot revised by its fields, and edits of the board."""

import re
import shlex
from collections.abc import Sequence
from typing import NamedTuple

import typer

from models.errors import BadInput
from models.film.decisions import EDIT_KINDS
from models.shots.shot_list import find_shot
from models.shots.view import ShotView
from studio.cli.command_line import commands
from studio.cli.flags.command_flags import (
    AFTER,
    BACK,
    BEFORE,
    BOARD,
    JSON,
    LINE,
    REEL,
    SHOT_HOUR,
    SHOT_SIZE,
    SHOWN,
)
from studio.cli.printing.console import aside
from studio.cli.session import commanded
from studio.service.session import Session

EXAMPLES: tuple[tuple[str, str], ...] = (
    ("revise 3 a red door at night", "what shall be otherwise; = before it says all of it anew"),
    (f"revise 3 {SHOT_SIZE} close-up {SHOT_HOUR} night", "its fields, as `longtake revise` takes them"),
    (f"move 3 {AFTER} 5", f"or {BEFORE}; `longtake board move`"),
    (f"insert {AFTER} 3 {SHOWN} 'a gull'", f"a new shot; {BACK} brings one back that was dropped"),
    ("drop 3", "it is kept"),
    (f"split 3 {SHOWN} 'the other half'", f"{LINE} N: the second part begins with that line"),
    ("merge 3 4", "two neighbours become one"),
    ("undo", "the last change of the board"),
)
"""What can be typed, and what that does."""

_FLAG = re.compile(r"(?:^|\s)--[a-z]")
_SHOT = re.compile(r"\d+|shot_\S+", re.ASCII)


def plainly(line: str, film_id: str) -> str:
    """A line without what is said already where it is typed: `longtake board move ID 3 …` is `move 3 …`."""
    words = re.sub(r"^(?:longtake\s+)?(?:board\s+)?", "", line.strip())
    return re.sub(rf"^(\w+)\s+{re.escape(film_id)}(?=\s|$)", r"\1", words)


def is_typed(word: str, rest: str) -> bool:
    """Whether a line is one for a command: an edit of the board, or a revision with flags."""
    return word in EDIT_KINDS or (word == "revise" and bool(_FLAG.search(rest)))


def asks_help(line: str) -> bool:
    """Whether a line asks what can be typed."""
    return line in ("help", "?") or bool({"-h", "--help"} & {*line.split()})


class Shown(NamedTuple):
    """What is looked at: a board of a film, of a film of several reels that of one."""

    film_id: str
    shots: Sequence[ShotView]
    board: int
    reel: int | None = None


def arguments(line: str, shown: Shown) -> list[str]:
    """The command's arguments: those that are typed, about the board that is looked at.

    Raises:
        BadInput: quotation marks that do not end, or JSON is asked for.

    """
    try:
        word, *typed = shlex.split(line)
    except ValueError as error:
        raise BadInput(f"This cannot be read ({str(error).lower()}): close the quotation marks.") from error
    if str(JSON) in typed:
        raise BadInput(f"{JSON} is for programs: leave it out here.")
    command = [word] if word == "revise" else ["board", word]
    return [*command, shown.film_id, *typed, *_beside(word, typed, shown)]


async def carry_out(session: Session, args: Sequence[str]) -> None:
    """Carry out a command in this session.

    Raises:
        LongtakeError: what the command is not able to do, or cannot read.

    """

    def command() -> None:
        with aside():
            try:
                commands()(args=list(args), prog_name="longtake", standalone_mode=False)
            except typer.TyperException as error:
                sentence = error.format_message().strip()
                raise BadInput(sentence if sentence.endswith((".", "?", "!")) else f"{sentence}.") from error

    await commanded(session, command)


def _beside(word: str, typed: Sequence[str], shown: Shown) -> list[str]:
    """The board that is looked at, unless another is named, or a shot that is not on it."""
    if {str(BOARD), str(REEL)} & {*typed}:
        return []
    board = [str(BOARD), str(shown.board)]
    if shown.reel is None:
        return board
    if word == "undo":
        return [str(REEL), str(shown.reel), *board]
    shots = tuple(view.shot for view in shown.shots)
    named = filter(_SHOT.fullmatch, typed)
    return board if all(find_shot(shots, name) for name in named) else []
