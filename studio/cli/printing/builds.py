"""How the builds of the film workers stand, as a table."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.table import Table

from studio.cli.printing.console import table

if TYPE_CHECKING:
    from studio.service.deploys.builds import BuildFacts

_HEADINGS = ("build", "is", "new films", "workers", "films", "running")


def builds_table(builds: "Sequence[BuildFacts]") -> Table:
    """A build a row."""
    return table(_HEADINGS, map(_row, builds), wraps=(), numbers=4)


def _row(one: "BuildFacts") -> list[str]:
    part = f"{one.percentage:g} %" if one.percentage else ""
    return [one.build, one.state, part, *(f"{count:,}" for count in (one.workers, one.films, one.running))]
