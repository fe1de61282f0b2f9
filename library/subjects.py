"""Subjects that outlive their film: kept by name with their words and pictures, and found for the next one."""

import unicodedata
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Literal, NamedTuple

from pydantic import ValidationError
from sqlalchemy import Connection, Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from infra.database.database import Database
from infra.database.tables import subject_pictures, subjects
from infra.database.upsert import insert_into
from models.base import Frozen
from models.errors import BadInput, StorageError
from models.orders.assets import Blob
from models.subjects.subject import MOST_PICTURES, Subject

_NEAR = 5
"""So many near names are shown."""


class UnknownSubject(BadInput):
    """No saved subject has that name."""


class Picture(Frozen):
    """A picture of a saved subject: a `reference` that a person gave, or the `sheet` that its film drew."""

    role: Literal["reference", "sheet"]
    blob: Blob


class SavedSubject(Frozen):
    """A subject as the library has it, the best of its pictures first; from which film, and when (ISO 8601, UTC)."""

    name: str
    kind: Literal["character", "place", "prop"] = "character"
    description: str = ""
    trigger: str = ""
    voice: str = ""
    pictures: tuple[Picture, ...] = ()
    film_id: str = ""
    at: str = ""

    @property
    def subject(self) -> Subject:
        """What a brief has of it: all its pictures are references there, so that no sheet is drawn.

        Raises:
            pydantic.ValidationError: it is a row that Longtake did not write.

        """
        return Subject(
            name=self.name,
            kind=self.kind,
            description=self.description,
            trigger=self.trigger,
            voice=self.voice,
            references=tuple(picture.blob for picture in self.pictures),
        )


class Merged(NamedTuple):
    """A subject after a merge, how many pictures it got, and how many of the other's there was no room for."""

    subject: SavedSubject
    added: int
    left_out: int


def list_subjects(database: Database) -> list[SavedSubject]:
    """Every saved subject, by name."""

    def read(connection: Connection) -> list[SavedSubject]:
        rows = connection.execute(select(subjects).order_by(subjects.c.key)).all()
        return [_saved(connection, row) for row in rows]

    return database.read(read)


def find_subject(database: Database, name: str) -> SavedSubject | None:
    """The saved subject of that name, in any case; None when there is none."""

    def read(connection: Connection) -> SavedSubject | None:
        row = _row(connection, name)
        return None if row is None else _saved(connection, row)

    return database.read(read)


def known_subject(database: Database, name: str) -> SavedSubject:
    """The same.

    Raises:
        BadInput: there is none; the message names those that are near.

    """
    found = find_subject(database, name)
    if found is None:
        raise unknown_subject(name, [one.name for one in list_subjects(database)])
    return found


def unknown_subject(name: str, known: Sequence[str]) -> UnknownSubject:
    """The error for a name that no saved subject has."""
    lowered = {one.lower(): one for one in known}
    near = [repr(lowered[one]) for one in get_close_matches(name.lower(), list(lowered), _NEAR, 0.5)]
    hint = f"near it: {', '.join(near)}" if near else "`longtake subjects list` shows those there are"
    return UnknownSubject(f"The library has no subject {name!r}; {hint}.")


def save_subject(database: Database, saved: SavedSubject, *, replace: bool = False) -> None:
    """Keep a subject under its name; with `replace`, in place of the one that has that name.

    Raises:
        BadInput: there is another one of that name, and `replace` was not said.

    """

    def write(connection: Connection) -> None:
        fields = {**_fields(saved), "key": name_key(saved.name)}
        added = connection.scalar(
            insert_into(connection, subjects).values(fields).on_conflict_do_nothing().returning(subjects.c.id)
        )
        if added is None:
            row = _row(connection, saved.name, locked=True)
            if row is not None and not replace and not _same(_saved(connection, row), saved):
                raise BadInput(
                    f"The library has a subject {row.name!r} already, from {row.film_id}: `longtake subjects save … "
                    "--replace` takes its place, and `--as` gives this one another name."
                )
            if row is None:  # forgotten in this very moment
                raise BadInput(f"The subject {saved.name!r} is being forgotten: save it again.")
            connection.execute(update(subjects).where(subjects.c.id == row.id).values(fields))
            added = row.id
        _put_pictures(connection, added, saved.pictures)

    database.write(write)


def rename_subject(database: Database, name: str, new: str) -> SavedSubject:
    """Give a saved subject another name, or the same one written otherwise.

    Raises:
        BadInput: there is none of that name, or the new one is taken.
        pydantic.ValidationError: the new one is no name.

    """
    old = _identity(database, name)
    renamed = Subject.model_validate({"name": new}).name

    def write(connection: Connection) -> SavedSubject:
        changed = update(subjects).where(subjects.c.id == old)
        changed = changed.values(name=renamed, key=name_key(renamed)).returning(subjects)
        row = connection.execute(changed).first()
        if row is None:
            raise unknown_subject(name, ())
        return _saved(connection, row)

    try:
        return database.write(write)
    except IntegrityError as error:
        raise BadInput(
            f"The library has a subject {renamed!r} already: `longtake subjects merge` makes one of two."
        ) from error


