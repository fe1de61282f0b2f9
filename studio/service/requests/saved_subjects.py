"""A subject of the library, for a brief: its words as they are now, and those of its pictures that are still whole."""

from typing import Any, NamedTuple

from models.errors import BadInput, CorruptAsset
from models.orders.assets import Blob


class Saved(NamedTuple):
    """What the library has of a subject, by the fields of one; what of it was lost is said in `notes`."""

    fields: dict[str, Any] = {}  # noqa: RUF012 - never changed
    pictures: tuple[Blob, ...] = ()
    notes: tuple[str, ...] = ()


def saved_subject(name: str, called: str) -> Saved:
    """The saved subject of that name; `called` is what asks for it.

    Raises:
        BadInput: there is none.
        StorageError: the database or the store does not answer.

    """
    from infra.settings import load_settings
    from infra.storage import open_store
    from library.subjects import known_subject, unknown_subject
    from studio.service.database import read_or

    settings = load_settings()
    try:
        found = read_or(settings, lambda database: known_subject(database, name), None)
        if found is None:
            raise unknown_subject(name, ())
    except BadInput as error:
        raise BadInput(f"{called}: {error}") from error
    store = open_store(settings)
    whole, notes = [], []
    for number, picture in enumerate(found.pictures, start=1):
        try:
            store.open_file(picture.blob)
        except CorruptAsset:
            notes.append(
                f"Picture {number} of {found.name} is gone from the library, or damaged: the film goes without it."
            )
        else:
            whole.append(picture.blob)
    fields = found.model_dump(include={"name", "kind", "description", "trigger", "voice"})
    return Saved(fields, tuple(whole), tuple(notes))
