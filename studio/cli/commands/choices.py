"""What a story can be made of: templates, style presets, shot patterns, and the models that write."""

import sys
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from models.cut.lengths import card_seconds
from models.errors import BadInput, UnknownName
from models.story.stages import Template
from studio.cli.commands.arguments import Json
from studio.cli.printing.console import out, print_json, table, tell

if TYPE_CHECKING:
    from activities.story.patterns import Pattern
    from activities.story.styles import Style
    from providers.llm.catalogue import Catalogue
    from providers.llm.catalogue_models import ModelCard

TIERS = {
    "premium": "Premium",
    "balanced": "Balanced",
    "budget": "Budget",
    "local": "On your own machine, at no cost",
    "guard": "Guards, which check shots and write nothing",
}
SHOWN_S = 30.0
"""The length of the film whose beats are shown in seconds."""


def templates(
    name: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="One of them, shown in full; without one, all.")
    ] = None,
    *,
    toml: Annotated[
        bool, typer.Option("--toml", help="Print a story template's file, to begin one of your own with.")
    ] = False,
    json: Json = False,
) -> int:
    """Show story templates, style presets and shot patterns."""
    from activities.story.patterns import load_patterns
    from activities.story.styles import load_styles
    from activities.story.templates import read_templates
    from infra.settings import load_settings

    folder = load_settings().templates_dir
    if toml:
        return _print_file(name, folder, json=json)
    (stories, broken), styles, patterns = read_templates(folder), load_styles(), load_patterns()
    if name is not None:
        wanted = "-".join(name.lower().split())
        if wanted in broken or name in broken:
            raise BadInput(broken.get(wanted) or broken[name])
        broken = {}
        known = tuple(dict.fromkeys(_ids(stories, styles, patterns)))
        if wanted not in known:
            raise UnknownName("template, style or pattern", name, known)
        stories = tuple(each for each in stories if each.id == wanted)
        styles = tuple(each for each in styles if each.id == wanted)
        patterns = tuple(each for each in patterns if each.id == wanted)
    if json:
        print_json(
            {
                "templates": [_facts(each, folder) for each in stories],
                "styles": [each.model_dump(mode="json") for each in styles],
                "patterns": [each.model_dump(mode="json") for each in patterns],
                "broken": [
                    {"file": str(folder / f"{each}.toml"), "reason": why} for each, why in broken.items()
                ],
            }
        )
    elif name is None:
        _show_all(stories, styles, patterns, folder)
        for why in broken.values():
            tell(f"Not a template: {why}", "yellow")
    else:
        _show_some(stories, styles, patterns, folder)
    return 0


def _print_file(name: str | None, folder: Path, *, json: bool) -> int:
    from activities.story.templates import template_source

    if name is None:
        raise BadInput(
            "--toml prints one story template: say which, such as `longtake templates aida --toml`."
        )
    if json:
        raise BadInput("--toml and --json both print on stdout: choose one of them.")
    sys.stdout.write(template_source("-".join(name.lower().split()), folder))
    sys.stdout.flush()
    return 0


def _ids(
    stories: tuple[Template, ...], styles: "tuple[Style, ...]", patterns: "tuple[Pattern, ...]"
) -> list[str]:
    return [t.id for t in stories] + [s.id for s in styles] + [p.id for p in patterns]


def _own_file(template: Template, folder: Path) -> Path | None:
    """The person's own file that a template comes from."""
    file = folder / f"{template.id}.toml"
    return file if file.is_file() else None


def _facts(template: Template, folder: Path) -> dict[str, Any]:
    file = _own_file(template, folder)
    return {**template.model_dump(mode="json"), "file": str(file) if file else None}


def _show_all(
    stories: tuple[Template, ...],
    styles: "tuple[Style, ...]",
    patterns: "tuple[Pattern, ...]",
    folder: Path,
) -> None:
    width = max(map(len, _ids(stories, styles, patterns)))
    tell("Story templates (--template)", "bold")
    grid = _grid(width)
    for template in stories:
        about = Text(template.name)
        if file := _own_file(template, folder):
            about.append(f" · yours, {file}", style="cyan")
        about.append(f"\nfor {', '.join(template.best_for)}", style="dim")
        beats = " · ".join(f"{beat.name} {beat.share:.0%}" for beat in template.beats)
        grid.add_row(template.id, about.append(f"\n{beats}", style="dim"))
    out().print(grid)
    tell("\nStyle presets (--style)", "bold")
    grid = _grid(width)
    for style in styles:
        grid.add_row(style.id, Text(style.name).append(f" · {', '.join(style.best_for)}", style="dim"))
    out().print(grid)
    tell("\nShot patterns (--pattern)", "bold")
    grid = _grid(width)
    for pattern in patterns:
        grid.add_row(pattern.id, Text(pattern.name).append(f" · {pattern.purpose}", style="dim"))
    out().print(grid)
    tell(f"\n`longtake templates ID` shows one in full, `--toml` its file. Yours go into {folder}.", "dim")


