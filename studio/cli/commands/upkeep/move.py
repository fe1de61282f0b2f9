"""`longtake move`: a home's films go to a cluster."""

import asyncio
from typing import TYPE_CHECKING, Annotated, cast

from models.errors import BadInput
from studio.cli.commands.arguments import Json
from studio.cli.flags.command_flags import RUNNING_FILMS
from studio.cli.interruption import hear
from studio.cli.printing.console import print_json, say, tell

if TYPE_CHECKING:
    from studio.service.move.move import Moved, Running


def move(*, running: Annotated[str, RUNNING_FILMS.option()] = "refuse", json: Json = False) -> int:
    """Carry this home's films, files, tables and costs to the cluster that the settings name; the home stays as it was.

    Broken off, it is gone on with by the same command. No worker may be started on the new database and store before it is done.
    """
    from infra.settings import load_settings
    from studio.cli.session import say_notice
    from studio.service.move.move import move as moved_home

    if running not in ("refuse", "begin-again"):
        raise BadInput(f"{RUNNING_FILMS} must be refuse or begin-again, not {running[:40]!r}.")
    settings = load_settings()
    hear()
    moved = asyncio.run(moved_home(settings, cast("Running", running), say_notice))
    if json:
        print_json(moved.model_dump(mode="json"))
        return 0
    _print(moved)
    say(
        f"Start workers there, and give studio {settings.home} as its home or copy its tokens.json, templates, voices, models.toml and "
        "prices.toml to where it and the workers run (docs/move.md)."
    )
    return 0


def _print(moved: "Moved") -> None:
    if moved.before:
        tell(f"This home was moved to {moved.where} before.")
    else:
        tell(f"Moved to {moved.where}.")
        rows, files = sum(moved.carried.rows.values()), moved.carried
        tell(f"  {rows:,} rows, the same on both sides" if rows else "  the rows were there already")
        tell(
            f"  {files.objects:,} stored files, {files.bytes / 1000**2:.1f} MB, of which {files.new:,} were carried now"
        )
    for sha256 in moved.carried.lost:
        say(f"The home did not have {sha256} whole: its film makes it anew.", "yellow")
    tell(f"  {len(moved.ended)} films that have ended")
    for film in moved.again:
        tell(f"  begun again: {film}")
    for film, why in moved.left.items():
        say(f"Not there as a film: {film}. {why}", "yellow")
