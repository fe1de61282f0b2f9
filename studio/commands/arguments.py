"""Arguments and options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

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
    Path | None, typer.Option("--out", metavar="DIR", help="The film's folder; by default films/ID.")
]


def folder_of(film_id: str, out: Path | None) -> Path:
    """Where a film is written: as asked, or `films/<id>` under the current directory."""
    return out if out is not None else Path("films") / film_id
