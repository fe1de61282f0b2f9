"""How far a move is, in the home's own file: what was broken off is gone on with, and nothing is begun twice."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

from infra.owner_only import put_file
from infra.storage import storage_errors
from infra.storage.moved import MOVED, read_mark
from models.base import Frozen
from models.errors import StorageError
from models.film.start import FilmRequest
from models.money.dollars import ZERO, Usd
from models.orders.assets import Blob
from workflows.runs.moved import Ended


class PlannedFilm(Frozen):
    """A film that is moved: as it has ended, or to be begun `again`.

    `run_id` is of the run that left its last `word`, `memo` and the attributes are what Temporal shows of it. `spent` is what the
    run cost that is begun again, and that began then; its budget is less by that.
    """

    film_id: str
    how: Literal["ended", "again"]
    request: FilmRequest
    title: str = ""
    run_id: str = ""
    ended: Ended | None = None
    memo: Mapping[str, Any] = {}
    word: Blob | None = None
    stage: str = ""
    cost: float = 0.0
    began: str = ""
    spent: Usd = ZERO


class Journal(Frozen):
    """A move to `where`. `films` are those that are to be found there, `left` those that are not, by why.

    `id` is the move's own: what is its own on the cluster is known by that, which is the mark of the pair there. `planned` says that
    nothing is added to `films` any more and the home's engine has ended; `rows`, that the tables are there.
    """

    where: str
    id: str
    done: bool = False
    planned: bool = False
    rows: bool = False
    films: tuple[PlannedFilm, ...] = ()
    left: Mapping[str, str] = {}


def read_journal(home: Path) -> Journal | None:
    """The journal of the move that was begun; None where none was.

    Raises:
        StorageError: it cannot be read.

    """
    if (data := read_mark(home)) is None:
        return None
    try:
        return Journal.model_validate_json(data)
    except ValidationError as error:
        raise StorageError(
            f"{home / MOVED} cannot be read: move it away, and run `longtake move` again from the beginning."
        ) from error


def write_journal(home: Path, journal: Journal) -> Journal:
    """Write down how far the move is; gives the same.

    Raises:
        StorageError: it cannot be written.

    """
    with storage_errors(home):
        put_file(home / MOVED, journal.model_dump_json(indent=1).encode())
    return journal
