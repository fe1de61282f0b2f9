"""The commands of this program, for those that carry out another one: they cannot import what imports them."""

import typer

_KNOWN: list[typer.Typer] = []


def known_as(app: typer.Typer) -> None:
    """Say which commands there are."""
    _KNOWN[:] = [app]


def commands() -> typer.Typer:
    """The commands that there are."""
    return _KNOWN[0]
