"""`longtake scenario`: a description becomes professional shots, in a file that `make --shots` reads back."""

from pathlib import Path
from typing import Annotated

from models.errors import BadInput
from models.names import checked_film_id
from studio.cli.asked.flag_values import Flags
from studio.cli.asked.request import read_asked
from studio.cli.commands.arguments import (
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
from studio.cli.flags.command_flags import FORCE, JSON, LIST_MODELS, OUTPUT, SCENARIO_SECONDS
from studio.cli.flags.film_flags import called, film_flag
from studio.cli.printing.console import say
from studio.service.environment.film_ids import usual_id
from studio.service.requests.cautions import cautions
from studio.service.requests.scenario import measured

STDOUT = Path("-")


def scenario(
    *,
    description: Annotated[str | None, film_flag("prompt").option()] = None,
    brief: BriefFile = None,
    count: Annotated[str | None, film_flag("shot_count").option()] = None,
    model: Model = None,
    list_models: Annotated[bool, LIST_MODELS.option()] = False,
    pattern: Pattern = None,
    seconds: Annotated[str | None, SCENARIO_SECONDS.option()] = None,
    aspect: Aspect = None,
    style: Style = None,
    mood: Mood = None,
    profile: Profile = None,
    budget: Budget = None,
    output: Annotated[Path, OUTPUT.option()] = Path("shots.json"),
    force: Annotated[bool, FORCE.option()] = False,
    film_id: NewId = None,
    json: Json = False,
) -> int:
    """Write a description's shots, as JSON that `make --shots` reads.

    Without a model the offline writer writes; `--model balanced` asks one.
    """  # fmt: skip
    if list_models:
        from studio.cli.commands.choices.stories import show_models

        return show_models(json=json)
    if description is None and brief is None:
        raise BadInput(
            'There is nothing to write: `longtake scenario -d "A detective enters his office on a rainy night"`, '
            f"or give it a {film_flag('brief')}."
        )
    flags = Flags(
        prompt=description, brief=brief, count=count, model=model, pattern=pattern, seconds=seconds,
        aspect=aspect, style=style, mood=mood, profile=profile, budget=budget, story_mode="single",
        stop_at="story",
    )  # fmt: skip
    asked = read_asked(flags, scenario=True)
    wanted = measured(asked.request.brief, counted=count is not None, timed=seconds is not None)
    _check_output(output, force=force, json=json)
    film = checked_film_id(film_id or usual_id(wanted))
    if asked.defaults:
        say(asked.defaults)
    for caution in cautions(asked, called):
        say(caution, "yellow")
    from studio.cli.scenario_run import Scenario, write

    request = asked.request.model_copy(update={"brief": wanted})
    return write(Scenario(request, film, None if output == STDOUT else output, asked.files), json=json)


def _check_output(output: Path, *, force: bool, json: bool) -> None:
    """Before anything is paid for, see that the shots can be kept."""
    if output == STDOUT:
        if json:
            raise BadInput(f"{OUTPUT} - and {JSON} both print on stdout: choose one of them.")
        return
    if output.is_dir():
        raise BadInput(f"{output} is a folder: give {OUTPUT} a file.")
    if output.exists() and not force:
        raise BadInput(
            f"{output} is there already: choose another file with {OUTPUT}, or write over it with {FORCE}."
        )
    if not output.absolute().parent.is_dir():
        raise BadInput(f"There is no folder {output.parent}: make it first, or choose another with {OUTPUT}.")
