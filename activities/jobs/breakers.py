"""Breakers: a vendor that failed again and again is left alone by every worker, and then tried by one at a time.

A vendor has a door for each thing that is wanted of it (a job, a look at one, what was made), since one may fail while
another works. A door that is shut stays so for a while, longer each time; then one may knock, and while that one waits
for an answer nobody else does. An answer opens it, also one that refuses a request: only what is the vendor's own fault
shuts it, and of one job only one failure in a row counts, so that no request which always fails keeps others waiting.
"""

import threading
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Literal, NamedTuple

from sqlalchemy import ColumnElement, Connection, delete, select, update

from infra.database.clock import moment
from infra.database.database import Database
from infra.database.tables import breakers
from infra.database.upsert import insert_into
from models.errors import PaymentRequired, ProviderError, RateLimited, Transient, Unauthorised, UnknownOutcome
from providers.vendors.accounts import Account, vendor_of_account

Door = Literal["submit", "look", "fetch"]

WANTED: dict[Door, str] = {"submit": "for jobs", "look": "about jobs", "fetch": "for files"}
"""What a vendor is asked at each door."""

SHUTS_AT = 4
"""Failures in a row at which nobody asks any more; a vendor that asks to be left alone is heard at once."""
LOOK_S = 1.0
"""How old what is known of all doors may be: so often one thread of a process reads it for all."""
KNOCK_S = 15.0
"""How long one that knocks may take before another does: it may have died, and most answers come sooner."""
LONGEST_HOLD_S = 300.0
"""The longest time that a vendor which asks to be left alone is waited for."""


class Pause(NamedTuple):
    """For how many seconds nobody asks, the first time; doubled each time in a row, up to the longest."""

    first_s: float
    longest_s: float

    def after(self, openings: int) -> float:
        """The pause after so many in a row."""
        return float(min(self.first_s * 2 ** (openings - 1), self.longest_s))


PAUSES: dict[type[ProviderError], Pause] = {
    PaymentRequired: Pause(60, 900),
    Unauthorised: Pause(60, 900),
    UnknownOutcome: Pause(5, 300),
    Transient: Pause(5, 300),
}
"""What is the vendor's own fault, or the account's, and not the request's."""


class Shut(NamedTuple):
    """A door at which nobody may ask: why, in how many seconds one may, and when that is."""

    why: str
    for_s: float
    until: datetime


class Admitted(NamedTuple):
    """One who may ask; one who `knocks` is the only one."""

    knocks: bool = False


class _Row(NamedTuple):
    failures: int
    last: str
    why: str
    openings: int
    until: float


