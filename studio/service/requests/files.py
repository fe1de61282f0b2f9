"""Files that a person gave with a brief: known by their hash before anything starts, stored when the film does."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from infra.storage import Store
from models.errors import BadInput
from models.orders.assets import Blob

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
