"""How the models that can write are shown: a table a tier, with prices, other names and whether their key is set."""

from itertools import groupby

from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from studio.cli.flags.film_flags import film_flag
from studio.cli.printing.console import out, tell
from studio.service.choices import ModelChoice

TIERS = {
    "premium": "Premium",
    "balanced": "Balanced",
    "budget": "Budget",
    "local": "On your own machine, at no cost",
    "guard": "Guards, which check shots and write nothing",
}


def print_models(models: list[ModelChoice], routes: list[str]) -> None:
    """A table a tier, and what the prices and the names are."""
    for tier, one_tier in groupby(models, key=lambda model: model.tier):
        tell(TIERS[tier], "bold")
        out().print(_models_table(list(one_tier), max(len(model.name) for model in models)))
        out().print()
    tell("Prices are in dollars per million tokens, in and out.", "dim")
    model = film_flag("casting.llm")
    tell(f"{model} takes one of these names, or a route of several: {', '.join(routes)}.", "dim")


def _models_table(models: list[ModelChoice], width: int) -> Table:
    grid = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    grid.add_column("model", overflow="fold", min_width=width, max_width=width)
    for heading in ("context", "$ in", "$ out"):
        grid.add_column(heading, justify="right", no_wrap=True, min_width=5)
    grid.add_column("key", no_wrap=True, min_width=7)
    for model in models:
        ends = f"until {model.ends}" if model.ends else ""
        also = f"also {', '.join(model.aliases)}" if model.aliases else ""
        more = "\n".join(filter(None, (also, ends, model.note)))
        name = Group(Text(model.name, style="cyan"), *([Padding(Text(more, "dim"), (0, 2))] if more else []))
        key = "none" if model.free else "set" if model.key_set else "missing"
        grid.add_row(
            name,
            _tokens(model.context),
            _rate(model.input_usd_per_million),
            _rate(model.output_usd_per_million),
            Text(key, style="green" if model.key_set else "yellow"),
        )
    return grid


def _tokens(count: int) -> str:
    return f"{count / 1_000_000:.1f}M" if count >= 1_000_000 else f"{count // 1000}k"


def _rate(dollars: float | None) -> str:
    return "?" if dollars is None else f"{dollars:.2f}" if round(dollars, 2) == dollars else f"{dollars:.3f}"
