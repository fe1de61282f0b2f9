"""`longtake storyboard`: a story becomes six to ten frames, their prompts, and one page of all of them."""

import re
import sys
from pathlib import Path
from typing import Annotated

from models.errors import BadInput
from models.names import checked_film_id
from models.story.triggers import MAIN_CHARACTER
from studio.cli.asked.flag_values import Flags
from studio.cli.asked.request import read_asked
from studio.cli.commands.arguments import (
    Aspect,
    Budget,
    Json,
    Model,
    Mood,
    NewId,
    Profile,
    Style,
    given_folder,
)
from studio.cli.flags.command_flags import BOARD_OUT, DRY_RUN, FRAMES, TOKENS, TOLD
from studio.cli.flags.film_flags import called, film_flag
from studio.cli.keyboard import someone_is_there
from studio.cli.printing.console import err, say
from studio.service.environment.film_ids import usual_id
from studio.service.requests.cautions import cautions
from studio.service.requests.scenario import USUAL_FRAMES, USUAL_SEED, frames_of, measured

_FILE = re.compile(
    r"\S*/\S*|.{1,200}\.(?:txt|md|markdown|html?|pdf|docx|fountain|fdx|srt|vtt)", re.IGNORECASE
)
"""What is meant for a file, where there is none of that name."""


def storyboard(
    *,
    story: Annotated[str | None, TOLD.option()] = None,
    frames: Annotated[str, FRAMES.option()] = str(USUAL_FRAMES),
    lora: Annotated[list[str] | None, film_flag("diffusion.loras").option()] = None,
    trigger: Annotated[list[str] | None, TOKENS.option()] = None,
    seed: Annotated[str | None, film_flag("seed").option()] = None,
    steps: Annotated[str | None, film_flag("diffusion.steps").option()] = None,
    guidance: Annotated[str | None, film_flag("diffusion.guidance").option()] = None,
    scheduler: Annotated[str | None, film_flag("diffusion.scheduler").option()] = None,
    out: Annotated[Path | None, BOARD_OUT.option(parser=given_folder)] = None,
    dry_run: Annotated[bool, DRY_RUN.option()] = False,
    model: Model = None,
    aspect: Aspect = None,
    style: Style = None,
    mood: Mood = None,
    profile: Profile = None,
    image_provider: Annotated[str | None, film_flag("casting.image").option()] = None,
    budget: Budget = None,
    film_id: NewId = None,
    json: Json = False,
) -> int:
    """Draw a story as 6 to 10 frames, without a gate.

    Beside the frames: the scenes, the prompts, and one page of all.
    """  # fmt: skip
    count = frames_of(frames, str(FRAMES))
    flags = Flags(
        **_told(story), count=str(count), model=model, aspect=aspect, style=style, mood=mood, profile=profile,
        image_provider=image_provider, budget=budget, lora=lora, steps=steps, guidance=guidance, scheduler=scheduler,
        trigger=[_named(token) for token in trigger or ()], seed=str(USUAL_SEED) if seed is None else seed,
        board_rules=True, approve="auto", stop_at="story" if dry_run else "storyboard",
    )  # fmt: skip
    asked = read_asked(flags, scenario=True)
    told = asked.request.brief.text
    request = asked.request.model_copy(
        update={"brief": measured(asked.request.brief, counted=True, timed=False)}
    )
    film = checked_film_id(film_id or usual_id(request.brief))
    folder = _folder(film, out)
    from studio.service.film.storyboard import check_board_folder

    check_board_folder(folder, film, str(BOARD_OUT))
    if asked.defaults:
        say(asked.defaults)
    for caution in cautions(asked, called):
        say(caution, "yellow")
    from studio.cli.storyboard_run import Board, draw
    from studio.service.estimates.home_estimate import known_price

    if price := known_price(request).estimate:
        from studio.cli.printing.money import in_a_line

        say(in_a_line(price, request))
    return draw(Board(request, film, folder, told, asked.files), json=json)


def _told(story: str | None) -> dict[str, object]:
    """What the story is given as: words, or a file that has them; a person who gave none is asked.

    Raises:
        BadInput: there is none, and nobody to ask.

    """
    if story is None and someone_is_there():
        err().print("What is the story? ", style="bold", end="")
        story = sys.stdin.readline().strip()
    if story is None or not story.strip():
        raise BadInput(
            f'There is nothing to draw: `longtake storyboard {TOLD} "A fox finds a door in the snow"`.'
        )
    try:
        is_there = Path(story).exists()  # of a folder it is said that it is one
    except (OSError, ValueError):  # too long for a name, or with a character that no name has
        is_there = False
    if story == "-" or is_there or _FILE.fullmatch(story.strip()):
        return {"story": [Path(story.strip())] if not is_there else [Path(story)]}
    return {"prompt": story}


def _named(token: str) -> str:
    """A token by itself is the main character's."""
    return token if "=" in token or not token.strip() else f"{MAIN_CHARACTER}={token}"


def _folder(film: str, out: Path | None) -> Path:
    return out if out is not None else Path("storyboards") / film
