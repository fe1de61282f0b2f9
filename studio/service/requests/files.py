"""Files that a person gave with a brief: known by their hash before anything starts, stored when the film does."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from infra.storage import Store
from models.errors import BadInput
from models.orders.assets import Blob
from studio.service.requests.values import Values

CALLED = "--"
"""The entry of something typed that says which flag gave it."""

Read = Callable[[Path], tuple[bytes, str]]
"""From a file to the bytes that are stored of it, and their suffix."""


class GivenFile(NamedTuple):
    """A file at `path` that a brief refers to as `blob`; `called` is what gave it.

    What `read` makes of it is stored; without one, the file as it is.
    """

    path: Path
    blob: Blob
    called: str
    read: Read | None = None

    def put(self, store: Store) -> None:
        """Store it.

        Raises:
            BadInput: it is not what it was when it was looked at.
            StorageError: the store says no.

        """
        try:
            stored = store.put_bytes(*self.read(self.path)) if self.read else store.put_file(self.path)
        except OSError as error:
            raise BadInput(
                f"{self.called}: {self.path} cannot be read any more: {error.strerror}."
            ) from error
        if stored != self.blob:
            raise BadInput(f"{self.called}: {self.path} changed while it was read: start the film again.")


def _nothing(_file: GivenFile) -> dict[str, Any]:
    return {}


def put_listed(
    values: Values,
    table: str,
    name: str,
    given: Callable[[Path, str, str], GivenFile],
    more: Callable[[GivenFile], dict[str, Any]] = _nothing,
) -> tuple[GivenFile, ...]:
    """Each file in the list `name` of a table becomes its hash and size, with what `more` says of it; gives the files.

    `given` reads one: from the folder that relative paths go from, its path, and what gave it. What is no list, or names no file, is left to whoever
    reads the table, and refused there.

    Raises:
        BadInput: as `given`.

    """
    told = values.get(table)
    if not isinstance(told, dict) or not isinstance(listed := told.get(name), list):
        return ()
    files, read = [], []
    for entry in listed:
        fields = {"file": entry} if isinstance(entry, str) else entry
        if not isinstance(fields, dict) or not isinstance(fields.get("file"), str):
            read.append(entry)
            continue
        called = fields.get(CALLED) or f"{values.names[table]}.{name}"
        file = given(values.beside[table], fields["file"], called)
        files.append(file)
        kept = {key: value for key, value in fields.items() if key != CALLED}
        read.append({**kept, **more(file), "file": file.blob.model_dump()})
    values[table] = {**told, name: read}
    return tuple(files)


def is_there(path: str) -> bool:
    """Whether there is something at a path that somebody typed."""
    try:
        return Path(path).expanduser().exists()
    except (OSError, RuntimeError, ValueError):  # no name that a file can have
        return False
