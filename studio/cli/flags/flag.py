"""A flag of the command line: its name, what its help says, and which field it gives. Everything else refers to it."""

from collections.abc import Callable
from typing import Any, NamedTuple

import typer
from typer.models import OptionInfo

ABOUT, STORY = "What the film is about", "How its story is written"
LOOK, DELIVERY, RUN = "How it looks", "How it is delivered", "How it is run"
"""The panels in which options are shown."""


class Flag(NamedTuple):
    """A flag: `typed` is its name, or its names with a space between them, the one it is called by first.

    `metavar` stands for its value in the help, under the heading `panel`. `gives` is the field of a brief or of its
    options that it sets, `table.field` in a table of the brief; by default the one of its own name. `kind` is what Typer
    reads, and `read` makes the field's value of that, which is refused under the name `called`.
    """

    typed: str
    help: str
    metavar: str | None = None
    panel: str | None = None
    gives: str = ""
    kind: Any = str | None
    read: Callable[[Any, str], Any] = lambda value, called: value  # noqa: ARG005 - a value that is taken as it is

    def __str__(self) -> str:
        """The name by which sentences call it."""
        return self.typed.split()[0]

    @property
    def parameter(self) -> str:
        """The name of a function's parameter that takes it: `story_mode`."""
        return self.typed.split()[-1].removeprefix("--").replace("-", "_")

    @property
    def field(self) -> str:
        """The field that it gives."""
        return self.gives or self.parameter

    def meaning(self, text: str, metavar: str | None = None, panel: str | None = None) -> "Flag":
        """The flag of this name where it means something else, or is said in other words."""
        return self._replace(help=text, metavar=metavar or self.metavar, panel=panel)

    def alone(self, text: str, metavar: str) -> "Flag":
        """A flag of this one's long name alone, in a command that is about something else."""
        return Flag(self.typed.split()[-1], text, metavar)

    def option(self, **more: Any) -> OptionInfo:  # noqa: ANN401 - what Typer takes: bounds, a parser
        """How Typer reads it; `more` is what only Typer knows, such as `min`."""
        option: OptionInfo = typer.Option(
            *self.typed.split(), help=self.help, metavar=self.metavar, rich_help_panel=self.panel, **more
        )
        return option
