"""The stored files of a copy: what the backup has not yet of those in the store, and what earlier copies have of those that the store lost."""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from infra.storage import LocalStore, Store, copy_atomically
from infra.storage.local import object_name
from models.errors import CorruptAsset, StorageError
from models.orders.assets import Blob


class StoredFiles(NamedTuple):
    """What a copy has: `new` are those that the backup had not, `kept` those that only an earlier copy had whole, `lost` are nowhere.

    `repaired` are those of the backup that were not as they were written, and were copied again; `damaged` those that nothing can mend
    any more, which only earlier copies name.
    """

    blobs: tuple[Blob, ...]
    new: int
    new_bytes: int
    kept: tuple[str, ...]
    repaired: tuple[str, ...]
    lost: tuple[str, ...]
    damaged: tuple[str, ...]


def blobs_of(store: Store) -> Iterator[Blob]:
    """All that a store has."""
    return (stored.blob for stored in store.blobs())


def copy_files(store: Store, target: LocalStore, named: Collection[str], *, anew: bool) -> StoredFiles:
    """Copy what the backup has not yet; with `anew` all that it has is read. `named` are the hashes that the database names.

    Raises:
        StorageError: something cannot be read or written, or the store has nothing of what is named.

    """
    held: dict[str, Blob] = {}
    new, new_bytes, kept, repaired, there = 0, 0, [], [], False
    broken = set[str]()
    for blob in blobs_of(store):
        there, name = True, object_name(blob)
        if target.intact(blob) if anew else target.holds(blob):
            held[name] = blob
            continue
        damaged = target.path_of(blob).exists()
        try:
            copy_atomically(store.open_file(blob), target.path_of(blob))
        except CorruptAsset:  # or it was deleted meanwhile
            broken.add(blob.sha256)
            continue
        repaired += [blob.sha256] if damaged else []
        new, new_bytes = new + 1, new_bytes + blob.size
        held[name] = blob
    if named and not there:
        raise StorageError(
            f"The store {store.describe} has nothing in it, and the database names {len(named):,} stored files: see that its disk is there. "
            "Nothing was copied."
        )
    if missing := {*named} - {blob.sha256 for blob in held.values()} | broken:
        # Of a file that was cut short the store knows no size.
        for blob in blobs_of(target):
            if blob.sha256 in missing and object_name(blob) not in held and target.intact(blob):
                held[object_name(blob)] = blob
                kept.append(blob.sha256)
    lost = missing - {blob.sha256 for blob in held.values()}
    others = (blob for blob in blobs_of(target) if object_name(blob) not in held) if anew else ()
    unmended = [blob.sha256 for blob in others if blob.sha256 not in lost and not target.intact(blob)]
    return StoredFiles(
        blobs=tuple(sorted(held.values(), key=lambda blob: blob.sha256)),
        new=new,
        new_bytes=new_bytes,
        kept=tuple(sorted(kept)),
        repaired=tuple(sorted(repaired)),
        lost=tuple(sorted(lost)),
        damaged=tuple(sorted(unmended)),
    )
