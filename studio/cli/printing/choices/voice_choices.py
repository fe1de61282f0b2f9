"""How voices are shown: a line each, those that are made of one another under it, and how another is added."""

from itertools import groupby

from rich.table import Table
from rich.text import Text

from studio.cli.flags.command_flags import VOICES_OF
from studio.cli.flags.film_flags import film_flag
from studio.cli.printing.console import out, tell
from studio.service.choices import VoiceChoice, VoiceChoices
from studio.service.engine.doctor import ANOTHER_VOICE
from studio.service.requests.voices import VOICES


def print_voices(choices: VoiceChoices, language: str | None) -> None:
    """A table a provider, what cannot be used, and how a voice is asked for."""
    for provider, voices in groupby(choices.voices, key=lambda voice: voice.provider):
        tell(f"Voices of {provider}", "bold")
        out().print(_table(list(voices)))
        out().print()
    if not choices.voices:
        tell(f"No voice here speaks {language!r}." if language else "There is no voice here.", "yellow")
    tell(
        f"{film_flag(VOICES)} Emma=NAME gives a character one, {film_flag(VOICES)} narrator=NAME the narrator.",
        "dim",
    )
    tell("`longtake voices try NAME=WORDS` has one speak.", "dim")
    if not choices.voices or all(voice.provider == choices.here for voice in choices.voices):
        tell(ANOTHER_VOICE.format(folder=choices.folder), "dim")
        tell(f"Others are those of vendors: {VOICES_OF} {', '.join(choices.elsewhere)}.", "dim")
    for why in choices.unusable:
        tell(why, "yellow")


def _table(voices: list[VoiceChoice]) -> Table:
    grid = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    grid.add_column("voice", overflow="fold", min_width=max(len(_called(voice)) for voice in voices))
    grid.add_column("speaks", no_wrap=True, min_width=6)
    grid.add_column("sounds like", overflow="fold")
    for voice in voices:
        name = Text(_called(voice), style="" if voice.made else "cyan")
        about = Text(voice.about)
        if voice.title:
            about.append(f"{' · ' if voice.about else ''}{voice.name}", style="dim")
        if voice.made:
            about.append(f" · made of {voice.made}", style="dim")
        grid.add_row(name, ", ".join(voice.languages) or "any", about)
    return grid


def _called(voice: VoiceChoice) -> str:
    """The name that people type: its title, where its own name is a vendor's mark."""
    return voice.title or voice.name
