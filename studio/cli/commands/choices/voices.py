"""`longtake voices`: the voices that films can speak with, and one of them heard."""

import re
import sys
from pathlib import Path
from typing import Annotated

import typer
from slugify import slugify

from models.errors import BadInput
from models.money.dollars import plain
from studio.cli.commands.arguments import Json
from studio.cli.flags.command_flags import FORCE, LANGUAGE, SPOKEN_INTO, VOICES_OF, VOICES_PROFILE, YES
from studio.cli.keyboard import someone_is_there
from studio.cli.printing.console import err, print_facts, say, tell

voices = typer.Typer(name="voices", help="The voices that films can speak with.")

Provider = Annotated[str | None, VOICES_OF.option()]
InProfile = Annotated[str | None, VOICES_PROFILE.option()]
Language = Annotated[str | None, LANGUAGE.option()]


@voices.callback(invoke_without_command=True)
def list_voices(
    context: typer.Context,
    *,
    language: Language = None,
    provider: Provider = None,
    profile: InProfile = None,
    json: Json = False,
) -> int:
    """Show the voices that films can speak with, or have one speak a line."""
    if context.invoked_subcommand is not None:
        if language or provider or profile or json:
            raise BadInput(f"Options go behind `{context.invoked_subcommand}`.")
        return 0
    from studio.cli.printing.choices.voice_choices import print_voices
    from studio.service.choices import voice_choices
    from studio.service.facts.choices import voice_facts

    of = _provider(provider, profile, language)
    # Of one that is named, what keeps it from being used is the answer.
    choices = voice_choices([of] if of else [], language or "und", strict=of is not None)
    if json:
        print_facts(voice_facts(choices))
    else:
        print_voices(choices, language)
    return 0


@voices.command("try")
def try_voice(
    line: Annotated[
        str, typer.Argument(metavar="NAME=WORDS", help="A voice, or a character, and what it says.")
    ],
    *,
    provider: Provider = None,
    profile: InProfile = None,
    language: Language = None,
    output: Annotated[Path | None, SPOKEN_INTO.option()] = None,
    force: Annotated[bool, FORCE.option()] = False,
    yes: Annotated[bool, YES.option()] = False,
    json: Json = False,
) -> int:
    """Have a voice speak a line into a file.

    A name that no voice has is taken for a character's: the voice is the one that a film would give it.
    """
    from studio.service.choices import speech_of
    from studio.service.facts.machine import tried_voice
    from studio.service.voice_trial import plan_trial, read_trial, speak

    of = _provider(provider, profile, language) or speech_of("local")
    who, words = read_trial(line)
    file = output or Path(f"{slugify(who) or 'voice'}.wav")
    if file.is_dir():
        raise BadInput(f"{file} is a folder: give {SPOKEN_INTO} a file.")
    if file.exists() and not force:
        raise BadInput(f"{file} is there already: {FORCE} writes over it, {SPOKEN_INTO} names another file.")
    trial = plan_trial(who, words, of, language)
    whose = f"{trial.title} ({trial.voice})" if trial.title else trial.voice or "its one voice"
    say(f"{trial.who} speaks with {whose} of {trial.provider}.")
    for note in trial.notes:
        say(note, "yellow")
    if trial.most:
        _agree(f"That may cost up to ${plain(trial.most)}", yes=yes)
    tried = speak(trial, file)
    if json:
        print_facts(tried_voice(who, trial, tried))
    else:
        cost = f" for ${plain(tried.cost_usd)}" if tried.cost_usd else ""
        tell(f"{tried.file}, {tried.seconds:g} s{cost}")
    return 0


def _provider(provider: str | None, profile: str | None, language: str | None) -> str | None:
    """Whose voices are meant; None where nothing says it."""
    from studio.service.choices import speech_of

    if provider and profile:
        raise BadInput(f"{VOICES_OF} and {VOICES_PROFILE} both say whose voices: give one of them.")
    if language is not None and not re.fullmatch(r"[A-Za-z]{2,3}([-_]\w{2,8})*", language):
        raise BadInput(f"{LANGUAGE} must be a language's code such as de or pt-BR, not {language!r}.")
    return speech_of(profile) if profile else provider


def _agree(cost: str, *, yes: bool) -> None:
    """See that somebody pays for it; raises BadInput where nobody says so."""
    if yes:
        say(f"{cost}.")
        return
    if not someone_is_there():
        raise BadInput(f"{cost}: {YES} says that it is to be spoken.")
    err().print(f"{cost}. Speak it? (y/n) ", style="bold", end="")
    if sys.stdin.readline().strip().casefold() not in ("y", "yes"):
        raise BadInput("Nothing was spoken, and nothing is paid.")
