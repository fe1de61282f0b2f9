"""Arguments and options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

from models.errors import BadInput


def _given_folder(text: str) -> Path:
    return Path(_not_empty("--out", text, "a folder"))


def _given_id(text: str) -> str:
    return _not_empty("--id", text, "an id")


def _not_empty(flag: str, text: str, what: str) -> str:
    """An empty value is most often a shell variable that is not set, and would mean the current folder."""
    if not text.strip():
        raise BadInput(f"{flag} is empty: give it {what}, or leave it out.")
    return text


ABOUT, STORY = "What the film is about", "How its story is written"
LOOK, DELIVERY, RUN = "How it looks", "How it is delivered", "How it is run"
"""The panels in which options are shown."""

FilmId = Annotated[str, typer.Argument(metavar="ID", help="The film's id, as `longtake list` shows it.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")]
Board = Annotated[
    str | None, typer.Option("--board", metavar="N", help="The board you looked at; another one is refused.")
]
By = Annotated[
    str | None, typer.Option("--by", metavar="NAME", help="Who decides; by default your login name.")
]
Note = Annotated[str, typer.Option("--note", metavar="TEXT", help="Kept with the decision.")]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out", metavar="DIR", help="The film's folder; by default films/ID.", parser=_given_folder
    ),
]
NewId = Annotated[
    str | None,
    typer.Option("--id", metavar="ID", help="The film's id; by default from its brief.", parser=_given_id),
]

Prompt = Annotated[
    str | None, typer.Argument(metavar="PROMPT", help="The film in a sentence or a few, in quotes.")
]
StoryFile = Annotated[
    Path | None,
    typer.Option(
        "--story", metavar="FILE", help="A story as a text file, up to 10 MB.", rich_help_panel=ABOUT
    ),
]
ShotsFile = Annotated[
    Path | None,
    typer.Option(
        "--shots", metavar="FILE", help="A shot list as JSON, used as it is.", rich_help_panel=ABOUT
    ),
]
BriefFile = Annotated[
    Path | None,
    typer.Option(
        "--brief", metavar="FILE", help="All of this as TOML or JSON; flags override.", rich_help_panel=ABOUT
    ),
]
Model = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="A route, a model, or `outline`.", rich_help_panel=STORY),
]
TemplateName = Annotated[
    str | None,
    typer.Option(
        "--template", metavar="NAME", help="Its structure; chosen if left out.", rich_help_panel=STORY
    ),
]
StoryMode = Annotated[
    str | None,
    typer.Option(
        "--story-mode",
        metavar="multi|single",
        help="Four stages (multi), or one call.",
        rich_help_panel=STORY,
    ),
]
StoryParallel = Annotated[
    bool,
    typer.Option("--story-parallel", help="A long story's scenes side by side.", rich_help_panel=STORY),
]
Triggers = Annotated[
    list[str] | None,
    typer.Option(
        "--trigger", metavar="NAME=TOKEN", help="A character's LoRA token; repeatable.", rich_help_panel=STORY
    ),
]
Pattern = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="A sequence of shots such as dialogue.", rich_help_panel=STORY),
]
Title = Annotated[str | None, typer.Option("--title", help="The film's title.", rich_help_panel=LOOK)]
Seconds = Annotated[
    str | None,
    typer.Option(
        "--seconds", metavar="SECONDS", help="Length, 6 to 1800; 30 by default.", rich_help_panel=LOOK
    ),
]
Seed = Annotated[
    str | None,
    typer.Option("--seed", metavar="N", help="Another seed gives another film.", rich_help_panel=LOOK),
]
Aspect = Annotated[
    str | None, typer.Option(metavar="16:9|9:16|1:1", help="Shape of the frame.", rich_help_panel=LOOK)
]
Style = Annotated[
    str | None, typer.Option(help="The look, in words or as a preset's name.", rich_help_panel=LOOK)
]
Mood = Annotated[str | None, typer.Option(help="The mood, in words.", rich_help_panel=LOOK)]
Profile = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="The providers; `local` by default.", rich_help_panel=RUN),
]
Budget = Annotated[
    str | None, typer.Option(metavar="USD", help="The most it may cost, in dollars.", rich_help_panel=RUN)
]
NoCache = Annotated[bool, typer.Option("--no-cache", help="Make everything afresh.", rich_help_panel=RUN)]
StopAt = Annotated[
    str | None,
    typer.Option(
        "--stop-at", metavar="story|storyboard|film", help="The last stage to make.", rich_help_panel=RUN
    ),
]


def folder_of(film_id: str, out: Path | None) -> Path:
    """Where a film is written: as asked, or `films/<id>` under the current directory."""
    return out if out is not None else Path("films") / film_id