def merge_subjects(database: Database, name: str, into: str) -> Merged:
    """Make one of two saved subjects: the second keeps its name and words, and gets the first one's pictures.

    What it lacks of words, trigger and voice it gets too. The first is then gone.

    Raises:
        BadInput: one of them is not there, they are the same, or of two kinds.

    """
    source, target = _identity(database, name), _identity(database, into)
    if source == target:
        raise BadInput(f"{name!r} and {into!r} are the same subject: give two.")

    def write(connection: Connection) -> Merged:
        # In one order everywhere, so that two merges cannot lock each other out.
        both = select(subjects).where(subjects.c.id.in_((source, target))).order_by(subjects.c.id)
        rows = {row.id: row for row in connection.execute(both.with_for_update())}
        if target not in rows:
            raise unknown_subject(into, ())
        one = _saved(connection, rows[target])
        if source not in rows:  # merged by an attempt whose answer was lost
            return Merged(one, 0, 0)
        other = _saved(connection, rows[source])
        if other.kind != one.kind:
            raise BadInput(f"{other.name} is a {other.kind} and {one.name} a {one.kind}: they cannot be one.")
        theirs = [picture for picture in other.pictures if picture.blob not in {p.blob for p in one.pictures}]
        room = max(0, MOST_PICTURES - len(one.pictures))
        whole = one.model_copy(
            update={
                "description": one.description or other.description,
                "trigger": one.trigger or other.trigger,
                "voice": one.voice or other.voice,
                "pictures": (*one.pictures, *theirs[:room]),
            }
        )
        connection.execute(update(subjects).where(subjects.c.id == target).values(_fields(whole)))
        _put_pictures(connection, target, whole.pictures)
        connection.execute(delete(subjects).where(subjects.c.id == source))
        return Merged(whole, len(theirs[:room]), len(theirs[room:]))

    return database.write(write)


def forget_subject(database: Database, name: str) -> None:
    """Drop a saved subject, so that a collection may take the pictures that only it had.

    Raises:
        BadInput: there is none of that name.

    """
    known = _identity(database, name)
    database.write(lambda connection: connection.execute(delete(subjects).where(subjects.c.id == known)))


def name_key(name: str) -> str:
    """What names that are the same have in common: in any case, however their accents are written."""
    plain = _text(name).encode(errors="replace").decode()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", plain.strip()).casefold())


def _identity(database: Database, name: str) -> int:
    row = database.read(lambda connection: _row(connection, name))
    if row is None:
        raise unknown_subject(name, [one.name for one in list_subjects(database)])
    return int(row.id)


def _row(connection: Connection, name: str, *, locked: bool = False) -> Row[tuple[object, ...]] | None:
    query = select(subjects).where(subjects.c.key == name_key(name))
    return connection.execute(query.with_for_update() if locked else query).first()


def _saved(connection: Connection, row: Row[tuple[object, ...]]) -> SavedSubject:
    of_it = select(subject_pictures).where(subject_pictures.c.subject_id == row.id)
    pictures = connection.execute(of_it.order_by(subject_pictures.c.place)).all()
    try:
        return SavedSubject(
            name=row.name,
            kind=row.kind,
            description=row.description,
            trigger=row.token,
            voice=row.voice,
            pictures=tuple(
                Picture(role=each.role, blob=Blob(sha256=each.sha256, suffix=each.suffix, size=each.size))
                for each in pictures
            ),
            film_id=row.film_id,
            at=row.at,
        )
    except ValidationError as error:
        raise StorageError(
            f"The library's row of the subject {row.name!r} is none that Longtake wrote: forget it, and save it again."
        ) from error


def _same(one: SavedSubject, other: SavedSubject) -> bool:
    """Whether they differ in no more than when they were saved."""
    return one.model_copy(update={"at": other.at}) == other


def _fields(saved: SavedSubject) -> dict[str, str]:
    fields = saved.model_dump(include={"name", "kind", "description", "voice", "film_id", "at"})
    return {name: _text(value) for name, value in (*fields.items(), ("token", saved.trigger))}


def _text(words: str) -> str:
    """Words that every database takes: PostgreSQL has no text with a zero in it."""
    return words.replace("\x00", "")


def _put_pictures(connection: Connection, subject_id: int, pictures: Sequence[Picture]) -> None:
    connection.execute(delete(subject_pictures).where(subject_pictures.c.subject_id == subject_id))
    rows = [
        {"subject_id": subject_id, "place": place, "role": picture.role, **picture.blob.model_dump()}
        for place, picture in enumerate(pictures)
    ]
    if rows:
        connection.execute(insert(subject_pictures), rows)