def _show_some(
    stories: tuple[Template, ...],
    styles: "tuple[Style, ...]",
    patterns: "tuple[Pattern, ...]",
    folder: Path,
) -> None:
    for template in stories:
        tell(f"{template.name} · story template {template.id}", "bold")
        _show_template(template, folder)
        out().print()
    for style in styles:
        tell(f"{style.name} · style preset {style.id}", "bold")
        facts = style.model_dump(exclude={"id", "name", "best_for"})
        _show_facts({"best for": ", ".join(style.best_for), **facts})
        out().print()
    for pattern in patterns:
        tell(f"{pattern.name} · shot pattern {pattern.id}", "bold")
        out().print(Text(pattern.purpose))
        rules = Table.grid(padding=(0, 1, 0, 0))
        for rule in pattern.rules:
            rules.add_row("•", rule)
        out().print(rules)
        out().print()
        rows = [
            [str(number), shot.shot_type, f"{shot.camera_angle}, {shot.camera_movement}", shot.note]
            for number, shot in enumerate(pattern.shots, start=1)
        ]
        out().print(table(("#", "shot", "camera", "what it is there for"), rows, wraps=(3,)))
        out().print()


def _show_template(template: Template, folder: Path) -> None:
    file = _own_file(template, folder)
    facts = {"best for": ", ".join(template.best_for), "tone": template.tone, "example": template.example}
    _show_facts(facts | ({"file": f"{file} (yours)"} if file else {}))
    out().print()
    seconds = SHOWN_S - sum(card_seconds(SHOWN_S))
    rows = [
        [beat.name, f"{beat.share:.0%}", f"{beat.share * seconds:.1f} s", beat.purpose, beat.mood]
        for beat in template.beats
    ]
    out().print(table(("beat", "share", "length", "purpose", "mood"), rows, wraps=(3, 4)))
    tell(f"Lengths are of a film of {SHOWN_S:g} s: {seconds:.1f} s beside its title and end card.", "dim")


def _show_facts(facts: dict[str, str]) -> None:
    grid = _grid(max(map(len, facts)))
    for name, text in facts.items():
        if text:
            grid.add_row(name, text)
    out().print(grid)


def _grid(width: int) -> Table:
    """Names on the left, and on the right what a narrow terminal folds."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(min_width=width, no_wrap=True, style="cyan")
    grid.add_column(overflow="fold")
    return grid


def show_models(*, json: bool) -> int:
    """Print every model that can write: tier, context, price, other names, and whether its key is set."""
    from infra.settings import variables
    from providers.registry import profiles
    from workers.language_models import catalogue

    known = catalogue()
    keys = variables(sorted({vendor.key_env for vendor in known.vendors.values() if vendor.key_env}))
    cards = sorted(known.cards(), key=lambda card: [*TIERS].index(card.tier))
    models = [_model(known, card, keys) for card in cards]
    routes = [name for name in profiles() if known.route(name)]
    if json:
        print_json({"routes": routes, "models": models})
        return 0
    for tier, one_tier in groupby(models, key=lambda model: str(model["tier"])):
        tell(TIERS[tier], "bold")
        out().print(_models_table(list(one_tier), max(len(card.name) for card in cards)))
        out().print()
    tell("Prices are in dollars per million tokens, in and out.", "dim")
    tell(f"--model takes one of these names, or a route of several: {', '.join(routes)}.", "dim")
    return 0


def _model(known: "Catalogue", card: "ModelCard", keys: dict[str, str]) -> dict[str, Any]:
    vendor, price = known.vendors[card.vendor], known.price(card.vendor, card.id)
    return {
        "tier": card.tier,
        "name": card.name,
        "aliases": [alias for alias, meant in known.aliases.items() if meant.to == card.name],
        "context": card.context,
        "input_usd_per_million": float(price.input) if price else None,
        "output_usd_per_million": float(price.output) if price else None,
        "priced": str(price.as_of) if price and price.as_of else None,
        "key": vendor.key_env or None,
        "key_set": vendor.free or vendor.key_env in keys,
        "free": vendor.free,
        "ends": card.ends or None,
        "note": card.note,
    }


def _models_table(models: list[dict[str, Any]], width: int) -> Table:
    grid = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    grid.add_column("model", overflow="fold", min_width=width, max_width=width)
    for heading in ("context", "$ in", "$ out"):
        grid.add_column(heading, justify="right", no_wrap=True, min_width=5)
    grid.add_column("key", no_wrap=True, min_width=7)
    for model in models:
        ends = f"until {model['ends']}" if model["ends"] else ""
        also = f"also {', '.join(model['aliases'])}" if model["aliases"] else ""
        more = "\n".join(filter(None, (also, ends, model["note"])))
        name = Group(
            Text(model["name"], style="cyan"), *([Padding(Text(more, "dim"), (0, 2))] if more else [])
        )
        key = "none" if model["free"] else "set" if model["key_set"] else "missing"
        grid.add_row(
            name,
            _tokens(model["context"]),
            _rate(model["input_usd_per_million"]),
            _rate(model["output_usd_per_million"]),
            Text(key, style="green" if model["key_set"] else "yellow"),
        )
    return grid


def _tokens(count: int) -> str:
    return f"{count / 1_000_000:.1f}M" if count >= 1_000_000 else f"{count // 1000}k"


def _rate(dollars: float | None) -> str:
    return "?" if dollars is None else f"{dollars:.2f}" if round(dollars, 2) == dollars else f"{dollars:.3f}"
