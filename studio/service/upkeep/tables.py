"""The tables brought up, or back to an earlier revision, while no worker of the other program uses them."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime

from infra.database.database import open_database
from infra.database.migrations import HEAD
from infra.database.revisions import Revisions, checked_revision, downgrade, look, losses
from infra.database.tables import restores
from infra.settings import Settings
from infra.storage.moved import check_brought_back
from models.errors import BadInput, TooNew, WrongMoment
from studio.service.database import nothing_made
from studio.service.upkeep.standstill import standstill


def revisions_of(settings: Settings) -> Revisions:
    """What a home's database says of itself; not while a copy is on its way back to the home, as its tables may be still to come.

    Raises:
        BadInput: a copy is on its way back, or that was broken off; or as `look`.
        Unavailable, StorageError: as `look`.

    """
    check_brought_back(settings.home)
    return look(settings.database_url)


def bring_up(settings: Settings) -> tuple[str, str]:
    """Bring the tables up to `HEAD`; gives the revision that they had, empty of new ones, and the one that they have.

    Raises:
        TooNew: they are of a newer program.
        BadInput, Unavailable, StorageError: as `revisions_of` and `open_database`.

    """
    was = revisions_of(settings).has
    open_database(settings.database_url, synchronous=settings.sqlite_synchronous).close()
    return was, HEAD


@contextmanager
def going_back(settings: Settings, said: str, *, anyway: bool) -> Iterator[tuple[str, list[str]]]:
    """The revision that somebody wants to go back to, and what that loses, a clause each; nobody works in the home during the block.

    Raises:
        BadInput: there is no such revision, or nothing was made yet, or a copy is on its way back.
        TooNew: the tables are of a newer program.
        WrongMoment: the engine runs or commands use the home, or others are connected and that is not `anyway` so.

    """
    found = revisions_of(settings)
    if sentence := nothing_made(settings):
        raise BadInput(f"{sentence} There is nothing to go back from.")
    if found.newer:
        raise TooNew(f"The database {found.database} is of a newer Longtake: let that one go back.")
    wanted = checked_revision(said, found.has)
    with standstill(settings):
        _see_nobody(settings, anyway=anyway)
        yield wanted, losses(settings.database_url, wanted)


def _see_nobody(settings: Settings, *, anyway: bool) -> Revisions:
    found = look(settings.database_url)
    if found.others and not anyway:
        others = "1 other is" if found.others == 1 else f"{found.others:,} others are"
        raise WrongMoment(
            f"{others} connected to {found.database}: stop this program's workers, studio and webhooks first "
            "(`longtake database downgrade … --anyway` goes on all the same)."
        )
    return found


def go_back(settings: Settings, wanted: str, *, anyway: bool) -> str:
    """Go back to a revision, inside of `going_back`; gives the one that the tables had.

    Raises:
        TooNew, Unavailable, StorageError: as `downgrade`.
        WrongMoment: others have connected meanwhile, and that is not `anyway` so.

    """
    was = _see_nobody(settings, anyway=anyway).has
    downgrade(settings.database_url, wanted)
    return was


def say_restored(settings: Settings, when: str) -> str:
    """Note that the database was brought back as of a moment, or with `never` that it is as it was; gives the moment in UTC, empty for never.

    Raises:
        BadInput: that is no moment that has been, or nothing was made yet, or a copy is on its way back.
        TooNew, Unavailable, StorageError: as `open_database`.

    """
    moment = "" if when == "never" else _moment(when)
    check_brought_back(settings.home)
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
    try:
        moment = moment.astimezone(UTC)
    except OverflowError:
        raise BadInput(f"{said[:40]} is before any calendar: say when it was.") from None
    if moment > datetime.now(UTC):
        raise BadInput(f"{said[:40]} has not been yet.")
    return moment.isoformat()
