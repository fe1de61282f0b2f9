"""The tables brought up, or back to an earlier revision, while no worker of the other program uses them."""

from contextlib import closing
from datetime import UTC, datetime

from infra.database.database import open_database
from infra.database.migrations import HEAD
from infra.database.revisions import checked_revision, downgrade, look, losses
from infra.database.tables import restores
from infra.settings import Settings
from models.errors import BadInput, TooNew, WrongMoment
from studio.service.database import nothing_made
from workers.engine_files import supervisor_pid


def bring_up(settings: Settings) -> tuple[str, str]:
    """Bring the tables up to `HEAD`; gives the revision that they had, empty of new ones, and the one that they have.

    Raises:
        TooNew: they are of a newer program.
        BadInput, Unavailable, StorageError: as `open_database`.

    """
    was = look(settings.database_url).has
    open_database(settings.database_url, synchronous=settings.sqlite_synchronous).close()
    return was, HEAD


def what_going_back_loses(settings: Settings, said: str, *, anyway: bool) -> tuple[str, list[str]]:
    """The revision that somebody wants to go back to, and what that loses, a clause each; nothing changes.

    Raises:
        BadInput: there is no such revision, or nothing was made yet.
        TooNew: the tables are of a newer program.
        WrongMoment: the engine runs, or others are connected and that is not `anyway` so.

    """
    if sentence := nothing_made(settings):
        raise BadInput(f"{sentence} There is nothing to go back from.")
    found = look(settings.database_url)
    if found.newer:
        raise TooNew(f"The database {found.database} is of a newer Longtake: let that one go back.")
    wanted = checked_revision(said, found.has)
    if supervisor_pid(settings) is not None:
        raise WrongMoment("The engine runs, and this program's workers with it: `longtake down` stops it.")
    if found.others and not anyway:
        raise WrongMoment(
            f"{found.others} others are connected to {found.database}: stop this program's workers, studio and webhooks first "
            "(--anyway goes on all the same)."
        )
    return wanted, losses(settings.database_url, wanted)


def go_back(settings: Settings, wanted: str) -> str:
    """Go back to a revision; gives the one that the tables had.

    Raises:
        TooNew, Unavailable, StorageError: as `downgrade`.

    """
    was = look(settings.database_url).has
    downgrade(settings.database_url, wanted)
    return was


def say_restored(settings: Settings, when: str) -> str:
    """Note that the database was brought back as of a moment, or with `never` that it is as it was; gives the moment in UTC, empty for never.

    Raises:
        BadInput: that is no moment that has been, or nothing was made yet.
        TooNew, Unavailable, StorageError: as `open_database`.

    """
    moment = "" if when == "never" else _moment(when)
    if sentence := nothing_made(settings):
        raise BadInput(sentence)
    with closing(open_database(settings.database_url)) as database, database.writing() as connection:
        connection.execute(restores.delete())
        if moment:
            connection.execute(restores.insert().values(at=datetime.now(UTC).isoformat(), copied_at=moment))
    return moment


def _moment(said: str) -> str:
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise BadInput(
            f"{said[:40]!r} is no moment: write it as 2026-11-30T13:00:00Z, with its zone, or never."
        )
    if moment > datetime.now(UTC):
        raise BadInput(f"{said[:40]} has not been yet.")
    return moment.astimezone(UTC).isoformat()
