"""Which revision a database has, and the way back to an earlier one: what that loses is known before."""

from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy import Connection, text

from infra.database.address import engine_for, parse_address
from infra.database.faults import Faults
from infra.database.migrations import HEAD, alone_with, known_revisions, revision_of, step_down
from models.base import Frozen
from models.errors import BadInput, TooNew

VERSIONS: Mapping[str, str] = MappingProxyType({"0.1.0": "0010"})
"""The revision that each released version of the program wants; the one that is here wants `HEAD`."""

_LOSES: Mapping[str, tuple[tuple[str, str], ...]] = MappingProxyType(
    {
        "0017": (("that it was brought back from a copy, {} times", "SELECT count(*) FROM restores"),),
        "0016": (
            ("notes of {} files that were a film's and are to go with it", "SELECT count(*) FROM leavings"),
        ),
        "0015": (
            (
                "{} comments for the team only, which guests would read else",
                "SELECT count(*) FROM comments WHERE internal",
            ),
        ),
        "0014": (
            ("{} comments", "SELECT count(*) FROM comments"),
            ("{} links for guests, who come in by them no more", "SELECT count(*) FROM review_links"),
        ),
        "0012": (
            ("{} events, of which nothing but what happened lately is told", "SELECT count(*) FROM events"),
        ),
        "0011": (
            (
                "who may see {} videos, as was said when they were uploaded",
                "SELECT count(*) FROM releases WHERE privacy <> ''",
            ),
        ),
        "0010": (
            (
                "that {} releases were made: asked for again, they are uploaded again",
                "SELECT count(*) FROM releases",
            ),
        ),
        "0008": (
            ("who waits for {} jobs at vendors: films that run stand still", "SELECT count(*) FROM waits"),
        ),
        "0007": (("where {} shots stand", "SELECT count(*) FROM shot_states"),),
        "0006": (("work on cards that is {} times half made", "SELECT count(*) FROM half_made"),),
        "0005": (
            ("with which keys {} jobs were asked for", "SELECT count(*) FROM jobs WHERE account <> ''"),
        ),
        "0004": (("{} saved subjects", "SELECT count(*) FROM subjects"),),
        "0003": (("of which line {} charges for voices are", "SELECT count(*) FROM ledger WHERE line <> 1"),),
        "0002": (("which store belongs to it", "SELECT count(*) FROM pair"),),
    }
)
"""What going back over a revision loses, and how much of that there is."""


class Revisions(Frozen):
    """The revision that a database has, empty where it has no tables yet, and the one that this program wants; `others` is how many other connections of Longtake PostgreSQL knows."""

    database: str
    has: str
    wants: str = HEAD
    newer: bool = False
    others: int = 0


def look(url: str) -> Revisions:
    """What a database says of itself; nothing is made or changed.

    Raises:
        BadInput, Unavailable, StorageError: as `open_database`.

    """
    address = parse_address(url)
    if address.file and not address.file.exists():
        return Revisions(database=address.shown, has="")
    engine = engine_for(address, "normal", 30.0)
    try:
        with Faults(address).translated(), engine.begin() as connection:
            has = revision_of(connection) or ""
            newer = bool(has) and has not in known_revisions(connection)
            return Revisions(database=address.shown, has=has, newer=newer, others=_others(connection))
    finally:
        engine.dispose()


def checked_revision(said: str, has: str) -> str:
    """The revision that somebody wants to go back to: its four digits, or the version of the program that wants it.

    Raises:
        BadInput: there is no such one, or it is no earlier one.

    """
    wanted = VERSIONS.get(said.removeprefix("v"), said)
    if not (len(wanted) == 4 and wanted.isdigit() and "0001" <= wanted <= HEAD):
        raise BadInput(
            f"There is no revision {said[:40]!r}: give 0001 to {HEAD}, or a version of Longtake: {', '.join(VERSIONS)}."
        )
    if not has:
        raise BadInput("The database has no tables yet: there is nothing to go back from.")
    if wanted >= has:
        raise BadInput(f"The database has revision {has}: {wanted} is no earlier one.")
    return wanted


def losses(url: str, to: str) -> list[str]:
    """What going back to a revision loses, a clause each; empty where nothing that is there.

    Raises:
        TooNew: the database is of a newer program.
        BadInput, Unavailable, StorageError: as `open_database`.

    """
    address = parse_address(url)
    engine = engine_for(address, "normal", 30.0)
    try:
        with Faults(address).translated(), engine.begin() as connection:
            return _lost(connection, revision_of(connection) or "", to)
    finally:
        engine.dispose()


def downgrade(url: str, to: str) -> None:
    """Go back to an earlier revision, alone, in one transaction: all of it, or nothing.

    Raises:
        TooNew: the database is of a newer program.
        BadInput, Unavailable, StorageError: as `open_database`.

    """
    address = parse_address(url)
    engine = engine_for(address, "full", 30.0)
    try:
        with Faults(address).translated(), alone_with(engine, address) as connection:
            has = revision_of(connection)
            if has not in known_revisions(connection):
                raise TooNew(f"The database {address.shown} is of a newer Longtake: let that one go back.")
            step_down(connection, to)
    finally:
        engine.dispose()


def _lost(connection: Connection, has: str, to: str) -> list[str]:
    clauses = []
    for revision, each in sorted(_LOSES.items(), reverse=True):
        if to < revision <= has:
            for clause, query in each:
                if count := connection.execute(text(query)).scalar_one():
                    clauses.append(clause.format(count))
    return clauses


def _others(connection: Connection) -> int:
    """How many others are connected to a PostgreSQL database as Longtake; 0 of a file, which nobody counts."""
    if connection.dialect.name != "postgresql":
        return 0
    query = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'longtake'"
        " AND pid <> pg_backend_pid()"
    )
    return int(connection.execute(text(query)).scalar_one())
