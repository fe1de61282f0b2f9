"""Commands that throw away what no film needs: assets gc, and forget."""

import asyncio
from typing import Annotated

from studio.cli.commands.arguments import FilmId, Json
from studio.cli.flags.command_flags import APPLY
from studio.cli.interruption import hear
from studio.cli.printing.console import print_facts, say, tell
from studio.service import library
from studio.service.database import nothing_made


def gc(*, apply: Annotated[bool, APPLY.option()] = False, json: Json = False) -> int:
    """Remove what no film and no history refers to: shown first, removed with --apply."""
    from infra.settings import load_settings
    from studio.cli.printing.assets import print_garbage
    from studio.cli.session import say_notice
    from studio.service.facts.leavings import garbage_facts

    settings = load_settings()
    hear()
    garbage = asyncio.run(library.garbage(settings, say_notice, remove=apply))
    if json:
        print_facts(garbage_facts(garbage, applied=apply))
        return 0
    if sentence := nothing_made(settings):
        say(sentence)
        return 0
    print_garbage(garbage, removed=apply)
    if (garbage.assets or garbage.files) and not apply:
        say("Nothing was removed: `longtake assets gc --apply` does.")
    return 0


def forget(film_id: FilmId, *, json: Json = False) -> int:
    """Drop what an ended film refers to, so that `assets gc` may remove what only it used; costs are kept."""
    from infra.settings import load_settings
    from studio.cli.printing.assets import counted
    from studio.cli.session import say_notice
    from studio.service.facts.leavings import forgotten_facts

    settings = load_settings()
    hear()
    forgotten = asyncio.run(library.forget(settings, film_id, say_notice))
    if json:
        print_facts(forgotten_facts(film_id, forgotten))
    elif not any(forgotten):
        say(f"The film {film_id!r} has nothing left in the library: there is nothing to forget.")
    else:
        what = f"{counted(forgotten.assets, 'asset')} and {counted(forgotten.documents, 'paper')}"
        tell(f"Forgotten: the film {film_id!r} refers to {what} no more.")
        say("`longtake assets gc` shows what can be removed now.")
    return 0
