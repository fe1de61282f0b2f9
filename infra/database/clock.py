"""One clock for all who share a database: its server's, or this machine's where it is a file here."""

import time
from datetime import UTC, datetime

from sqlalchemy import Connection, text


def moment(connection: Connection) -> float:
    """Seconds since 1970 by the database's clock: machines whose own clocks differ agree on it."""
    if connection.dialect.name == "postgresql":
        return float(connection.execute(text("SELECT extract(epoch FROM clock_timestamp())")).scalar_one())
    return time.time()


def instant(connection: Connection) -> datetime:
    """`moment` as a date."""
    return datetime.fromtimestamp(moment(connection), UTC)
