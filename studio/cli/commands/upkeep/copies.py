"""`longtake backup` and `longtake restore`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from models.errors import BadInput
from studio.cli.commands.arguments import Json
from studio.cli.flags.command_flags import COPY, KEEP, PUT_ASIDE, READ_AGAIN, THE_REST
from studio.cli.interruption import hear
from studio.cli.printing.console import print_json, say, tell

_MOST_KEPT = 100_000


def _place(text: str) -> Path:
    """An empty one is most often a shell variable that is not set, and would mean the current folder."""
    if not text.strip():
        raise BadInput("FOLDER is empty: name the backup's folder.")
    return Path(text)


Place = Annotated[Path, typer.Argument(metavar="FOLDER", help="The backup's folder.", parser=_place)]


def backup(
    place: Place,
    *,
    keep: Annotated[int | None, KEEP.option(min=1, max=_MOST_KEPT)] = None,
    verify: Annotated[bool, READ_AGAIN.option()] = False,
    json: Json = False,
) -> int:
    """Copy everything into a folder, while films run: histories, tables, stored files; only what is new is copied again."""
    from infra.settings import load_settings
    from studio.service.upkeep.backup import back_up

    settings = load_settings()
    hear()
    made = back_up(settings, place, keep or 0, anew=verify)
    if json:
        print_json(made.model_dump(mode="json"))
        return 0
    tell(f"Copied: {made.folder}")
    tell(
        f"  {made.objects:,} stored files, {_size(made.bytes)}, of which {made.new:,} are new ({_size(made.new_bytes)})"
    )
    tell("  the tables" + (", and the histories of the embedded server" if made.histories else ""))
    if made.elsewhere:
        say(
            "Histories are not in it: a Temporal server of your own is copied by itself (docs/backup.md).",
            "yellow",
        )
    elif not made.histories:
        say("Histories are not in it: no engine has run in this home.", "yellow")
    if made.kept:
        of = _several(made.kept)
        say(
            f"The store has {of} no more as it was stored: it is in this copy as an earlier one had it.",
            "yellow",
        )
    for sha256 in made.repaired:
        say(
            f"The backup had {sha256} damaged, and it was copied again: look at the disk of {place}.",
            "yellow",
        )
    for sha256 in made.lost:
        say(
            f"The store did not have {sha256} whole, which the database names: its film makes it anew.",
            "yellow",
        )
    for note in made.notes:
        say(note, "yellow")
    tell("Not in it:")
    for each in made.apart:
        tell(f"  {each}")
    say("Prompts, stories, pictures and names are readable in it: keep it as you keep the home.")
    return 0


def restore(
    place: Place,
    *,
    copy: Annotated[str, COPY.option()] = "",
    force: Annotated[bool, PUT_ASIDE.option()] = False,
    anyway: Annotated[bool, THE_REST.option()] = False,
    json: Json = False,
) -> int:
    """Bring a copy back, once every byte of it was looked at; the engine must not run."""
    from infra.settings import load_settings
    from studio.service.upkeep.restore import restore as brought_back

    settings = load_settings()
    hear()
    back = brought_back(settings, place, copy, force=force, anyway=anyway, tell=None if json else say)
    stand = (
        f"Films stand where they stood at {back.at[:19].replace('T', ' ')} UTC, and what they have spent is of then. Jobs that they "
        "ask vendors for now may have been asked for already: they are looked for first, and you are asked about each of which a vendor cannot "
        "say, and each answer is booked at its quote. If nothing was bought since, say so before films go on: `longtake database restored never`. "
        "A film that asks too often: `longtake cancel` it and make it again, which buys anew whatever the copy lacks."
    )
    if json:
        values = back.model_dump(mode="json")
        print_json(values | {"notes": [*values["notes"], stand]})
        return 0
    tell(
        f"Brought back: the copy {back.name}, {back.objects:,} stored files"
        + (", histories" if back.histories else "")
    )
    for where in back.elsewhere:
        tell(f"  to {where}")
    if back.aside:
        tell(f"What was there before is in {back.aside}.")
    for note in back.notes:
        say(note, "yellow")
    tell("Not in it:")
    for each in back.apart:
        tell(f"  {each}")
    say(stand)
    return 0


def _several(hashes: Sequence[str]) -> str:
    """One stored file by its name, several by their number and the first."""
    return hashes[0] if len(hashes) == 1 else f"{len(hashes):,} files, as {hashes[0]},"


def _size(count: int) -> str:
    return f"{count / 1000**3:.1f} GB" if count >= 1000**3 else f"{count / 1000**2:.1f} MB"
