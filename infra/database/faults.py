"""What a database's errors mean to us: one sentence each, of a type that says what to do, without a password."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import InvalidOperation

from pydantic import ValidationError
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from infra.database.address import Address
from models.errors import BadInput, DiskFull, LongtakeError, StorageError, Unavailable

_SQLITE_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL}
_SQLITE_READONLY = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH}
_STRANGE = (ValidationError, json.JSONDecodeError, InvalidOperation)
"""What reading a row that somebody else wrote ends in."""
_POSTGRES_AWAY = ("08", "53300", "57P01", "57P02", "57P03", "57P05", "25P03")
_POSTGRES_BUSY = ("40001", "40P01", "55P03")
"""Serialization failure, deadlock, lock timeout."""
_POSTGRES_FULL = "53100"
_POSTGRES_FORBIDDEN = "42501"


class Faults:
    """Translates the errors of one database; a refusal before it was first opened is the settings' fault."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self.opened = False

    @contextmanager
    def translated(self) -> Iterator[None]:
        """Errors of the database, and of rows that are none of ours, leave the block as ours, all others as they are.

        Raises:
            Unavailable, DiskFull, StorageError, BadInput: what the database said.

        """
        try:
            yield
        except IntegrityError:
            raise
        except (DBAPIError, PoolTimeout, sqlite3.Error) as error:
            raise self._ours(error) from error
        except _STRANGE as error:
            raise StorageError(
                f"The database {self._shown} holds what Longtake did not write: put a copy of it back, or undo what "
                "was changed in it by hand."
            ) from error

    def busy(self, why: str) -> Unavailable:
        """Somebody holds a lock for too long."""
        return Unavailable(f"The database {self._shown} is busy ({why}): try again, or end what holds it.")

    def _ours(self, error: Exception) -> LongtakeError:
        if isinstance(error, PoolTimeout):
            return self.busy("every connection of this process is taken")
        cause = error.orig if isinstance(error, DBAPIError) else error
        if isinstance(cause, sqlite3.Error):
            return self._of_sqlite(cause)
        assert isinstance(error, DBAPIError)
        assert cause is not None
        return self._of_postgres(error, cause)

    def _of_sqlite(self, error: sqlite3.Error) -> LongtakeError:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        if code in _SQLITE_BUSY:
            return self.busy("another program holds its lock")
        if code == sqlite3.SQLITE_FULL:
            return self._full()
        if code in _SQLITE_READONLY:
            return StorageError(
                f"The database {self._shown} cannot be written: give yourself the right to write it and its folder."
            )
        if code == sqlite3.SQLITE_CANTOPEN:
            return StorageError(
                f"The database {self._shown} cannot be opened: check the permissions of it and its folder."
            )
        if code == sqlite3.SQLITE_NOTADB:
            return BadInput(
                f"{self._shown} is not an SQLite database: move it away, or set LONGTAKE_DATABASE to another file."
            )
        if code == sqlite3.SQLITE_CORRUPT:
            return StorageError(
                f"The database {self._shown} is damaged: put a copy of it back, or move it away to begin a new "
                "one; its ledger is then lost, and what was paid for would be paid for again."
            )
        return self._other(error)

    def _of_postgres(self, error: DBAPIError, cause: BaseException) -> LongtakeError:
        state = getattr(cause, "sqlstate", None) or ""
        if state.startswith(_POSTGRES_BUSY):
            return self.busy(self._words(cause))
        if state == _POSTGRES_FULL:
            return self._full()
        if state.startswith(_POSTGRES_AWAY) or error.connection_invalidated:
            return self._away(cause)
        if state == _POSTGRES_FORBIDDEN:
            return self._refusal(cause)
        if isinstance(error, DataError):
            return BadInput(
                f"The database {self._shown} cannot hold what it was given: {self._words(cause)}."
            )
        if state or error.statement is not None:
            return self._other(cause)
        return self._refusal(cause) if not self.opened and self._refused(cause) else self._away(cause)

    def _refused(self, cause: BaseException) -> bool:
        """Whether the server is there but will not have us; the driver gives a failed connection no code to tell."""
        import psycopg
        from psycopg.conninfo import make_conninfo
        from psycopg.pq import PGconn, Ping

        if isinstance(cause, psycopg.ProgrammingError):
            return True
        url = self._address.url
        given = url.translate_connect_args(username="user", database="dbname")
        conninfo = make_conninfo(**{"connect_timeout": 5, **url.query, **given})
        if PGconn.ping(conninfo.encode()) not in (Ping.OK, Ping.NO_ATTEMPT):
            return False
        try:  # it may have come up since it failed us
            psycopg.connect(conninfo).close()
        except psycopg.Error:
            return True
        return False

    def _refusal(self, cause: BaseException) -> BadInput:
        return BadInput(
            f"The database {self._shown} refuses us ({self._words(cause)}): "
            "mend the user, its rights, the password or the name in LONGTAKE_DATABASE."
        )

    def _away(self, cause: BaseException) -> Unavailable:
        return Unavailable(
            f"The database {self._shown} does not answer ({self._words(cause)}): check that it runs and can be reached."
        )

    def _full(self) -> DiskFull:
        return DiskFull(
            f"The disk that holds the database {self._shown} is full: free some space, then run the same again."
        )

    def _other(self, cause: BaseException) -> StorageError:
        return StorageError(f"The database {self._shown} could not do what was asked: {self._words(cause)}.")

    def _words(self, cause: BaseException) -> str:
        """The database's own words, in one line, with nothing secret in them."""
        line = (str(cause).strip() or type(cause).__name__).splitlines()[0]
        words = line.rpartition(" failed: ")[2].removeprefix("FATAL:").strip().rstrip(".")
        password = self._address.url.password
        return words.replace(password, "***") if password else words

    @property
    def _shown(self) -> str:
        return self._address.shown
