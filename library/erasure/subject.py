"""A saved subject deleted with its pictures, and the films that show it told."""

from sqlalchemy import Connection, delete, select

from infra.database.database import Database
from infra.database.tables import asset_labels, asset_uses, subject_pictures, subjects
from library.erasure.leavings import note_leavings, owner_of_subject
from library.subjects import name_key
from models.orders.assets import Blob

_SHOWN = ("character", "landscape")
"""The facets under which assets have the names of subjects."""


def films_showing(database: Database, name: str) -> tuple[str, ...]:
    """The films that use an asset which shows a subject of that name, in any case.

    Raises:
        StorageError: the database does not answer.

    """
    lowered = name.strip().lower()
    query = (
        select(asset_uses.c.film_id)
        .join(asset_labels, asset_labels.c.asset_id == asset_uses.c.asset_id)
        .where(asset_labels.c.facet.in_(_SHOWN), asset_labels.c.value == lowered)
        .distinct()
    )
    return tuple(sorted(database.read(lambda connection: connection.execute(query).scalars().all())))


def delete_subject_rows(database: Database, name: str) -> None:
    """Delete a saved subject, if there is one of that name, and note its pictures as left.

    Raises:
        StorageError: the database does not answer; run it again.

    """
    key = name_key(name)

    def write(connection: Connection) -> None:
        found = connection.scalar(select(subjects.c.id).where(subjects.c.key == key).with_for_update())
        if found is None:
            return
        pictures = select(*(subject_pictures.c[field] for field in ("sha256", "suffix", "size")))
        rows = connection.execute(pictures.where(subject_pictures.c.subject_id == found)).all()
        note_leavings(connection, owner_of_subject(key), {Blob.model_validate(row._asdict()) for row in rows})
        connection.execute(delete(subjects).where(subjects.c.id == found))

    database.write(write)
