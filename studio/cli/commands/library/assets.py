"""Commands that look at everything films have made: assets find, show, top, stats, characters, landscapes, styles."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer
from rich.control import Control

from models.names import checked_film_id
from studio.cli.commands.arguments import Json
from studio.cli.flags.command_flags import (
    ASSET_MOOD,
    ASSET_STYLE,
    KIND,
    LIKE,
    LIMIT,
    PLACE,
    PROVIDER,
    SEEN,
    SHOT_TYPE,
    TIME_OF_DAY,
    USED_BY,
)
from studio.cli.printing.console import err, out, print_facts, print_json, say, table
from studio.service import library
from studio.service.database import nothing_made

if TYPE_CHECKING:
    from infra.settings import Settings

MANY_TEXTS = 200
"""Reading so many prompts takes a few seconds, which is said."""
NO_ASSETS = 'There are no assets yet: `longtake make "A lighthouse keeper finds a door in the sea"`.'

assets = typer.Typer(
    name="assets", no_args_is_help=True, help="Find, count and clean up what films have made."
)

Limit = Annotated[int, LIMIT.option(min=1, max=10_000)]


@assets.command()
def find(
    words: Annotated[
        list[str] | None, typer.Argument(metavar="WORDS", help="Words of the prompt, in any order.")
    ] = None,
    *,
    character: Annotated[list[str] | None, SEEN.option()] = None,
    landscape: Annotated[list[str] | None, PLACE.option()] = None,
    style: Annotated[list[str] | None, ASSET_STYLE.option()] = None,
    mood: Annotated[str, ASSET_MOOD.option()] = "",
    time_of_day: Annotated[str, TIME_OF_DAY.option()] = "",
    shot_type: Annotated[str, SHOT_TYPE.option()] = "",
    kind: Annotated[str, KIND.option()] = "",
    film: Annotated[str, USED_BY.option()] = "",
    provider: Annotated[str, PROVIDER.option()] = "",
    like: Annotated[str | None, LIKE.option()] = None,
    limit: Limit = 20,
    json: Json = False,
) -> int:
    """Find assets; everything given must hold."""
    from library.search import Wanted
    from studio.cli.printing.assets import assets_table
    from studio.service.facts.assets import found_facts

    library.check_words(" ".join(words) if words else None)
    library.check_words(like)
    wanted = Wanted(
        words=" ".join(words or ()),
        characters=tuple(character or ()),
        landscapes=tuple(landscape or ()),
        styles=tuple(style or ()),
        mood=mood,
        time_of_day=time_of_day,
        shot_type=shot_type,
        kind=kind,
        provider=provider,
        film_id=checked_film_id(film) if film else "",
        like=(like or "").strip(),
        limit=limit,
    )
    found = library.find(_settings(), wanted, _telling())
    if json:
        print_facts(found_facts(found))
    elif found.assets:
        out().print(assets_table(found.assets))
        if found.more:
            say(f"There are more: {LIMIT} {10 * limit} shows them.")
    else:
        say(_none_of(NO_ASSETS if found.empty else "No asset is all of that: leave a condition out."))
    return 0


@assets.command()
def show(
    name: Annotated[
        str, typer.Argument(metavar="SHA", help="The first digits of its sha256, or of its key.")
    ],
    *,
    json: Json = False,
) -> int:
    """Show everything about an asset: recipe, films and shots, names, and where its file is."""
    from studio.cli.printing.assets import print_details
    from studio.service.facts.assets import shown_facts

    shown = library.show(_settings(), name)
    if json:
        print_facts(shown_facts(shown))
        return 0
    if not shown:
        say(nothing_made(_settings()))
    for number, (each, link) in enumerate(shown):
        if number:
            out().print()
        print_details(each, link)
        if not library.is_stored(_settings(), each.asset.blob):
            say("Its file is gone from the store: the next film that wants it makes it anew.", "yellow")
    return 0


@assets.command()
def top(*, limit: Limit = 20, json: Json = False) -> int:
    """Show the assets that were reused most, and what that saved."""
    from studio.cli.printing.assets import reused_table
    from studio.service.facts.assets import reused_facts

    reused = library.top(_settings(), limit)
    if json:
        print_facts(reused_facts(reused))
    elif reused:
        out().print(reused_table(reused))
    else:
        say(_none_of("No asset was used a second time yet."))
    return 0


@assets.command()
def stats(*, json: Json = False) -> int:
    """Show what there is of each kind, and what reuse has saved."""
    from studio.cli.printing.assets import print_statistics
    from studio.service.facts.assets import library_facts

    totals = library.totals(_settings())
    if json:
        print_facts(library_facts(totals))
    elif totals.kinds:
        print_statistics(totals)
    else:
        say(_none_of(NO_ASSETS))
    return 0


@assets.command()
def characters(*, json: Json = False) -> int:
    """List the characters that assets show, and how many show each."""
    return _print_names("character", json=json)


@assets.command()
def landscapes(*, json: Json = False) -> int:
    """List the places that assets show, and how many show each."""
    return _print_names("landscape", json=json)


@assets.command()
def styles(*, json: Json = False) -> int:
    """List the styles that assets have, and how many have each."""
    return _print_names("style", json=json)


def _print_names(facet: str, *, json: bool) -> int:
    from studio.service.facts.assets import counted_names

    names = library.names(_settings(), facet)
    if json:
        print_json({f"{facet}s": [each.model_dump() for each in counted_names(names)]})
    elif names:
        out().print(table((facet, "assets"), [[name, f"{count:,}"] for name, count in names], wraps=(0,)))
    else:
        say(_none_of(f"No asset has a {facet} yet."))
    return 0


def _none_of(sentence: str) -> str:
    """Why nothing is shown: that nothing was made yet, or the sentence."""
    return nothing_made(_settings()) or sentence


def _telling() -> Callable[[int, int], None]:
    """Says how far the reading of many prompts is: once, and on a terminal as it goes on."""
    said = False

    def tell_count(done: int, count: int) -> None:
        nonlocal said
        if count >= MANY_TEXTS and not said:
            say(
                f"Reading {count:,} prompts for the first time; this can be interrupted and goes on where it was."
            )
            said = True
        if count >= MANY_TEXTS and err().is_terminal:
            err().print(f"{done:,} of {count:,}", end="")
            err().control(Control.move_to_column(0))

    return tell_count


def _settings() -> "Settings":
    from infra.settings import load_settings

    return load_settings()
