"""Commands over the characters, places and props that outlive their film: subjects list, show, save, rename, merge, forget."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from studio.cli.commands.arguments import FilmId, Json
from studio.cli.flags.command_flags import INTO_FOLDER, REPLACE, SAVED_AS
from studio.cli.flags.film_flags import REFERENCE
from studio.cli.printing.console import out, print_facts, print_json, say, tell
from studio.service import subjects as saved

if TYPE_CHECKING:
    from infra.settings import Settings
    from studio.service.session import Session

NO_SUBJECTS = "No subject was saved yet: `longtake subjects save FILM NAME` keeps one of a film's."

subjects = typer.Typer(
    name="subjects",
    no_args_is_help=True,
    help="Keep characters, places and props beyond their film.",
)

Name = Annotated[str, typer.Argument(metavar="NAME", help="The subject's name, in any case.")]


@subjects.command("list")
def list_subjects(*, json: Json = False) -> int:
    """List the saved subjects."""
    from studio.cli.printing.subjects import subjects_table
    from studio.service.facts.subjects import saved_subjects

    found = saved.listed(_settings())
    if json:
        print_facts(saved_subjects(found))
    elif found:
        out().print(subjects_table(found))
    else:
        say(NO_SUBJECTS)
    return 0


@subjects.command()
def show(
    name: Name, *, output: Annotated[Path | None, INTO_FOLDER.option()] = None, json: Json = False
) -> int:
    """Show a saved subject: its words, its pictures, and what of it was lost."""
    from studio.cli.printing.subjects import print_subject
    from studio.service.facts.subjects import shown_facts

    shown = saved.shown(_settings(), name)
    files = saved.written(_settings(), shown, output) if output is not None else []
    if json:
        print_facts(shown_facts(shown), lost={"files": [str(file.absolute()) for file in files]})
    else:
        print_subject(shown)
        for file in files:
            tell(str(file))
    if shown.lost and not json:
        say(
            "What was lost is left out of films: give it again with "
            f"{REFERENCE}, and save the subject from that film.",
            "yellow",
        )
    return 0


@subjects.command()
def save(
    film_id: FilmId,
    name: Name,
    *,
    other: Annotated[str | None, SAVED_AS.option()] = None,
    replace: Annotated[bool, REPLACE.option()] = False,
    json: Json = False,
) -> int:
    """Save a subject of a film, running or ended, as it is now."""
    from studio.cli.printing.assets import counted
    from studio.cli.session import in_session
    from studio.service.facts.subjects import saved_facts

    async def work(session: "Session") -> int:
        kept = await saved.save(session, film_id, name, other, replace=replace)
        if json:
            print_facts(saved_facts(kept))
            return 0
        tell(f"Saved: {kept.name}, a {kept.kind}, with {counted(len(kept.pictures), 'picture')}.")
        if not kept.pictures:
            say("The film has no picture of it: one that uses it draws a sheet where it recurs.", "yellow")
        return 0

    return in_session(work)


@subjects.command()
def rename(
    name: Name,
    new: Annotated[str, typer.Argument(metavar="NEW", help="Its name from now on.")],
    *,
    json: Json = False,
) -> int:
    """Give a saved subject another name."""
    from studio.service.facts.subjects import saved_facts

    one = saved.renamed(_settings(), name, new)
    if json:
        print_facts(saved_facts(one))
    else:
        tell(f"Renamed: {name} is {one.name} now.")
    return 0


@subjects.command()
def merge(
    name: Name,
    into: Annotated[str, typer.Argument(metavar="INTO", help="The one that stays, and gets its pictures.")],
    *,
    json: Json = False,
) -> int:
    """Make one of two saved subjects."""
    from studio.cli.printing.subjects import merge_sentence
    from studio.service.facts.subjects import merged_facts

    done = saved.merged(_settings(), name, into)
    if json:
        print_facts(merged_facts(done))
    else:
        tell(merge_sentence(name, done))
    return 0


@subjects.command()
def forget(name: Name, *, json: Json = False) -> int:
    """Forget a saved subject; films that use it keep what they have."""
    saved.forgotten(_settings(), name)
    if json:
        print_json({"name": name})
    else:
        tell(f"Forgotten: the library has no subject {name!r} any more.")
        say("`longtake assets gc` shows what can be removed now.")
    return 0


def _settings() -> "Settings":
    from infra.settings import load_settings

    return load_settings()
