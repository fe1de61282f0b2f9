"""`longtake scenario`: a description becomes professional shots, in a file that `make --shots` reads back."""

from pathlib import Path
from typing import Annotated

import typer

from models.brief import MAX_SECONDS, MIN_SECONDS, Brief
from models.cut.lengths import card_seconds
from models.errors import BadInput
from models.names import checked_film_id
from studio.cli.asked.cautions import cautions
from studio.cli.asked.flags import Flags
from studio.cli.asked.request import read_asked
from studio.cli.commands.arguments import (
    ABOUT,
    LOOK,
    STORY,
    Aspect,
    BriefFile,
    Budget,
    Json,
    Model,
    Mood,
    NewId,
    Pattern,
    Profile,
    Style,
)
from studio.cli.printing.console import say

STDOUT = Path("-")
USUAL_COUNT, SECONDS_A_SHOT = 5, 5.0
SHORTEST_S, LONGEST_S = 1.0, 60.0
"""What a shot's length may be."""


def scenario(
    *,
    description: Annotated[
        str | None,
        typer.Option(
            "-d",
            "--description",
            metavar="TEXT",
            help="What happens, in a few sentences.",
            rich_help_panel=ABOUT,
        ),
    ] = None,
    brief: BriefFile = None,
    count: Annotated[
        str | None,
        typer.Option(
            "-n", "--count", metavar="N", help="How many shots; 5 by default.", rich_help_panel=STORY
        ),
    ] = None,
    model: Model = None,
    list_models: Annotated[
        bool, typer.Option("--list-models", help="Show models and prices, and end.", rich_help_panel=STORY)
    ] = False,
    pattern: Pattern = None,
    seconds: Annotated[
        str | None,
        typer.Option(
            metavar="SECONDS", help="The film's length; 5 s a shot by default.", rich_help_panel=LOOK
        ),
    ] = None,
    aspect: Aspect = None,
    style: Style = None,
    mood: Mood = None,
    profile: Profile = None,
    budget: Budget = None,
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE", help="Where the shots go; - prints them.")
    ] = Path("shots.json"),
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
    film_id: NewId = None,
    json: Json = False,
) -> int:
    """Write a description's shots, as JSON that `make --shots` reads.

    Without a model the offline writer writes; `--model balanced` asks one.
    """  # fmt: skip
    if list_models:
        from studio.cli.commands.choices import show_models

        return show_models(json=json)
    if description is None and brief is None:
        raise BadInput(
            'There is nothing to write: `longtake scenario -d "A detective enters his office on a rainy night"`, '
            "or give it a --brief."
        )
    flags = Flags(
        prompt=description, brief=brief, shot_count=count, model=model, pattern=pattern, seconds=seconds,
        aspect=aspect, style=style, mood=mood, profile=profile, budget=budget, story_mode="single",
        stop_at="story",
    )  # fmt: skip
    asked = read_asked(flags)
    wanted = measured(asked.request.brief, counted=count is not None, timed=seconds is not None)
    _check_output(output, force=force, json=json)
    film = checked_film_id(film_id or wanted.film_id())
    for caution in cautions(asked):
        say(caution, "yellow")
    from studio.cli.scenario import Scenario, write

    request = asked.request.model_copy(update={"brief": wanted})
    return write(Scenario(request, film, None if output == STDOUT else output), json=json)


def measured(brief: Brief, *, counted: bool, timed: bool) -> Brief:
    """The brief with a number of shots and a length that fit each other.

    `counted` and `timed` say which of the two the command line gave; it goes before a file's.

    Raises:
        BadInput: the brief has shots already, or so many do not fit into so many seconds.

    """
    if brief.shots:
        raise BadInput("The brief has its shots already: a scenario writes them from a prompt or a story.")
    timed = timed or (not counted and "seconds" in brief.model_fields_set)
    count, seconds = brief.shot_count, brief.seconds
    if not timed:
        count = count or USUAL_COUNT
        seconds = length_of(count)
    alone = seconds - sum(card_seconds(seconds))
    count = count or max(1, round(alone / SECONDS_A_SHOT))
    if not SHORTEST_S <= alone / count <= LONGEST_S:
        shots = f"{count} shots" if count > 1 else "one shot"
        raise BadInput(
            f"A film of {seconds:g} s has {alone:g} s beside its cards, which {shots} cannot fill: a shot lasts "
            f"{SHORTEST_S:g} to {LONGEST_S:g} s."
        )
    return brief.model_copy(update={"shot_count": count, "seconds": seconds})


def length_of(count: int) -> float:
    """Seconds of a film of `count` shots of the usual length, with its title and end card."""
    shots = count * SECONDS_A_SHOT
    film = shots
    for _ in range(10):  # the cards' lengths follow from the film's; this settles at once
        film = shots + sum(card_seconds(film))
    return min(MAX_SECONDS, max(MIN_SECONDS, round(film, 2)))


def _check_output(output: Path, *, force: bool, json: bool) -> None:
    """Before anything is paid for, see that the shots can be kept."""
    if output == STDOUT:
        if json:
            raise BadInput("-o - and --json both print on stdout: choose one of them.")
        return
    if output.is_dir():
        raise BadInput(f"{output} is a folder: give -o a file.")
    if output.exists() and not force:
        raise BadInput(
            f"{output} is there already: choose another file with -o, or write over it with --force."
        )
    if not output.absolute().parent.is_dir():
        raise BadInput(f"There is no folder {output.parent}: make it first, or choose another with -o.")
