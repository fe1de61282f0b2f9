"""Films whose papers name somebody: what was decided, said and shown stands there in quotation marks."""

import json
import re
from collections.abc import Iterator

from sqlalchemy import Connection, select

from infra.database.database import Database
from infra.database.tables import documents
from infra.storage import Store
from models.errors import CorruptAsset
from models.orders.assets import Blob

_PAPERS = ".json"
_MOST_OF_ONE = 256 * 2**20
"""Bytes of a paper that is looked through."""


def films_naming(database: Database, store: Store, names: tuple[str, ...]) -> tuple[str, ...]:
    """The films that have a paper in which one of the names stands by itself, in quotation marks.

    Raises:
        StorageError: the database or the store does not answer.

    """
    query = select(documents.c.film_id, documents.c.sha256, documents.c.suffix, documents.c.size)
    query = query.where(documents.c.suffix == _PAPERS, documents.c.size <= _MOST_OF_ONE)

    def read(connection: Connection) -> list[tuple[str, Blob]]:
        rows = connection.execute(query.order_by(documents.c.film_id)).all()
        return [(row.film_id, Blob(sha256=row.sha256, suffix=row.suffix, size=row.size)) for row in rows]

    wanted = re.compile(b"|".join(_written(names)), re.IGNORECASE)
    found: set[str] = set()
    for film_id, paper in database.read(read):
        if film_id not in found and wanted.search(_bytes(store, paper)):
            found.add(film_id)
    return tuple(sorted(found))


def _written(names: tuple[str, ...]) -> Iterator[bytes]:
    """How a name stands in JSON, with its letters as they are or escaped, also inside another text."""
    for name in names:
        for ascii_only in (False, True):
            text = json.dumps(name, ensure_ascii=ascii_only)[1:-1].encode()
            yield rb'"' + re.escape(text) + rb'\\?"'


def _bytes(store: Store, paper: Blob) -> bytes:
    try:
        return store.read_bytes(paper)
    except CorruptAsset:  # gone, or damaged: it names nobody any more
        return b""
