"""Commands over everything that films have made: assets find, show, top, stats, names, gc; and forget."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from models.errors import BadInput, WrongMoment
from studio.cli.commands.arguments import FilmId, Json
from studio.cli.database import nothing_made, read_or
from studio.cli.printing.console import err, out, print_json, say, table, tell

if TYPE_CHECKING:
    from infra.database.database import Database
    from infra.settings import Settings
    from library.details import AssetDetails
    from library.labels import NameCount
    from library.search import FoundAsset
    from library.statistics import Reused

MANY_TEXTS = 200
"""Reading so many prompts takes a few seconds, which is said."""
LINK_S = 3600
NO_ASSETS = 'There are no assets yet: `longtake make "A lighthouse keeper finds a door in the sea"`.'

assets = typer.Typer(
    name="assets", no_args_is_help=True, help="Find, count and clean up what films have made."
)

Limit = Annotated[int, typer.Option("--limit", metavar="N", min=1, max=10_000, help="At most so many.")]


@assets.command()
def find(
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[WORDS]", help="Words of the prompt, in any order.")
    ] = None,
    *,
    character: Annotated[list[str] | None, typer.Option(help="Who is seen; again for one more.")] = None,
    landscape: Annotated[list[str] | None, typer.Option(help="The place; again for one more.")] = None,
    style: Annotated[list[str] | None, typer.Option(help="The look.")] = None,
    mood: Annotated[str, typer.Option(help="The mood.")] = "",
    time_of_day: Annotated[str, typer.Option(help="dawn, day, dusk, night …")] = "",
    shot_type: Annotated[str, typer.Option(help="wide, medium, close-up …")] = "",
    kind: Annotated[
        str, typer.Option(metavar="image|video|speech|music|llm|film|board", help="What it is.")
    ] = "",
    film: Annotated[str, typer.Option(metavar="ID", help="A film that uses it.")] = "",
    provider: Annotated[str, typer.Option(metavar="NAME", help="Who made it.")] = "",
    like: Annotated[str | None, typer.Option(metavar="TEXT", help="The likest in meaning first.")] = None,
    limit: Limit = 20,
    json: Json = False,
) -> int:
    """Find assets; everything given must hold."""
    from library.search import Wanted, find_assets
    from studio.cli.printing.assets import asset_json, assets_table

    for text in (" ".join(words) if words else None, like):
        if text is not None and not re.search(r"\w", text):
            raise BadInput(f"There is no word to look for in {text!r}: give letters or digits.")
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
        film_id=film,
        like=(like or "").strip(),
        limit=limit + 1,
    )

    def look(database: "Database") -> tuple[list["FoundAsset"], bool]:
        found = find_assets(database, wanted, _telling())
        return found, not found and not find_assets(database, Wanted(limit=1))

    nothing: tuple[list[FoundAsset], bool] = [], True
    found, empty = read_or(_settings(), look, nothing)
    shown, more = found[:limit], len(found) > limit
    if json:
        print_json({"assets": [asset_json(asset) for asset in shown], "more": more})
    elif shown:
        out().print(assets_table(shown))
        if more:
            say(f"There are more: --limit {10 * limit} shows them.")
    else:
        say(_none_of(NO_ASSETS if empty else "No asset is all of that: leave a condition out."))
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
    from infra.storage import open_store
    from library.details import show_asset
    from studio.cli.printing.assets import asset_json, print_details

    nothing: list[AssetDetails] = []
    details = read_or(_settings(), lambda database: show_asset(database, name), nothing)
    if not details:
        print_json({"assets": []}) if json else say(nothing_made(_settings()))
        return 0
    store = open_store(_settings())
    links = [store.link(each.asset.blob, LINK_S) for each in details]
    if json:
        rows = [
            asset_json(each.asset)
            | each.model_dump(mode="json", exclude={"asset", "used"})
            | {"file": link, "used": [use._asdict() for use in each.used]}
            for each, link in zip(details, links, strict=True)
        ]
        print_json({"assets": rows})
        return 0
    for number, (each, link) in enumerate(zip(details, links, strict=True)):
        if number:
            out().print()
        print_details(each, link)
        if not store.holds(each.asset.blob):
            say("Its file is gone from the store: the next film that wants it makes it anew.", "yellow")
    return 0


@assets.command()
def top(*, limit: Limit = 20, json: Json = False) -> int:
    """Show the assets that were reused most, and what that saved."""
    from library.statistics import most_reused
    from models.money.dollars import plain
    from studio.cli.printing.assets import asset_json, reused_table

    nothing: list[Reused] = []
    reused = read_or(_settings(), lambda database: most_reused(database, limit), nothing)
    if json:
        rows = [
            asset_json(each.asset)
            | {"found": each.found, "saved_usd": plain(each.saved_usd), "saved_s": each.saved_s}
            for each in reused
        ]
        print_json({"assets": rows})
    elif reused:
        out().print(reused_table(reused))
    else:
        say(_none_of("No asset was used a second time yet."))
    return 0


@assets.command()
def stats(*, json: Json = False) -> int:
    """Show what there is of each kind, and what reuse has saved."""
    from library.statistics import Statistics, library_statistics
    from models.money.dollars import plain
    from studio.cli.printing.assets import print_statistics

    totals = read_or(_settings(), library_statistics, Statistics())
    if json:
        facts = totals.model_dump(mode="json") | {"saved_usd": plain(totals.saved_usd)}
        kinds = [each.model_dump(mode="json") | {"usd": plain(each.usd)} for each in totals.kinds]
        print_json(facts | {"kinds": kinds, "hit_rate": round(totals.hit_rate, 4)})
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


@assets.command()
def gc(
    *,
    apply: Annotated[bool, typer.Option("--apply", help="Remove it; without this it is only shown.")] = False,
    json: Json = False,
) -> int:
    """Remove what no film refers to: shown first, removed with --apply."""
    from infra.storage import open_store
    from library.garbage import Garbage, collect_garbage, find_garbage
    from studio.cli.printing.assets import print_garbage

    look = collect_garbage if apply else find_garbage
    # Without a database nothing says which files are in use: none is touched.
    garbage = read_or(_settings(), lambda database: look(database, open_store(_settings())), Garbage())
    if json:
        facts = garbage.model_dump(mode="json", exclude={"assets", "files"})
        facts |= {"applied": apply, "bytes": garbage.bytes, "files": len(garbage.files)}
        print_json(facts | {"assets": [asset.model_dump(mode="json") for asset in garbage.assets]})
        return 0
    if sentence := nothing_made(_settings()):
        say(sentence)
        return 0
    print_garbage(garbage, removed=apply)
    if (garbage.assets or garbage.files) and not apply:
        say("Nothing was removed: `longtake assets gc --apply` does.")
    return 0


def forget(film_id: FilmId, *, json: Json = False) -> int:
    """Drop what an ended film refers to, so that `assets gc` may remove what only it used; costs are kept."""
    from library.garbage import Forgotten, forget_film
    from models.names import checked_film_id
    from studio.cli.printing.assets import counted

    film_id = checked_film_id(film_id)
    running = _is_running(_settings(), film_id)
    if running:
        raise WrongMoment(
            f"The film {film_id!r} is running: `longtake cancel {film_id}` first, or wait for its end."
        )
    known = running is not None
    forgotten = read_or(
        _settings(), lambda database: forget_film(database, film_id, known=known), Forgotten(0, 0)
    )
    if json:
        print_json({"id": film_id, "assets": forgotten.assets, "documents": forgotten.documents})
    elif not any(forgotten):
        say(_none_of(f"The film {film_id} has nothing left in the library: there is nothing to forget."))
    else:
        what = f"{counted(forgotten.assets, 'asset')} and {counted(forgotten.documents, 'paper')}"
        tell(f"Forgotten: the film {film_id} refers to {what} no more.")
        say("`longtake assets gc` shows what can be removed now.")
    return 0


def _print_names(facet: str, *, json: bool) -> int:
    from library.labels import counted_names

    def look(database: "Database") -> list["NameCount"]:
        return database.read(lambda connection: counted_names(connection, facet))

    nothing: list[NameCount] = []
    names = read_or(_settings(), look, nothing)
    if json:
        print_json({f"{facet}s": [{"name": name, "assets": count} for name, count in names]})
    elif names:
        out().print(table((facet, "assets"), [[name, f"{count:,}"] for name, count in names], wraps=(0,)))
    else:
        say(_none_of(f"No asset has a {facet} yet."))
    return 0


def _none_of(sentence: str) -> str:
    """Why nothing is shown: that nothing was made yet, or the sentence."""
    return nothing_made(_settings()) or sentence


def _is_running(settings: "Settings", film_id: str) -> bool | None:
    """Whether Temporal says so, None when it knows no such film; a home in which no engine ever was has none."""
    from infra.temporal import cluster_config
    from studio.cli.session import Session, in_session

    if cluster_config() is None and not any(settings.state_dir.glob("*.db")):
        return None

    async def work(session: Session) -> bool | None:
        from temporalio.client import WorkflowExecutionStatus
        from temporalio.service import RPCError, RPCStatusCode

        try:
            known = await session.studio.client.get_workflow_handle(film_id).describe()
        except RPCError as error:
            if error.status == RPCStatusCode.NOT_FOUND:
                return None
            raise
        return known.status == WorkflowExecutionStatus.RUNNING

    return in_session(work)


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
            err().print(f"{done:,} of {count:,}", end="\r")

    return tell_count


def _settings() -> "Settings":
    from infra.settings import load_settings

    return load_settings()
