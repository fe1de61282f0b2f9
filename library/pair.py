"""A store and a database belong together: each carries the other's mark."""

import uuid

from sqlalchemy import Connection, select

from infra.database.database import Database
from infra.database.tables import pair
from infra.database.upsert import insert_into
from infra.storage import Store
from models.errors import BadInput


def mark_of(store: Store, database: Database) -> str:
    """The mark of the pair; a new pair is given one, and one that lacks a mark takes the other's.

    Raises:
        BadInput: each has another one.
        StorageError: one of them cannot be asked.

    """
    of_store = store.mark()
    wanted = of_store or uuid.uuid4().hex

    def claim(connection: Connection) -> str:
        connection.execute(insert_into(connection, pair).values(id=1, mark=wanted).on_conflict_do_nothing())
        return str(connection.scalar(select(pair.c.mark)))

    of_database = database.read(_said) or database.write(claim)
    of_store = of_store or store.mark(of_database)
    if of_store != of_database:
        raise BadInput(
            f"The store {store.describe} belongs to another database than {database.describe}: let LONGTAKE_STORE and "
            "LONGTAKE_DATABASE name a pair, or let one of them name a new and empty place."
        )
    return of_database


def _said(connection: Connection) -> str | None:
    return connection.scalar(select(pair.c.mark))
