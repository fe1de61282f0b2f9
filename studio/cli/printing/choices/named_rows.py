"""Rows that begin with a long name: in a table where the terminal is wide enough, else each name on a line of its own."""

from collections.abc import Sequence
from typing import NamedTuple

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from studio.cli.printing.console import out

_GAP = 2
_LEAST_LAST = 16
"""Columns that the last cell is left with; it wraps."""


class NamedRow(NamedTuple):
    """A name that can be copied, and cells beside it."""

    name: Text
    cells: tuple[Text, ...]


def named_rows(headings: Sequence[str], rows: Sequence[NamedRow]) -> RenderableType:
    """The rows under their headings, of which the first is the names'; the last cell wraps."""
    widths = [
        max(len(heading), *(row.cells[number].cell_len for row in rows))
        for number, heading in enumerate(headings[1:])
    ]
    longest = max(len(headings[0]), *(row.name.cell_len for row in rows))
    beside = sum(width + _GAP for width in widths[:-1]) + min(widths[-1], _LEAST_LAST * 2)
    if longest + _GAP + beside <= out().width:
        grid = _grid([longest, *widths[:-1]])
        grid.add_row(*(Text(heading, "dim") for heading in headings))
        for row in rows:
            grid.add_row(row.name, *row.cells)
        return grid
    return Group(*(line for row in rows for line in _own_line(row, widths)))


def _own_line(row: NamedRow, widths: Sequence[int]) -> tuple[RenderableType, RenderableType]:
    cells = _grid(widths[:-1])
    cells.add_row(*row.cells)
    return row.name, Padding(cells, (0, 0, 0, _GAP))


def _grid(widths: Sequence[int]) -> Table:
    """Columns of these widths, and one more that wraps."""
    grid = Table.grid(padding=(0, _GAP, 0, 0))
    for width in widths:
        grid.add_column(min_width=width, max_width=width, no_wrap=True, overflow="fold")
    grid.add_column(overflow="fold")
    return grid
