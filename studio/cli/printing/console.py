"""What is printed: results on stdout, everything else on stderr; tables, and one JSON object.

Whatever is printed passes through here, and is cleaned of what moves a cursor, hides, or turns text: titles, notes and
vendors' messages are other people's. Nothing in a text is taken for Rich's markup.
"""

import json
import re
import shlex
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from models.names import MOST_OF_AN_ID
from models.readable import UNREADABLE, escaped, one_line, readable

if TYPE_CHECKING:
    from studio.client.film_summaries import FilmSummary

_PIPED_WIDTH = 160
"""Columns of a table that no terminal shows: wide enough that nothing is folded."""

_ROOM_FOR_SHOTS = 50
"""Columns that stage, shots, cost and date need beside the id."""
_ROOM_FOR_TITLES = 55
"""Columns that stage, cost, date and a title of some words need beside the id."""


_MOST_IN_A_CELL = 300
"""Characters of a cell of a table."""

_LEAST_TO_WRAP = 12
"""Columns that a column which wraps is left with."""


class _Console(Console):
    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Rich's own control codes as they are, and every text cleaned."""
        for segment in super().render(renderable, options):
            if segment.control or not UNREADABLE.search(segment.text):
                yield segment
            else:
                yield Segment(readable(segment.text), segment.style)

    def on_broken_pipe(self) -> None:
        """Let the error through: `studio.cli.app` ends the command quietly."""
        raise BrokenPipeError


@cache
def _console(*, stderr: bool) -> Console:
    console = _Console(stderr=stderr, markup=False, emoji=False, highlight=False, soft_wrap=False)
    if not console.is_terminal:
        console.width = _PIPED_WIDTH
    return console


_ASIDE: ContextVar[bool] = ContextVar("aside", default=False)


@contextmanager
def aside() -> Iterator[None]:
    """What is a result elsewhere is said on stderr meanwhile: of a command within a command, whose result is another."""
    token = _ASIDE.set(True)
    try:
        yield
    finally:
        _ASIDE.reset(token)


def out() -> Console:
    """Where results go."""
    return _console(stderr=_ASIDE.get())


def err() -> Console:
    """Where progress, questions and errors go."""
    return _console(stderr=True)


def say(text: str, style: str = "") -> None:
    """A line on stderr; never broken, so that paths and commands in it can be copied."""
    err().print(Text(as_typed(text), style=style), soft_wrap=True)


def tell(text: str, style: str = "") -> None:
    """A line on stdout; never broken."""
    out().print(Text(as_typed(text), style=style), soft_wrap=True)


_BEFORE: ContextVar[str] = ContextVar("before", default="")
"""Words that a command's line had before the command, and that the next one needs as well."""


def say_before(*words: str) -> None:
    """Have commands that are told from here on begin with these words: what was said for one line is so for no other."""
    _BEFORE.set("".join(f" {shlex.quote(word)}" for word in words))


def program() -> str:
    """How the next command is typed: as it is called here, and what its line has before the command."""
    return f"{_called()}{_BEFORE.get()}"


def _called() -> str:
    """`longtake` where the shell finds this very program, else as it was typed just now."""
    typed = Path(sys.argv[0])
    if typed.parts[-2:] == ("studio", "__main__.py") and "studio" in sys.orig_argv:
        return shlex.join(sys.orig_argv[: sys.orig_argv.index("studio") + 1])
    found = shutil.which("longtake")
    if typed.name != "longtake" or (found and Path(found).resolve() == typed.resolve()):
        return "longtake"
    return shlex.quote(sys.argv[0])


def as_typed(text: str) -> str:
    """A text whose commands (`longtake …`, after an arrow, or indented on a line of their own) can be copied as they are."""
    return re.sub(r"(^ {2,}|`|→ )longtake (?=[a-z])", lambda found: f"{found[1]}{program()} ", text)


