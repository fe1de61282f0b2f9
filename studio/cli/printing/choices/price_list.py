"""How prices are shown: a table of models, one of pictures, clips and sound, and what reading them again has changed."""

from rich.text import Text

from studio.cli.flags.command_flags import REFRESH
from studio.cli.printing.choices.named_rows import NamedRow, named_rows
from studio.cli.printing.console import dollars, out, tell
from studio.service.vendors.price_list import ModelPrice, PriceList
from studio.service.vendors.price_words import price_said
from studio.service.vendors.refresh import Change, Refreshed

_STYLES = {"yours": "cyan", "refreshed": "green"}


def print_prices(listed: PriceList) -> None:
    """Every price with its date, whose it is, and its source."""
    tell("Models, in dollars per million tokens in and out", "bold")
    headings = ("model", "price", "as of", "whose", "source")
    models = [
        _row(one.name, f"{dollars(one.input)} / {dollars(one.output)}", one.as_of, one.origin, _said_of(one))
        for one in listed.models
    ]
    out().print(named_rows(headings, models))
    out().print()
    tell("Pictures, clips and sound", "bold")
    rows = [
        _row(one.name, price_said(one.price), one.price.as_of, one.price.origin, one.price.source)
        for one in listed.endpoints
    ]
    out().print(named_rows(("provider", *headings[1:]), rows))
    out().print()
    if listed.without:
        tell(f"Without a price, and refused until one is given: {', '.join(listed.without)}.", "yellow")
    tell(f'A price of yours goes into {listed.own}, as [prices."NAME"], and counts before all others.', "dim")
    tell(
        f"`longtake prices {REFRESH}` reads the lists of those vendors who have one into {listed.refreshed}.",
        "dim",
    )


def print_refreshed(again: Refreshed) -> None:
    """What was read, what is another price now, and what could not be read."""
    for vendor, count in again.read.items():
        tell(f"{vendor}: {count} price{'' if count == 1 else 's'} read, kept in {again.file}.")
    for change in again.changes:
        tell(f"  {change.name}  {_change(change)}")
    if again.read and not again.changes:
        tell("None of them has changed.")
    for sentence in again.unread:
        tell(sentence, "yellow")


def _row(name: str, price: str, as_of: str | None, origin: str, source: str) -> NamedRow:
    whose = Text(origin, style=_STYLES.get(origin, ""))
    return NamedRow(Text(name), (Text(price), Text(as_of or "no date"), whose, Text(source, "dim")))


def _said_of(one: ModelPrice) -> str:
    if not one.above_tokens:
        return one.source
    above = f"above {one.above_tokens:,} tokens {dollars(one.above_input)} / {dollars(one.above_output)}"
    return f"{one.source}; {above}" if one.source else above


def _change(change: Change) -> str:
    before = change.before or {}
    said = [
        f"{field} {f'{dollars(before[field])} → ' if field in before else 'new: '}{dollars(after)}"
        for field, after in change.after.items()
        if before.get(field) != after
    ]
    return ", ".join(said)
