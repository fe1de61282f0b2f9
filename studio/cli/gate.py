"""The gates in the terminal: shows the bible or the board, and takes a person's decision on it."""

import asyncio
import os
import sys
from contextlib import suppress
from enum import Enum, auto
from typing import NamedTuple

from rich.text import Text

from models.errors import EngineUnavailable, LongtakeError
from models.film.decisions import EDIT_KINDS, Decision, read_decision
from models.film.reels import ReelStanding
from models.film.view import FilmView
from models.shots.named_parts import check_shot
from models.shots.shot_list import find_shot
from models.shots.view import ShotView
from studio.cli.keyboard import who
from studio.cli.printing.advice import say_commands
from studio.cli.printing.bible import bible_table
from studio.cli.printing.console import err, say
from studio.cli.printing.shot_tables import board_table
from studio.cli.typed_edits import EXAMPLES, Shown, arguments, asks_help, carry_out, is_typed, plainly
from studio.service.film.bible import at_bible
from studio.service.film.gate import at_gate, boards_at_gate, waiting_reels
from studio.service.session import Session

_LOOK_EVERY_S = 1.5


class Answer(Enum):
    """What came of asking."""

    DECIDED = auto()
    OVERTAKEN = auto()
    LEFT = auto()
    NEXT = auto()


class Page(NamedTuple):
    """What is asked about: a film's bible or its board; of a film of several reels the board of one, of so many that wait."""

    view: FilmView
    reel: ReelStanding | None = None
    waiting: int = 1

    @property
    def board(self) -> int:
        """The board's number."""
        return self.reel.board if self.reel else self.view.board

    @property
    def shots(self) -> tuple[ShotView, ...]:
        """The shots on the board."""
        return self.view.shots_of(self.reel) if self.reel else self.view.shots

    @property
    def shown(self) -> Shown:
        """What commands are about that are typed here."""
        return Shown(self.view.film_id, self.shots, self.board, self.reel.number if self.reel else None)

    @property
    def named(self) -> str:
        """What a person is asked about."""
        if at_bible(self.view):
            return f"Bible {self.view.bible_revision}"
        return f"Reel {self.reel.number}, board {self.board}" if self.reel else f"Board {self.board}"

    @property
    def words(self) -> str:
        """What can be answered, of several boards that wait also that all are approved, or another is looked at."""
        if at_bible(self.view):
            return "approve, revise NAME, reject, or leave"
        every = ", approve all" if self.waiting > 1 else ""
        approve = "" if self.blocked else f"approve{every}, "
        other = "next, " if self.waiting > 1 else ""
        edits = f"{', '.join(EDIT_KINDS)}, " if self.editable else ""
        return f"{approve}revise N, {edits}help, {other}{self.no}, or leave"

    @property
    def blocked(self) -> tuple[ShotView, ...]:
        """Its shots that may not be drawn as they are."""
        return tuple(shot for shot in self.shots if shot.blocked)

    @property
    def editable(self) -> bool:
        """Whether it may still be said which shots there are, and in which order: nothing of it was approved."""
        return not (self.reel.approved_board if self.reel else self.view.approved_board)

    @property
    def no(self) -> str:
        """The word that ends what the board is of: what was approved before is no longer rejected."""
        return "reject" if self.view.rejectable else "cancel"


def _question(page: Page) -> str:
    if at_bible(page.view) or not page.blocked:
        return f"{page.named}: {page.words}? "
    which = ", ".join(f"{shot.shot.shot_number} ({shot.blocked})" for shot in page.blocked)
    word = "shot" if len(page.blocked) == 1 else "shots"
    return f"{page.named}, {word} {which} blocked: {page.words}? "


async def ask(session: Session, view: FilmView) -> Answer:
    """Show the bible or a board and ask until something is decided, the person leaves, or others were faster.

    Of several boards that wait, `next` shows another one.
    """
    turned = 0
    while True:
        reels = () if at_bible(view) else waiting_reels(view)
        reel = reels[turned % len(reels)] if reels else None
        answer = await _asked_about(session, Page(view, reel, len(reels) or 1))
        if answer is not Answer.NEXT:
            return answer
        turned += 1
        view = await session.studio.view(view.film_id)
        if not at_gate(view):
            return Answer.OVERTAKEN


