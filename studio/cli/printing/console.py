"""What is printed: results on stdout, everything else on stderr; tables, and one JSON object."""

import json
import re
import shlex
import shutil
import sys
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from models.film.view import FilmView
from models.shots.noted import changes_said
from models.shots.takes import Take
from models.shots.view import ShotView

if TYPE_CHECKING:
    from studio.client.film_summaries import FilmSummary

_PIPED_WIDTH = 160
"""Columns of a table that no terminal shows: wide enough that nothing is folded."""

_ROOM_FOR_TITLES = 55
"""Columns that stage, cost, date and a title of some words need beside the id."""


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Let the error through: `studio.cli.app` ends the command quietly."""
        raise BrokenPipeError


@cache
def _console(*, stderr: bool) -> Console:
    console = _Console(stderr=stderr, highlight=False, soft_wrap=False)
    if not console.is_terminal:
        console.width = _PIPED_WIDTH
    return console


def out() -> Console:
    """Where results go."""
    return _console(stderr=False)


def err() -> Console:
    """Where progress, questions and errors go."""
    return _console(stderr=True)


def say(text: str, style: str = "") -> None:
    """A line on stderr; never broken, so that paths and commands in it can be copied."""
    err().print(Text(as_typed(text), style=style), soft_wrap=True)


def tell(text: str, style: str = "") -> None:
    """A line on stdout; never broken."""
    out().print(Text(as_typed(text), style=style), soft_wrap=True)


def program() -> str:
    """How this command is typed: `longtake` where the shell finds it, else as it was typed just now."""
    typed = sys.argv[0]
    if shutil.which("longtake") or Path(typed).name != "longtake":
        return "longtake"
    return shlex.quote(typed)


def as_typed(text: str) -> str:
    """A text whose commands (`longtake …`, or indented on a line of their own) can be copied as they are."""
    return re.sub(r"(^ {2,}|`)longtake (?=[a-z])", lambda found: f"{found[1]}{program()} ", text)


def print_json(value: dict[str, Any]) -> None:
    """One JSON object on stdout, on one line unless a terminal shows it."""
    indent = 2 if sys.stdout.isatty() else None
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=indent) + "\n")
    sys.stdout.flush()


def dollars(usd: Decimal | float) -> str:
    """`$0.00`, `$1.25`, `$0.0031`: cents, and more digits where there are some."""
    amount = Decimal(str(usd))
    shown = amount.quantize(Decimal("0.01")) if amount.is_zero() or abs(amount) >= 1 else amount.normalize()
    if -shown.as_tuple().exponent < 2:  # type: ignore[operator]  # the amount is finite
        shown = shown.quantize(Decimal("0.01"))
    return f"${shown:f}"


def duration(seconds: float) -> str:
    """`8.4 s`, `1 min 05 s`, `2 h 03 min`."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    if seconds < 3600:
        return f"{int(seconds // 60)} min {int(seconds % 60):02d} s"
    return f"{int(seconds // 3600)} h {int(seconds % 3600 // 60):02d} min"


def table(headings: Sequence[str], rows: Iterable[Sequence[str | Text]], *, wraps: Sequence[int]) -> Table:
    """A plain table; the columns in `wraps` give way to a narrow terminal, the others can be copied."""
    grid = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for number, heading in enumerate(headings):
        grid.add_column(heading, overflow="ellipsis", no_wrap=number not in wraps)
    for row in rows:
        grid.add_row(*(Text(cell) if isinstance(cell, str) else cell for cell in row))
    return grid


def films_table(films: Sequence["FilmSummary"]) -> Table:
    """A line a film; on a narrow terminal without the titles, which the ids resemble."""
    longest = max((len(film.film_id) for film in films), default=0)
    titled = out().width >= longest + _ROOM_FOR_TITLES
    rows: Iterable[Sequence[str | Text]] = (
        [
            film.film_id,
            Text(film.stage, style=stage_style(film.stage)),
            dollars(film.spent),
            film.started.astimezone().strftime("%d %b %H:%M"),
            *([film.title] if titled else []),
        ]
        for film in films
    )
    return table(("film", "stage", "spent", "started", "title")[: 5 if titled else 4], rows, wraps=(4,))


def board_table(shots: Sequence[ShotView]) -> Table:
    """What a person decides on: number, camera, what is seen, what is heard."""
    grid = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    grid.add_column("#", justify="right", no_wrap=True)
    grid.add_column("camera", max_width=17)
    grid.add_column("what is seen", ratio=3)
    grid.add_column("what is heard", ratio=2)
    for view in shots:
        shot = view.shot
        seen = Text(shortened(shot.seen, 180))
        if view.missing:
            seen = Text(f"missing: {view.missing}", style="red")
        elif view.take > 1:
            said = f": {changes_said(view.changed)}" if view.changed else ""
            seen.append(f" (take {view.take}{said})", style="cyan")
        camera = ", ".join((shot.shot_type, shot.camera_angle, shot.camera_movement))
        grid.add_row(Text(str(shot.shot_number)), Text(camera), seen, Text(shortened(shot.dialogue, 140)))
    return grid


def shots_table(view: FilmView) -> Table:
    """Where each shot stands."""
    rows: Iterable[Sequence[str | Text]] = (
        [
            shot.shot.shot_id,
            Text(shot.status, style=shot_style(shot.status)),
            str(shot.take),
            duration(shot.clip.seconds if shot.clip else shot.shot.duration),
            dollars(shot.cost),
            shot.missing or shortened("; ".join(shot.notes) or shot.shot.seen, 200),
        ]
        for shot in view.shots
    )
    return table(("shot", "state", "take", "length", "cost", "what"), rows, wraps=(5,))


def takes_table(shots: Sequence[ShotView]) -> Table:
    """Every take of some shots; the one in the film is marked."""
    rows: Iterable[Sequence[str | Text]] = (
        [
            view.shot.shot_id,
            str(take.take),
            Text(_use_of(take, view), style="green"),
            duration(take.conformed.seconds) if take.conformed else "-",
            take.missing or _shown_of(take),
        ]
        for view in shots
        for take in view.kept()
    )
    return table(("shot", "take", "", "length", "what"), rows, wraps=(4,))


def _shown_of(take: Take) -> str:
    said = f" ({changes_said(take.changed)})" if take.changed else ""
    return shortened(take.shot.seen, 200) + said


def _use_of(take: Take, view: ShotView) -> str:
    """Whether a take is the one in the film, or will be when it is made."""
    if take.take != view.take:
        return ""
    return "in the film" if take.clip or take.missing else "being made"


def shortened(text: str, limit: int) -> str:
    """At most `limit` characters of a text, on one line."""
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def stage_style(stage: str) -> str:
    """The colour of a stage."""
    if stage in ("finished", "stopped"):
        return "green"
    if stage in ("failed", "rejected", "cancelled", "terminated"):
        return "red"
    return "yellow" if stage == "approval" else "cyan"


def shot_style(status: str) -> str:
    """The colour of a shot's status."""
    return {"done": "green", "missing": "red", "blocked": "red", "unknown": "yellow", "planned": "dim"}.get(
        status, "cyan"
    )
