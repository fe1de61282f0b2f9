"""Arguments and options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

from models.errors import BadInput
from studio.cli.flags.command_flags import BOARD, BY, DETACH, JSON, NOTE, OUT, REEL, RETAKE_APPROVAL
from studio.cli.flags.film_flags import NEW_ID, film_flag
from studio.cli.flags.flag import Flag


def given_folder(text: str) -> Path:
    """The folder that is typed; an empty one is refused."""
    return Path(_not_empty(OUT, text, "a folder"))


def _given_id(text: str) -> str:
    return _not_empty(NEW_ID, text, "an id")


def _not_empty(flag: Flag, text: str, what: str) -> str:
    """An empty value is most often a shell variable that is not set, and would mean the current folder."""
    if not text.strip():
        raise BadInput(f"{flag} is empty: give it {what}, or leave it out.")
    return text


FilmId = Annotated[str, typer.Argument(metavar="ID", help="The film's id, as `longtake list` shows it.")]

Json = Annotated[bool, JSON.option()]
Board = Annotated[str | None, BOARD.option()]
Reel = Annotated[str | None, REEL.option()]
By = Annotated[str | None, BY.option()]
Note = Annotated[str, NOTE.option()]
Out = Annotated[Path | None, OUT.option(parser=given_folder)]
NewId = Annotated[str | None, NEW_ID.option(parser=_given_id)]
Detach = Annotated[bool, DETACH.option()]
Approval = Annotated[str | None, RETAKE_APPROVAL.option()]

BriefFile = Annotated[Path | None, film_flag("brief").option()]
Model = Annotated[str | None, film_flag("casting.llm").option()]
Pattern = Annotated[str | None, film_flag("pattern").option()]
Aspect = Annotated[str | None, film_flag("aspect").option()]
Style = Annotated[str | None, film_flag("style").option()]
Mood = Annotated[str | None, film_flag("mood").option()]
Profile = Annotated[str | None, film_flag("profile").option()]
Budget = Annotated[str | None, film_flag("budget").option()]


def folder_of(film_id: str, out: Path | None) -> Path:
    """Where a film is written: as asked, or in the folder of films that the settings name, `films` by default.

    Raises:
        BadInput: that is a path of another system.

    """
    if out is not None:
        return out
    from infra.settings import load_settings
    from studio.service.environment.defaults import films_folder

    return films_folder(load_settings()) / film_id
