"""What every object store can do, wherever it keeps its files."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, Protocol

from models.orders.assets import Blob


class StoredBlob(NamedTuple):
    """A blob that a store holds, and when it was last put there, in UTC by the store's own clock."""

    blob: Blob
    stored_at: datetime


class Store(Protocol):
    """Blobs by the hash of their bytes: the same bytes are kept once, and verified whenever they are read.

    Any thread or process may use the same store at the same time. Every method may raise StorageError;
    `Unavailable`, its kind for a store that does not answer, comes only after `infra.patience` ran out.
    """

    @property
    def describe(self) -> str:
        """Where the files are, for people; nothing in it is secret."""

    def put_file(self, path: Path) -> Blob:
        """Keep a file's bytes under its suffix."""

    def put_bytes(self, data: bytes, suffix: str) -> Blob:
        """Keep some bytes under a suffix such as `.json`."""

    def open_file(self, blob: Blob) -> Path:
        """A local path that holds the blob's bytes, just verified. Read it, never write it.

        Raises:
            CorruptAsset: the bytes are missing or are not the ones that were stored.

        """

    def read_bytes(self, blob: Blob) -> bytes:
        """A blob's verified bytes.

        Raises:
            CorruptAsset: as `open_file`.

        """

    def holds(self, blob: Blob) -> bool:
        """Whether the blob is there with the right size; its bytes are not read."""

    def delete(self, blob: Blob) -> None:
        """Remove a blob; one that is absent already is fine."""

    def blobs(self) -> Iterator[StoredBlob]:
        """Every blob of the store, one by one, in no promised order."""

    def mark(self, given: str = "") -> str:
        """The store's own mark; one without a mark takes the `given` one, or stays without (empty).

        Of several that give one at the same time, one is taken, and all hear that one.
        """

    def link(self, blob: Blob, seconds: int) -> str:
        """A URL from which the blob can be read: for that long where the store is remote, for good where local.

        Raises:
            BadInput: a remote store cannot promise that long.

        """