class Breakers:
    """The doors of every vendor, as all workers of a database see them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._known: Mapping[tuple[str, Door], _Row] = {}
        self._read_at = float("-inf")
        self._ahead_s = 0.0

    def ask(self, account: Account, door: Door) -> Admitted | Shut:
        """Whether somebody may ask now."""
        row = self._rows().get((account.name, door))
        if row is None or not row.openings:
            return Admitted()
        left = row.until - self._now()
        if left > 0:
            return _shut(row, left)

        def knock(connection: Connection) -> bool:
            change = update(breakers).where(*_at(account, door), breakers.c.until == row.until)
            return connection.execute(change.values(until=moment(connection) + KNOCK_S)).rowcount == 1

        first = self._database.write(knock)
        self._forget()
        return Admitted(knocks=True) if first else _shut(row, LOOK_S)

    def succeeded(self, account: Account, door: Door, admitted: Admitted) -> None:
        """The vendor answered: its door is open. One who asked before it shut does not open it again."""
        if admitted.knocks or (account.name, door) in self._rows():
            still = () if admitted.knocks else (breakers.c.openings == 0,)
            self._database.write(
                lambda connection: connection.execute(delete(breakers).where(*_at(account, door), *still))
            )
            self._forget()

    def failed(
        self, account: Account, door: Door, job: str, error: ProviderError, admitted: Admitted
    ) -> bool:
        """Note a failure of the vendor's over a job; whether its door is shut now."""
        found = self._database.write(
            lambda connection: _note(connection, account, door, job, error, admitted)
        )
        self._forget()
        return found

    def unanswered(self, account: Account, door: Door, admitted: Admitted) -> None:
        """Nothing was learned: the next one may knock at once."""
        if admitted.knocks:
            self._database.write(
                lambda connection: connection.execute(
                    update(breakers).where(*_at(account, door)).values(until=moment(connection))
                )
            )
            self._forget()

    def shut(self) -> dict[str, Shut]:
        """The doors that are shut now, by vendor and what is wanted of it."""
        rows = self._rows()
        return {
            f"{vendor_of_account(account)} ({WANTED[door]})": _shut(row, max(0.0, row.until - self._now()))
            for (account, door), row in rows.items()
            if row.openings
        }

    def _rows(self) -> Mapping[tuple[str, Door], _Row]:
        with self._lock:
            if time.monotonic() - self._read_at >= LOOK_S:
                self._known, now = self._database.read(_all)
                self._read_at = time.monotonic()
                self._ahead_s = now - self._read_at
            return self._known

    def _now(self) -> float:
        return time.monotonic() + self._ahead_s

    def _forget(self) -> None:
        with self._lock:
            self._read_at = float("-inf")


def _shut(row: _Row, for_s: float) -> Shut:
    return Shut(row.why, for_s, datetime.fromtimestamp(int(row.until), UTC))


def is_the_vendors(error: ProviderError) -> bool:
    """Whether a failure speaks against the vendor, or the account, rather than the request."""
    return isinstance(error, (*PAUSES, RateLimited))


def _at(account: Account, door: Door) -> tuple[ColumnElement[bool], ...]:
    return breakers.c.account == account.name, breakers.c.door == door


def _all(connection: Connection) -> tuple[dict[tuple[str, Door], _Row], float]:
    rows = connection.execute(select(breakers)).mappings()
    known = {(row["account"], row["door"]): _Row(*(row[name] for name in _Row._fields)) for row in rows}
    return known, moment(connection)


def _note(
    connection: Connection, account: Account, door: Door, job: str, error: ProviderError, admitted: Admitted
) -> bool:
    """Write a failure down; whether the door is shut."""
    new = {"account": account.name, "door": door, "failures": 0, "last": "", "kind": "", "why": ""}
    connection.execute(
        insert_into(connection, breakers).values(new | {"openings": 0, "until": 0.0}).on_conflict_do_nothing()
    )
    row = connection.execute(select(breakers).where(*_at(account, door)).with_for_update()).mappings().one()
    if row["openings"] and not admitted.knocks:
        return True  # it was asked before the door shut
    kind, held = _kind(error), _asked_for(error)
    failures = row["failures"] + (row["last"] != job and kind is not None)
    shuts = admitted.knocks or failures >= SHUTS_AT or held is not None
    openings = row["openings"] + shuts
    pause = max(PAUSES[kind or Transient].after(openings) if openings and not held else 0.0, held or 0.0)
    connection.execute(
        update(breakers)
        .where(*_at(account, door))
        .values(
            failures=failures,
            last=job,
            kind=type(error).__name__,
            why=str(error),
            openings=openings,
            until=moment(connection) + pause,
        )
    )
    return bool(shuts)


def _kind(error: ProviderError) -> type[ProviderError] | None:
    """What of `PAUSES` it is; None for one that says only that it is asked too often."""
    return next((kind for kind in PAUSES if isinstance(error, kind)), None)


def _asked_for(error: ProviderError) -> float | None:
    """For how many seconds the vendor wants to be left alone; None where it does not say, or for longer than is waited."""
    asked = error.retry_after_s if isinstance(error, RateLimited | Transient) else None
    return asked if asked and asked <= LONGEST_HOLD_S else None
