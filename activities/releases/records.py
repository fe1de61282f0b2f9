"""The records of releases: written before a place is asked for anything, so that a film is brought there once."""

import json
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, select, update

from infra.database.database import Database
from infra.database.tables import releases
from infra.database.upsert import insert_into
from library.rows import now
from models.base import Frozen
from models.errors import BadInput
from models.orders.assets import Blob
from models.releases.release import ReleaseRequest

State = Literal["begun", "done", "failed"]


class ReleaseRecord(Frozen):
    """A release: of the film whose bytes are `sha256`, `size` of them, to a target by its mark.

    `asked` is the digest of the request that somebody made. `session` is the address of an upload under way, whose last bytes may have been sent when it is `ending`; `video_id` is
    there once the upload is over. `place` is where the film is, for people. `privacy` and `publish_at` are what YouTube was told
    when the upload was begun; `privacy` is empty where that is not known.
    """

    film_id: str
    target: str
    number: int
    asked: str
    place: str = ""
    sha256: str
    size: int
    state: State = "begun"
    session: str = ""
    ending: bool = False
    video_id: str = ""
    notes: tuple[str, ...] = ()
    at: str = ""
    privacy: str = ""
    publish_at: str = ""

    def is_of(self, film: Blob) -> bool:
        """Whether it is the release of these bytes."""
        return (self.sha256, self.size) == (film.sha256, film.size)


class ReleaseRecords:
    """The records of every film's releases."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def ask(self, request: ReleaseRequest) -> ReleaseRecord:
        """Write that a release is asked for, in the place of what was asked for it before; gives what stands there.

        One that failed is under way again.
        """
        row = ReleaseRecord(
            film_id=request.film_id,
            target=request.target.mark,
            number=request.number,
            asked=request.digest(),
            place=request.target.place,
            sha256=request.film.sha256,
            size=request.film.size,
            at=now(),
        )

        def write(connection: Connection) -> ReleaseRecord:
            insert = insert_into(connection, releases).values(_row(row))
            keys = list(releases.primary_key.columns)
            connection.execute(
                insert.on_conflict_do_update(index_elements=keys, set_={"asked": insert.excluded.asked})
            )
            failed = update(releases).where(_is(row), releases.c.state == "failed")
            connection.execute(failed.values(state="begun", notes="[]"))
            return _there(connection, row)

        return self._database.write(write)

    def open(self, request: ReleaseRequest) -> ReleaseRecord:
        """The record of a release.

        Raises:
            BadInput: nobody who can write to the database asked for it so.

        """
        query = select(releases).where(
            releases.c.film_id == request.film_id,
            releases.c.target == request.target.mark,
            releases.c.number == request.number,
            releases.c.asked == request.digest(),
        )
        row = self._database.read(lambda connection: connection.execute(query).mappings().one_or_none())
        if row is None:
            raise BadInput(
                f"Nobody has asked the database {self._database.describe} for this release: `longtake release` does, where "
                "LONGTAKE_DATABASE names the workers' one."
            )
        return _of(row)

    def of_film(self, film_id: str) -> list[ReleaseRecord]:
        """Every release of a film, in the order of targets and numbers."""
        query = (
            select(releases)
            .where(releases.c.film_id == film_id)
            .order_by(releases.c.target, releases.c.number)
        )
        return self._database.read(
            lambda connection: [_of(row) for row in connection.execute(query).mappings()]
        )

    def put(self, record: ReleaseRecord, **values: object) -> ReleaseRecord:
        """The record with some fields changed; gives what stands there then."""
        changed = record.model_copy(update={**values, "at": now()})
        fields = {name: _row(changed)[name] for name in (*values, "at")}

        def write(connection: Connection) -> ReleaseRecord:
            connection.execute(update(releases).where(_is(record)).values(fields))
            return _there(connection, record)

        return self._database.write(write)

    def session(self, record: ReleaseRecord, address: str, **told: str) -> ReleaseRecord:
        """Put an upload's address, or none, in the place of the one that the record has; gives what stands there then.

        Where another worker has put one there meanwhile, that one stands. `told` are the `privacy` and `publish_at` of a new one.
        """
        change = update(releases).where(_is(record), releases.c.session == record.session).values(told)

        def write(connection: Connection) -> ReleaseRecord:
            connection.execute(change.values(session=address, ending=False, at=now()))
            return _there(connection, record)

        return self._database.write(write)


def _is(record: ReleaseRecord) -> ColumnElement[bool]:
    return and_(
        releases.c.film_id == record.film_id,
        releases.c.target == record.target,
        releases.c.number == record.number,
    )


def _there(connection: Connection, record: ReleaseRecord) -> ReleaseRecord:
    return _of(connection.execute(select(releases).where(_is(record))).mappings().one())


def _row(record: ReleaseRecord) -> dict[str, Any]:
    return record.model_dump() | {"notes": json.dumps(record.notes, ensure_ascii=False)}


def _of(row: RowMapping) -> ReleaseRecord:
    return ReleaseRecord.model_validate(dict(row) | {"notes": json.loads(row["notes"])})