async def _asked_about(session: Session, page: Page) -> Answer:
    view = page.view
    err().print()
    if page.reel:
        say(f"Reel {page.reel.number} of {len(view.reels)}: {page.reel.count} shots", "bold")
    err().print(bible_table(view.bible) if at_bible(view) else board_table(page.shots))
    for note in view.notes:
        say(f"Note: {note}", "yellow")
    err().print()
    asking = asyncio.create_task(_decided(session, page))
    looking = asyncio.create_task(_overtaken(session, page))
    try:
        done, _ = await asyncio.wait((asking, looking), return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (asking, looking):
            task.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.gather(asking, looking, return_exceptions=True)
    if asking in done:
        return asking.result()
    err().print()
    say(looking.result(), "yellow")
    return Answer.OVERTAKEN


async def _decided(session: Session, page: Page) -> Answer:
    view = page.view
    while True:
        line = await _asked(_question(page))
        if line is None:
            err().print()
            return Answer.LEFT
        line = plainly(line, view.film_id)
        word, _, rest = line.partition(" ")
        word, rest = word.lower(), rest.strip()
        if word in ("leave", "l", "quit", "q", "exit"):
            return Answer.LEFT
        if word == "next" and page.waiting > 1:
            return Answer.NEXT
        try:
            if word == "cancel":
                await session.studio.cancel(view.film_id)
                return Answer.DECIDED
            if not at_bible(view) and asks_help(line):
                say_commands(*EXAMPLES)
                continue
            if not at_bible(view) and is_typed(word, rest):
                await carry_out(session, arguments(f"{word} {rest}", page.shown))
                return Answer.DECIDED
            decision = (
                await _read_bible_decision(view, word, rest)
                if at_bible(view)
                else await _read_decision(page, word, rest)
            )
            if decision is None:
                continue
            record = await session.studio.decide(view.film_id, decision)
        except LongtakeError as error:
            say(str(error), "yellow")
            continue
        return Answer.DECIDED if record.accepted else Answer.OVERTAKEN


async def _read_decision(page: Page, word: str, rest: str) -> Decision | None:
    """The decision that a line stands for, asking for what it lacks; None when there is none in it."""
    reel = page.reel.number if page.reel else None
    if word in ("approve", "a", "yes", "y"):
        if page.waiting > 1 and rest.lower() == "all":
            return Decision(kind="approve", by=who(), boards=dict(boards_at_gate(page.view)))
        return Decision(kind="approve", by=who(), reel=reel, board=page.board, note=rest)
    if word in ("reject", "r", "no", "n"):
        note = rest or await _asked("Why (the note is kept with the film; empty for none)? ")
        board = None if page.reel else page.board
        return None if note is None else Decision(kind="reject", by=who(), board=board, note=note)
    if word in ("revise", "redo"):
        number, _, prompt = rest.partition(" ")
        if not number:
            say("Which shot? Write for example: revise 3", "yellow")
            return None
        check_shot(page.view, number)
        prompt = (
            prompt
            or await _asked(
                f"What shall be otherwise in shot {number} (begin with = to say all of it anew)? "
            )
            or ""
        )
        if not prompt.strip(" ="):
            say("Nothing was said, so nothing is redrawn.", "yellow")
            return None
        # At the question people say what shall be otherwise, and mean the rest to stay.
        change = {"prompt": prompt[1:].strip()} if prompt.startswith("=") else {"note": prompt}
        # Any shot can be named: of another reel than the one that is shown, which board is meant is not known.
        shown = find_shot(tuple(shot.shot for shot in page.shots), number) is not None
        board = page.board if shown else None
        return Decision(kind="revise", by=who(), board=board, shot=number, **change)
    if word:
        words = page.words.replace("revise N", "revise and a shot's number").replace(
            "help", "help for examples"
        )
        say(f"Write {words}.", "yellow")
    return None


async def _read_bible_decision(view: FilmView, word: str, rest: str) -> Decision | None:
    """The decision on the bible that a line stands for; None when there is none in it."""
    if word in ("approve", "a", "yes", "y"):
        return Decision(kind="approve_bible", by=who(), board=view.bible_revision, note=rest)
    if word in ("reject", "r", "no", "n"):
        note = rest or await _asked("Why (the note is kept with the film; empty for none)? ")
        return None if note is None else Decision(kind="reject", by=who(), note=note)
    if word in ("revise", "redo"):
        subject = view.bible.find(rest)
        if subject is None:
            names = ", ".join(one.name for one in view.bible.subjects)
            say(f"Whom? Write revise and a name: {names}.", "yellow")
            return None
        words = await _asked(f"What does {subject.name} look like (empty leaves it)? ") or ""
        if not words.strip():
            say("Nothing was said, so nothing is redrawn.", "yellow")
            return None
        return read_decision("revise_subject", {"subject": subject.name, "description": words, "by": who()})
    if word:
        say("Write approve, revise and a subject's name, reject, or leave.", "yellow")
    return None


async def _overtaken(session: Session, page: Page) -> str:
    """Waits until the bible or the board that is asked about is no longer the one to decide on; says what happened."""
    view = page.view
    while True:
        await asyncio.sleep(_LOOK_EVERY_S)
        if await session.stopped():
            return "The engine was stopped."
        with suppress(EngineUnavailable):
            await session.mend()
            now = await session.studio.view(view.film_id)
            if at_bible(view):
                if now.bible_revision != view.bible_revision or not at_bible(now):
                    return f"Bible {view.bible_revision} was decided on elsewhere, or has changed."
            elif (page.reel.number if page.reel else 0, page.board) not in boards_at_gate(now):
                last = next((r.decision for r in reversed(now.decisions) if r.accepted), None)
                by = f" by {last.by}" if last and last.by else ""
                did = f"{last.kind}{by}" if last else now.stage
                return f"{page.named} was decided on elsewhere ({did})."


async def _asked(question: str) -> str | None:
    """A line from the person; None at the end of the input."""
    err().print(Text(question, style="bold"), end="")
    return await read_line()


async def read_line() -> str | None:
    """A line of stdin without blocking the loop, so that the film can be watched meanwhile; None at its end."""
    fd, loop = sys.stdin.fileno(), asyncio.get_running_loop()
    line = bytearray()
    while not line.endswith(b"\n"):
        readable = asyncio.Event()
        try:
            loop.add_reader(fd, readable.set)
        except PermissionError:  # a regular file, which can always be read
            readable.set()
        try:
            await readable.wait()
        finally:
            loop.remove_reader(fd)
        # Byte by byte: what follows the line belongs to the next question.
        byte = os.read(fd, 1)
        if not byte:
            break
        line += byte
    return line.decode(errors="replace").strip() if line else None
