"""How templates, style presets and shot patterns are shown: all in a few lines each, some in full."""

from pathlib import Path

from rich.table import Table
from rich.text import Text

from models.cut.lengths import story_seconds
from models.story.stages import Template
from studio.cli.flags.command_flags import TOML
from studio.cli.flags.film_flags import film_flag
from studio.cli.printing.console import out, table, tell
from studio.service.choices import StoryChoices

SHOWN_S = 30.0
"""The length of the film whose beats are shown in seconds."""


def print_all(choices: StoryChoices) -> None:
    """A line or a few for each of them, and why a template is left out."""
    width = max(map(len, choices.ids()))
    tell(f"Story templates ({film_flag('template')})", "bold")
    grid = _grid(width)
    for template in choices.templates:
        about = Text(template.name)
        if file := choices.own_file(template):
            about.append(f" · yours, {file}", style="cyan")
        about.append(f"\nfor {', '.join(template.best_for)}", style="dim")
        beats = " · ".join(f"{beat.name} {beat.share:.0%}" for beat in template.beats)
        grid.add_row(template.id, about.append(f"\n{beats}", style="dim"))
    out().print(grid)
    tell(f"\nStyle presets ({film_flag('style')})", "bold")
    grid = _grid(width)
    for style in choices.styles:
        grid.add_row(style.id, Text(style.name).append(f" · {', '.join(style.best_for)}", style="dim"))
    out().print(grid)
    tell(f"\nShot patterns ({film_flag('pattern')})", "bold")
    grid = _grid(width)
    for pattern in choices.patterns:
        grid.add_row(pattern.id, Text(pattern.name).append(f" · {pattern.purpose}", style="dim"))
    out().print(grid)
    tell(
        f"\n`longtake templates ID` shows one in full, `{TOML}` its file. Yours go into {choices.folder}.",
        "dim",
    )
    for why in choices.broken.values():
        tell(f"Not a template: {why}", "yellow")


def print_some(choices: StoryChoices) -> None:
    """Each of them in full."""
    for template in choices.templates:
        tell(f"{template.name} · story template {template.id}", "bold")
        _show_template(template, choices.own_file(template))
        out().print()
    for style in choices.styles:
        tell(f"{style.name} · style preset {style.id}", "bold")
        facts = style.model_dump(exclude={"id", "name", "best_for"})
        _show_facts({"best for": ", ".join(style.best_for), **facts})
        out().print()
    for pattern in choices.patterns:
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


def _show_template(template: Template, file: Path | None) -> None:
    facts = {"best for": ", ".join(template.best_for), "tone": template.tone, "example": template.example}
    _show_facts(facts | ({"file": f"{file} (yours)"} if file else {}))
    out().print()
    seconds = story_seconds(SHOWN_S)
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
