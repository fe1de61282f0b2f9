"""The database for commands that only read: they make nothing, and say when there is nothing to read yet."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from models.errors import BadInput

if TYPE_CHECKING:
    from infra.database.database import Database
    from infra.settings import Settings

T = TypeVar("T")


def missing_file(settings: "Settings") -> Path | None:
    """The SQLite file that is not there yet; None where there is one, or where the database is a server."""
    from infra.database.address import parse_address

    file = parse_address(settings.database_url).file
    return file if file is not None and not file.exists() else None


def nothing_made(settings: "Settings") -> str:
    """A sentence when nothing was made in this home yet, else empty."""
    file = missing_file(settings)
    return f"Nothing was made yet: there is no database {file}." if file else ""


def read_or(settings: "Settings", work: Callable[["Database"], T], nothing: T) -> T:
    """What `work` reads from the database; `nothing` in a home in which nothing was made yet.

    Raises:
        BadInput: LONGTAKE_DATABASE names a file that is not there.

    """
    check_named(settings)
    if missing_file(settings):
        return nothing
    with opened_database(settings) as database:
        return work(database)


def check_named(settings: "Settings") -> None:
    """See that a file that LONGTAKE_DATABASE names is there.

    Raises:
        BadInput: it is not.

    """
    file = missing_file(settings)
    if file and settings.database:
        raise BadInput(
            f"There is no database {file}: correct LONGTAKE_DATABASE; the first film that is made with it begins one."
        )


@contextmanager
def opened_database(settings: "Settings") -> Iterator["Database"]:
    """The database, open until the block ends; one that is not there is made."""
    from infra.database.database import open_database
    from infra.storage.moved import check_brought_back, check_not_moved

    check_brought_back(settings.home)
    if not settings.database:
        check_not_moved(settings.home)
    database = open_database(settings.database_url, synchronous=settings.sqlite_synchronous)
    try:
        yield database
    finally:
        database.close()
