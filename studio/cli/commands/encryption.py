"""`longtake keys`: the file of keys that what Temporal keeps is encrypted with."""

from pathlib import Path
from typing import Annotated

import typer

from studio.cli.commands.arguments import Json
from studio.cli.flags.command_flags import KMS
from studio.cli.printing.console import print_json, say, tell

keys = typer.Typer(
    name="keys", help="The keys that what Temporal keeps is encrypted with.", no_args_is_help=True
)

KeyFile = Annotated[Path, typer.Argument(metavar="FILE", help="The file of keys.")]
KeyName = Annotated[
    str, typer.Argument(metavar="NAME", help="What the key is called in whatever it encrypts.")
]
AtKms = Annotated[str, KMS.option()]


@keys.command()
def new(file: KeyFile, name: KeyName = "key-1", *, kms: AtKms = "", json: Json = False) -> int:
    """Write a new file of keys, which only its owner can read.

    Whoever makes, watches or decides about films needs this file, named by LONGTAKE_ENCRYPTION_KEYS. Lost, nobody reads
    those films any more.
    """
    from infra.payloads.key_file import create

    ring = create(file, name, kms)
    if json:
        print_json({"file": str(file), "writes": ring.writes, "reads": sorted(ring.keys)})
    else:
        tell(f"{file} has the key {name!r}.")
        say(f"Set LONGTAKE_ENCRYPTION_KEYS={file} for every worker and every command, and keep a copy.")
    return 0


@keys.command()
def add(file: KeyFile, name: KeyName, *, kms: AtKms = "", json: Json = False) -> int:
    """Add a key, to be read with only: everybody has to have it before one writes with it.

    Once all have the file, move the key's line to its top. The old key is needed as long as the server keeps films of it.
    """
    from infra.payloads.key_file import add as added

    ring = added(file, name, kms)
    if json:
        print_json({"file": str(file), "writes": ring.writes, "reads": sorted(ring.keys)})
    else:
        tell(f"{file} has the key {name!r} too; {ring.writes!r} still writes.")
        say("Give the file to every worker and every command; then move the key's line to its top.")
    return 0
