"""Subjects that outlive their film: saved from one, looked at, renamed, merged, forgotten."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from models.errors import BadInput, CorruptAsset, StorageError
from models.film.view import FilmView
from models.subjects.bible import SubjectView
from models.subjects.subject import Subject
from studio.service.database import opened_database, read_or
from studio.service.requests.values import validated

if TYPE_CHECKING:
    from infra.settings import Settings
    from infra.storage import Store
    from library.subjects import Merged, Picture, SavedSubject
    from studio.service.session import Session


class ShownSubject(NamedTuple):
    """A saved subject, and those of its pictures, counted from 1, that are gone from the store or damaged."""

    subject: "SavedSubject"
    lost: tuple[int, ...] = ()


def listed(settings: "Settings") -> list["SavedSubject"]:
    """Every saved subject, by name."""
    from library.subjects import list_subjects

    nothing: list[SavedSubject] = []
    return read_or(settings, list_subjects, nothing)


def shown(settings: "Settings", name: str) -> ShownSubject:
    """A saved subject, and what was lost of it.

    Raises:
        BadInput: there is none of that name.

    """
    from infra.storage import open_store

    known = found(settings, name)
    store = open_store(settings)
    lost = [number for number, one in enumerate(known.pictures, 1) if not _whole(store, one)]
    return ShownSubject(known, tuple(lost))


def written(settings: "Settings", one: ShownSubject, folder: Path) -> list[Path]:
    """Write the pictures of a subject that are whole into a folder, which is made; gives the files.

    Raises:
        BadInput: the folder is a file.
        StorageError: the disk says no.

    """
    from infra.storage import FOR_PEOPLE, copy_atomically, open_store, storage_errors

    if folder.exists() and not folder.is_dir():
        raise BadInput(f"{folder} is a file: give a folder.")
    store = open_store(settings)
    with storage_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    files = []
    for number, picture in enumerate(one.subject.pictures, 1):
        if number not in one.lost:
            path = folder / f"{number:02d}-{picture.role}{picture.blob.suffix}"
            copy_atomically(store.open_file(picture.blob), path, FOR_PEOPLE)
            files.append(path)
    return files


async def save(
    session: "Session", film_id: str, name: str, other: str | None = None, *, replace: bool = False
) -> "SavedSubject":
    """Keep a subject as a film has it, under its own name or the `other` one; gives what was kept.

    Its pictures are those that a person gave, else its sheet.

    Raises:
        BadInput: there is no such film, it has no such subject, or the library has one of that name.
        StorageError: the store or the database says no, or a picture of it was lost.

    """
    view = await session.studio.view(film_id)
    known = view.bible.find(name)
    if known is None:
        there = ", ".join(one.name for one in view.bible.subjects) or "nobody yet"
        raise BadInput(f"The film {film_id!r} has no subject {name!r}: it has {there}.")
    called = checked_name(other, "The other name") if other is not None else known.name
    kept = saved_of(view, known, called)
    await asyncio.to_thread(_keep, session.settings, session.studio.store, kept, replace)
    return kept


def saved_of(view: FilmView, known: SubjectView, called: str) -> "SavedSubject":
    """What is kept of a film's subject under a name."""
    from library.rows import now
    from library.subjects import Picture, SavedSubject

    subject = known.subject
    role = "reference" if subject.references else "sheet"
    return SavedSubject(
        **subject.model_dump(include={"kind", "description", "trigger", "voice"}),
        name=called,
        pictures=tuple(Picture(role=role, blob=blob) for blob in known.pictures),
        film_id=view.film_id,
        at=now(),
    )


def renamed(settings: "Settings", name: str, new: str) -> "SavedSubject":
    """Give a saved subject another name; gives it as it is then.

    Raises:
        BadInput: there is none of that name, or the new one is taken or no name.

    """
    from library.subjects import rename_subject

    checked = checked_name(new, "The new name")
    found(settings, name)
    with opened_database(settings) as database:
        return rename_subject(database, name, checked)


def merged(settings: "Settings", name: str, into: str) -> "Merged":
    """Make one of two saved subjects.

    Raises:
        BadInput: as `library.subjects.merge_subjects`.

    """
    from library.subjects import merge_subjects

    found(settings, name)
    with opened_database(settings) as database:
        return merge_subjects(database, name, into)


def forgotten(settings: "Settings", name: str) -> None:
    """Drop a saved subject; films that use it keep what they have.

    Raises:
        BadInput: there is none of that name.

    """
    from library.subjects import forget_subject, unknown_subject
    from studio.service.database import missing_file

    if missing_file(settings):
        raise unknown_subject(name, ())
    with opened_database(settings) as database:
        forget_subject(database, name)


def checked_name(name: str, called: str) -> str:
    """The name as a subject has it.

    Raises:
        BadInput: no subject can be called so.

    """
    return validated(Subject, {"name": name}, lambda _: called).name


def found(settings: "Settings", name: str) -> "SavedSubject":
    """A saved subject.

    Raises:
        UnknownSubject: there is none of that name.

    """
    from library.subjects import known_subject, unknown_subject

    known = read_or(settings, lambda database: known_subject(database, name), None)
    if known is None:
        raise unknown_subject(name, ())
    return known


def _keep(settings: "Settings", store: "Store", kept: "SavedSubject", replace: bool) -> None:  # noqa: FBT001
    from library.pair import mark_of
    from library.subjects import save_subject

    with opened_database(settings) as database:
        mark_of(store, database)
        _check_whole(store, kept.name, kept.pictures)
        save_subject(database, kept, replace=replace)
        # A collection that ran meanwhile may have taken a picture that nothing else names.
        _check_whole(store, kept.name, kept.pictures)


def _check_whole(store: "Store", name: str, pictures: Sequence["Picture"]) -> None:
    for number, picture in enumerate(pictures, 1):
        if not _whole(store, picture):
            raise StorageError(
                f"Picture {number} of {name} is gone from the store, or damaged: give it to the film again, or let it "
                "draw its sheet anew, and save the subject then."
            )


def _whole(store: "Store", picture: "Picture") -> bool:
    try:
        store.open_file(picture.blob)
    except CorruptAsset:
        return False
    return True
