"""How providers are shown: a line or two each, by what they make; one in full."""

from itertools import groupby

from rich.table import Table
from rich.text import Text

from models.kinds import Kind
from studio.cli.flags.film_flags import film_flag
from studio.cli.printing.choices.named_rows import NamedRow, named_rows
from studio.cli.printing.console import dollars, out, tell
from studio.service.vendors.price_words import UNKNOWN, cost_said
from studio.service.vendors.provider_rows import ProviderChoice

KINDS: dict[Kind, str] = {
    "llm": "Stories",
    "image": "Pictures",
    "video": "Clips",
    "speech": "Voices",
    "music": "Music",
    "check": "Likeness",
    "lips": "Lips",
    "effect": "Effects",
}
_TAKES: dict[Kind, str] = {"image": "references", "speech": "languages"}


def print_providers(choices: list[ProviderChoice]) -> None:
    """A table for each kind, and how one of them is asked for."""
    for kind, of_kind in groupby(choices, key=lambda choice: choice.kind):
        shown = sorted(of_kind, key=lambda choice: not (choice.short or not choice.vendor))
        tell(KINDS[kind], "bold")
        headings = ("provider", "short", "key", _TAKES.get(kind, "lengths"), "price")
        if any(choice.vendor for choice in shown):
            out().print(named_rows(headings, [_row(choice) for choice in shown]))
        else:
            tell(", ".join(choice.name for choice in shown) + ", here and at no cost")
        out().print()
    flags = [
        str(film_flag(f"casting.{kind}")) for kind in ("image", "video", "speech", "music", "lips", "effect")
    ]
    tell(
        f"{', '.join(flags[:-1])} and {flags[-1]} take a short name, or a provider as it is written here.",
        "dim",
    )
    tell("`longtake providers NAME` shows one in full, `longtake prices` where its price comes from.", "dim")


def print_in_full(choice: ProviderChoice) -> None:
    """Everything that a provider declares."""
    tell(f"{choice.title or choice.name} · {KINDS[choice.kind].lower()}", "bold")
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True, style="dim")
    grid.add_column(overflow="fold")
    for name, text in _facts(choice).items():
        if text:
            grid.add_row(name, text)
    out().print(grid)
    out().print()


def lengths_said(lengths: tuple[int, ...]) -> str:
    """Lengths in seconds: `6, 10 s`, or `3–15 s` where all between are there."""
    if len(lengths) > 2 and lengths == tuple(range(lengths[0], lengths[-1] + 1)):
        return f"{lengths[0]}–{lengths[-1]} s"
    return f"{', '.join(map(str, lengths))} s" if lengths else ""


def _row(choice: ProviderChoice) -> NamedRow:
    takes = lengths_said(choice.lengths)
    if choice.kind == "image":
        needed = " (needed)" if choice.only_with_references else ""
        takes = f"up to {choice.references}{needed}" if choice.references else "none"
    if choice.kind == "speech" and choice.vendor:
        takes = str(len(choice.languages)) if choice.languages else "any"
    return NamedRow(
        Text(choice.name, "cyan"),
        (
            Text(", ".join(choice.short)),
            _key(choice),
            Text(takes if choice.vendor or choice.references else ""),
            Text(_price(choice)),
        ),
    )


def _key(choice: ProviderChoice) -> Text:
    if choice.unusable and choice.key_set:
        return Text("unusable", "yellow")
    if not choice.key:
        return Text("none", "green")
    return Text("set", "green") if choice.key_set else Text("missing", "yellow")


def _price(choice: ProviderChoice) -> str:
    said = cost_said(choice)
    return f"{said}: it is refused" if said == UNKNOWN else said


def _facts(choice: ProviderChoice) -> dict[str, str]:
    price = choice.price
    key = "set" if choice.key_set else "not set"
    only = ", and makes nothing without one" if choice.only_with_references else ""
    video = choice.kind == "video" and choice.vendor
    seen = choice.kind in ("image", "video")
    return {
        "name": choice.name,
        "short": ", ".join(choice.short),
        "key": f"{choice.key}, {key}" if choice.key else "needs none",
        "cannot be asked": choice.unusable,
        "price": _price(choice),
        "by setting": ", ".join(f"{value} {dollars(usd)}" for value, usd in price.by.items())
        if price
        else "",
        "a reference": f"{dollars(price.reference)} more each" if price and price.reference else "",
        "price of": f"{price.as_of or 'no date'}, {price.origin}{', ' + price.source if price.source else ''}"
        if price
        else "",
        "failed jobs": ("cost nothing" if choice.failed == "nothing" else "may cost their whole price")
        if choice.vendor and choice.kind != "speech"
        else "",
        "sizes": choice.sizes,
        "lengths": lengths_said(choice.lengths),
        "references": f"takes up to {choice.references}{only}"
        if choice.references
        else "takes none"
        if seen
        else "",
        "elsewhere": choice.elsewhere and f"{choice.elsewhere}, {choice.elsewhere_when} references",
        "opens with": "the shot's picture" if choice.frames == "first" else "",
        "sound": {"none": "has none", "off": "is switched off", "always": "has one that is not used"}[
            choice.sound
        ]
        if video
        else "",
        "seed": ("takes one" if choice.seed else "takes none: what it makes cannot be made again")
        if choice.vendor and choice.kind != "speech"
        else "",
        "negative": "takes a negative prompt" if choice.negative else "",
        _said_of(choice): f"of {choice.prompt_most:,} characters at most" if choice.prompt_most else "",
        "languages": ", ".join(choice.languages)
        or ("any" if choice.kind == "speech" and choice.vendor else ""),
        "words": "says when each is heard" if choice.words else "",
        "ends": f"answers no more from {choice.ends} on" if choice.ends else "",
        "note": choice.note,
    }


def _said_of(choice: ProviderChoice) -> str:
    """What a bound on words is a bound of."""
    return "lines" if choice.kind == "speech" else "prompts"
