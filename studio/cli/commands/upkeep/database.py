"""`longtake database`: which revision the tables have, and the way up and down."""

import sys
from typing import Annotated

import typer

from models.errors import BadInput
from studio.cli.commands.arguments import Json
from studio.cli.flags.command_flags import ANYWAY, GO_BACK, TO_VERSION
from studio.cli.interruption import hear
from studio.cli.keyboard import someone_is_there
from studio.cli.printing.console import err, print_json, say, tell

database = typer.Typer(
    name="database", help="The tables: their revision, and the way to another one.", no_args_is_help=True
)
Revision = Annotated[
    str, typer.Argument(metavar="[REVISION]", help="The revision to go back to, such as 0010.")
]
When = Annotated[
    str, typer.Argument(metavar="TIME|never", help="The moment of the copy, as 2026-11-30T13:00:00Z.")
]
_REMINDER = "Copy everything first: `longtake backup FOLDER`."


@database.command()
def status(*, json: Json = False) -> int:
    """Say which revision the tables have, and which one this program wants."""
    from infra.settings import load_settings
    from studio.service.upkeep.tables import revisions_of

    found = revisions_of(load_settings())
    if json:
        print_json(found.model_dump(mode="json"))
        return 1 if found.newer else 0
    tell(f"Database   {found.database}")
    tell(f"Revision   {found.has or 'none: there are no tables yet'}")
    tell(f"Wanted     {found.wants}")
    if found.others:
        others = f"{found.others:,} other{'' if found.others == 1 else 's'}"
        tell(f"Connected  {others}, as workers, studio and webhooks are")
    if found.newer:
        say("It is of a newer Longtake: install that one, or let that one go back.", "red")
        return 1
    if found.has and found.has < found.wants:
        say(f"`longtake database upgrade` brings it up, and so does the first worker. {_REMINDER}")
    return 0


@database.command()
def upgrade(*, json: Json = False) -> int:
    """Bring the tables up to what this program wants, as the first worker would; a newer program's are refused."""
    from infra.settings import load_settings
    from studio.service.upkeep.tables import bring_up

    hear()
    was, now = bring_up(load_settings())
    if json:
        print_json({"from": was, "to": now})
    elif was == now:
        tell(f"The tables have revision {now} already.")
    else:
        tell(f"The tables have revision {now}" + (f"; they had {was}." if was else ": they are new."))
    return 0


@database.command()
def downgrade(
    revision: Revision = "",
    *,
    to: Annotated[str, TO_VERSION.option()] = "",
    yes: Annotated[bool, GO_BACK.option()] = False,
    anyway: Annotated[bool, ANYWAY.option()] = False,
    json: Json = False,
) -> int:
    """Go back to an earlier revision, for an earlier program; what that loses is said first."""
    from infra.settings import load_settings
    from studio.service.upkeep.tables import go_back, going_back

    if revision and to:
        raise BadInput(f"A revision and {TO_VERSION} both say where to go back to: say one of them.")
    if not (revision or to):
        raise BadInput(f"Say where to go back to: a revision, or {TO_VERSION} and a version of Longtake.")
    settings = load_settings()
    hear()
    with going_back(settings, revision or to, anyway=anyway) as (wanted, lost):
        if not json:
            say(_REMINDER)
            tell(
                f"Going back to {wanted} loses:"
                if lost
                else f"Going back to {wanted} loses nothing that is there."
            )
            for each in lost:
                tell(f"  {each}")
        if lost and not yes:
            _agree(json=json)
        was = go_back(settings, wanted, anyway=anyway)
    if json:
        print_json({"from": was, "to": wanted, "lost": lost})
    else:
        tell(f"The tables have revision {wanted}; they had {was}.")
        say("Install the earlier program now: this one brings them up again when it next opens them.")
    return 0


@database.command()
def restored(when: When, *, json: Json = False) -> int:
    """Say that the database was brought back by other means, as of a moment, or with `never` that nothing was bought since.

    What films that ran at that moment ask vendors for may have been asked for already: it is looked for first, or you are asked.
    `longtake restore` says it by itself.
    """
    from infra.settings import load_settings
    from studio.service.upkeep.tables import say_restored

    hear()
    moment = say_restored(load_settings(), when)
    if json:
        print_json({"restored": moment or None})
    elif moment:
        tell(
            f"Jobs of films that ran at {moment[:19].replace('T', ' ')} UTC are looked for before they are asked for again."
        )
    else:
        tell("Jobs are asked for as ever: nothing was bought since the copy was made.")
    return 0


def _agree(*, json: bool) -> None:
    if json or not someone_is_there():
        raise BadInput(f"Nothing was changed: {GO_BACK} says that this may be lost.")
    err().print("Lose it? (y/n) ", style="bold", end="")
    if sys.stdin.readline().strip().casefold() not in ("y", "yes"):
        raise BadInput("Nothing was changed.")
