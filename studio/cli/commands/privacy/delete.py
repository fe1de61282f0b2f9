"""`longtake delete`: says what goes and what stays, asks, and does it."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from models.errors import BadInput
from studio.cli.commands.arguments import FilmId, Json, given_folder
from studio.cli.flags.command_flags import (
    ERASE,
    ERASE_SHOWN,
    ERASED_OUT,
    KEEP_WORDS,
    KEPT_DAYS,
    WITH_FILMS,
)
from studio.cli.interruption import hear
from studio.cli.keyboard import someone_is_there
from studio.cli.printing.console import err, out, print_facts, say, tell

if TYPE_CHECKING:
    from studio.service.facts.erasure import ErasureFacts
    from studio.service.privacy.place import Place

delete = typer.Typer(
    name="delete",
    no_args_is_help=True,
    help="Delete everything about a film, a subject or a reviewer; amounts stay in the ledger.",
)

Yes = Annotated[bool, ERASE.option()]
DryRun = Annotated[bool, ERASE_SHOWN.option()]
Name = Annotated[str, typer.Argument(metavar="NAME", help="The name, in any case.")]


class _How(NamedTuple):
    """How it is deleted: without a question, not at all, told as JSON."""

    yes: bool
    dry: bool
    json: bool


class _Deletion(NamedTuple):
    """What would go and stay, and how that is done; `done` is said in the end."""

    find: "Callable[[Place], Awaitable[ErasureFacts]]"
    carry_out: "Callable[[Place], Awaitable[ErasureFacts]]"
    done: str


@delete.command()
def film(
    film_id: FilmId,
    *,
    out: Annotated[Path | None, ERASED_OUT.option(parser=given_folder)] = None,
    yes: Yes = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> int:
    """Delete everything about a film that has ended.

    Its history, its words, pictures and sounds, its folder, what was said of it. What it cost stays, under another name.
    """
    from studio.service.privacy.film import delete_film, find_film

    deletion = _Deletion(
        lambda place: find_film(place, film_id, out),
        lambda place: delete_film(place, film_id, out),
        f"Deleted: the film {film_id!r}.",
    )
    return _run(deletion, _How(yes, dry_run, json))


@delete.command()
def subject(
    name: Name,
    *,
    with_films: Annotated[bool, WITH_FILMS.option()] = False,
    yes: Yes = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> int:
    """Delete a character, place or prop from the library, and where it is said the films that show it."""
    from studio.service.privacy.subject import check_name, delete_subject, find_subject

    called = check_name(name)
    deletion = _Deletion(
        lambda place: find_subject(place, called, with_films=with_films),
        lambda place: delete_subject(place, called, with_films=with_films),
        f"Deleted: the subject {called!r}.",
    )
    return _run(deletion, _How(yes, dry_run, json))


@delete.command()
def reviewer(
    name: Name,
    *,
    keep_words: Annotated[bool, KEEP_WORDS.option()] = False,
    yes: Yes = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> int:
    """Delete somebody who reviews: their comments, their links, and their name."""
    from infra.settings import load_settings
    from studio.service.privacy.reviewer import delete_reviewer, find_reviewer
    from studio.service.privacy.subject import check_name
    from studio.web.access.tokens import Tokens

    called = check_name(name)
    tokens = [each.name for each in Tokens(load_settings().home).all()]
    deletion = _Deletion(
        lambda place: find_reviewer(place, called, keep_words=keep_words, tokens=tokens),
        lambda place: delete_reviewer(place, called, keep_words=keep_words, tokens=tokens),
        f"Deleted: the reviewer {called!r}.",
    )
    return _run(deletion, _How(yes, dry_run, json))


@delete.command()
def expired(
    *,
    days: Annotated[int | None, KEPT_DAYS.option()] = None,
    yes: Yes = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> int:
    """Delete the films that ended longer ago than LONGTAKE_KEEP_DAYS; `longtake studio` does it every day by itself."""
    from infra.settings import load_settings
    from studio.service.privacy.expiry import days_kept, delete_expired, find_expired

    kept = days_kept(load_settings(), days, str(KEPT_DAYS))
    deletion = _Deletion(
        lambda place: find_expired(place, kept),
        lambda place: delete_expired(place, kept),
        f"Deleted: what had ended more than {kept} day{'' if kept == 1 else 's'} ago.",
    )
    return _run(deletion, _How(yes, dry_run, json))


def _run(deletion: _Deletion, how: _How) -> int:
    from infra.settings import load_settings
    from studio.cli.session import say_notice
    from studio.service.privacy.place import place_of

    settings = load_settings()
    hear()

    async def work() -> int:
        async with place_of(settings, say_notice) as place:
            found = await deletion.find(place)
            if not how.json:
                _print(found)
            if how.dry:
                return _told(found, "Nothing was deleted.", how)
            _agree(how)
            return _told(await deletion.carry_out(place), deletion.done, how)

    return asyncio.run(work())


def _print(found: "ErasureFacts") -> None:
    out().print("Goes:", style="bold")
    for each in found.goes:
        tell(f"  {each}")
    out().print("Stays:", style="bold")
    for each in found.stays:
        tell(f"  {each}")


def _told(found: "ErasureFacts", sentence: str, how: _How) -> int:
    if how.json:
        print_facts(found)
    else:
        say(sentence)
    return 0


def _agree(how: _How) -> None:
    """See that somebody wants it; raises BadInput where nobody says so."""
    if how.yes:
        return
    if how.json or not someone_is_there():
        raise BadInput(
            f"It cannot be undone: {ERASE} says that it is to be deleted, {ERASE_SHOWN} shows what would go."
        )
    err().print("It cannot be undone. Delete it? (y/n) ", style="bold", end="")
    if sys.stdin.readline().strip().casefold() not in ("y", "yes"):
        raise BadInput("Nothing was deleted.")