def print_json(value: dict[str, Any]) -> None:
    """One JSON object on stdout, on one line unless a terminal shows it."""
    indent = 2 if sys.stdout.isatty() else None
    print_json_text(json.dumps(value, ensure_ascii=False, indent=indent) + "\n")


def print_facts(facts: BaseModel, **own: Mapping[str, Any]) -> None:
    """What the service says, as one JSON object; after a field of it what only the command line adds, by that field's name."""
    print_json(with_own(facts, **own))


def with_own(facts: BaseModel, **own: Mapping[str, Any]) -> dict[str, Any]:
    """What the service says as plain values, and after a field of it what only the command line adds."""
    values: dict[str, Any] = {}
    for field, value in facts.model_dump(mode="json").items():
        values |= {field: value, **own.get(field, {})}
    return values


def print_json_text(text: str) -> None:
    """A text of JSON on stdout, in which characters that cannot be shown are escaped."""
    _write(escaped(text))


def print_text(text: str) -> None:
    """A file's text on stdout, line by line as it is."""
    _write(readable(text))


def _write(text: str) -> None:
    sys.stdout.write(text)
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


def table(
    headings: Sequence[str], rows: Iterable[Sequence[str | Text]], *, wraps: Sequence[int], numbers: int = 0
) -> Table:
    """A plain table, each cell in one line of text; the columns in `wraps` give way to a narrow terminal.

    The others can be copied, unless one of them alone is too wide for the terminal: then that is cut. The last
    `numbers` columns stand under each other by their ends.
    """
    cells = [[_cell(cell) for cell in row] for row in rows]
    widths = [
        max([len(heading), *(row[number].cell_len for row in cells)])
        for number, heading in enumerate(headings)
    ]
    most = _most(
        [width for number, width in enumerate(widths) if number not in wraps],
        out().width - 2 * len(headings) - _LEAST_TO_WRAP * len(wraps),
    )
    grid = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for number, heading in enumerate(headings):
        narrow = number not in wraps
        grid.add_column(
            heading,
            justify="right" if number >= len(headings) - numbers else "left",
            overflow="ellipsis",
            no_wrap=narrow,
            max_width=most if narrow else None,
        )
    for row in cells:
        grid.add_row(*row)
    return grid


def _cell(text: str | Text) -> Text:
    if isinstance(text, Text):
        return Text(shortened(text.plain, _MOST_IN_A_CELL), style=text.style)
    return Text(shortened(text, _MOST_IN_A_CELL))


def _most(widths: Sequence[int], room: int) -> int | None:
    """How wide columns may be at most so that all of them have room, the widest being cut first; None: as they are."""
    if sum(widths) <= room:
        return None
    most = max(widths)
    while most > _LEAST_TO_WRAP and sum(min(width, most) for width in widths) > room:
        most -= 1
    return most


def films_table(films: Sequence["FilmSummary"]) -> Table:
    """A line a film; on a narrow terminal without how far it is, and without the titles, which the ids resemble."""
    longest = max((min(len(film.film_id), MOST_OF_AN_ID) for film in films), default=0)
    titled = out().width >= longest + _ROOM_FOR_TITLES
    counted = out().width >= longest + _ROOM_FOR_SHOTS and any(film.shots for film in films)
    rows: Iterable[Sequence[str | Text]] = (
        [
            film.film_id,
            Text(film.standing, style="yellow" if film.missing else stage_style(film.stage)),
            *([f"{film.done:,} of {film.shots:,}" if film.shots else ""] if counted else []),
            dollars(film.spent) + ("" if film.budget is None else f" of {dollars(film.budget)}"),
            film.started.astimezone().strftime("%d %b %H:%M"),
            *([film.title] if titled else []),
        ]
        for film in films
    )
    names = ["film", "stage", *(["shots"] if counted else []), "spent", "started"]
    return table([*names, *(["title"] if titled else [])], rows, wraps=(len(names),))


def shortened(text: str, limit: int) -> str:
    """At most `limit` characters of a text, on one line."""
    text = one_line(text)
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
