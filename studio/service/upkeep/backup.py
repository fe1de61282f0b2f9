"""A copy of everything, made while films run: Temporal's database first, then Longtake's, then the stored files.

In this order whatever a copy refers to is in it: an activity stores a file, then writes a row, then tells Temporal. Both databases are seen
at one moment, as near to each other as two can be begun.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from infra.database.address import parse_address
from infra.database.database import open_database
from infra.database.migrations import HEAD
from infra.database.revisions import look
from infra.database.transfer import copy_rows
from infra.owner_only import appending, make_folder
from infra.settings import Settings
from infra.storage import LocalStore, Store, copy_atomically, open_store, storage_errors, write_atomically
from infra.storage.local import object_name
from infra.storage.moved import check_brought_back
from infra.temporal import cluster_config
from models.base import Frozen
from models.errors import BadInput, CorruptAsset, StorageError, TooNew, WrongMoment
from models.orders.assets import Blob
from studio.service.database import check_named, nothing_made
from studio.service.upkeep.home_files import HOME, home_files, kept_apart
from studio.service.upkeep.manifest import (
    COPIES,
    DATABASE,
    OBJECTS,
    UNFINISHED,
    CopiedFile,
    Manifest,
    copies_in,
    described,
    headless_in,
    listed,
    open_copy,
    write_manifest,
)
from studio.service.upkeep.snapshot import mark_in, named_in, settle, snapshot


class Copied(Frozen):
    """A copy that was made: its `name`, its stored files, how many of them are `new` in the backup, and what no copy has."""

    folder: Path
    name: str
    objects: int
    bytes: int
    new: int
    new_bytes: int
    histories: bool
    lost: tuple[str, ...]
    apart: tuple[str, ...]


def back_up(settings: Settings, root: Path, keep: int = 0, *, anew: bool = False) -> Copied:
    """Copy everything that the settings name into a backup's folder; with `keep` only so many copies stay there.

    With `anew` every stored file of the backup is read, and copied once more where it is not as it was written.

    Raises:
        BadInput: nothing was made yet, the folder is in the home or has another home's copies, or the tables are an older program's.
        TooNew: the database is of a newer program.
        WrongMoment: another command copies into that folder right now.
        DiskFull, StorageError, Unavailable: something cannot be read or written.

    """
    root = root.expanduser().absolute()
    _check(settings, root)
    with _alone(root):
        _drop_unfinished(root)
        now = datetime.now(UTC)
        folder = root / COPIES / f"{UNFINISHED}{now:%Y%m%dT%H%M%SZ}-{os.getpid()}"
        make_folder(folder)
        histories = _server_files(settings)
        mark = _copy_databases(settings, histories, folder)
        _check_owner(root, folder, mark)
        store, target = open_store(settings), LocalStore(root)
        copied, new, new_bytes, damaged = _copy_objects(store, target, anew=anew)
        lost = set(named_in(folder / DATABASE)) - {blob.sha256 for blob in copied}
        lines = "".join(f"{blob.sha256}{blob.suffix} {blob.size}\n" for blob in copied)
        write_atomically(folder / OBJECTS, lines.encode())
        for place, path in home_files(settings.home):
            copy_atomically(path, folder / HOME / place)
        manifest = Manifest(
            program=_version(),
            revision=look(f"sqlite:///{folder / DATABASE}").has,
            at=now.isoformat(),
            mark=mark,
            servers=tuple(file.name for file in histories),
            files=_files_of(folder),
            objects=len(copied),
            bytes=sum(blob.size for blob in copied),
            lost=tuple(sorted({*lost, *damaged})),
        )
        os.sync()  # older copies may be removed next, and power may be lost
        write_manifest(folder, manifest)
        name = _named(root, f"{now:%Y-%m-%dT%H-%M-%SZ}")
        with storage_errors(root):
            folder.rename(root / COPIES / name)
        os.sync()
        if keep:
            _drop_old(root, keep)
    return Copied(
        folder=root / COPIES / name,
        name=name,
        objects=manifest.objects,
        bytes=manifest.bytes,
        new=new,
        new_bytes=new_bytes,
        histories=bool(histories),
        lost=manifest.lost,
        apart=tuple(kept_apart(settings)),
    )


def _check(settings: Settings, root: Path) -> None:
    check_brought_back(settings.home)
    check_named(settings)
    if sentence := nothing_made(settings):
        raise BadInput(f"{sentence} There is nothing to copy.")
    if root.resolve().is_relative_to(settings.home.resolve()):
        raise BadInput(
            f"The backup {root} would lie in the home that it is a copy of: name another folder, on another disk."
        )
    found = look(settings.database_url)
    if found.newer:
        raise TooNew("The database is of a newer Longtake: copy it with that one.")
    if parse_address(settings.database_url).file is None and found.has != HEAD:
        # To read rows by this program's tables is to bring them up first, under workers of the other one.
        raise BadInput(
            f"The database {found.database} has revision {found.has}, of an earlier Longtake, and a copy would bring it up to {HEAD}: copy it "
            "with that program, or by pg_dump (docs/backup.md), or say `longtake database upgrade` first."
            if found.has
            else f"Nothing was made yet: the database {found.database} has no tables. There is nothing to copy."
        )


def _check_owner(root: Path, folder: Path, mark: str) -> None:
    """See that a backup's copies are all of one pair of a database and a store: `--keep` and the latest copy go by that. Else what was copied goes.

    Raises:
        BadInput: they are another's.

    """
    for copy in copies_in(root):
        of = ""
        with suppress(StorageError, TooNew):
            of = open_copy(root, copy.name).manifest.mark
        if of and mark and of != mark:
            with storage_errors(folder):
                shutil.rmtree(folder)
            raise BadInput(
                f"The backup {root} has copies of another home, as {copy.name} is: name a folder for this one alone."
            )


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    with storage_errors(root):
        make_folder(root / COPIES)
        lock = appending(root / "backup.lock")
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise WrongMoment(f"Another command copies into {root} right now: wait for it.") from None
        yield


def _drop_unfinished(root: Path) -> None:
    for folder in (root / COPIES).glob(f"{UNFINISHED}*"):
        with storage_errors(folder):
            shutil.rmtree(folder)


def _server_files(settings: Settings) -> list[Path]:
    """The databases of the embedded server; none where another server is configured."""
    return [] if cluster_config(settings) else sorted(settings.state_dir.glob("temporal-*.db"))


def _copy_databases(settings: Settings, histories: Sequence[Path], folder: Path) -> str:
    """Copy Temporal's databases and Longtake's as they are at one moment; gives the mark of the pair."""
    file = parse_address(settings.database_url).file
    if file is not None:
        snapshot([*histories, file], [*(folder / each.name for each in histories), folder / DATABASE])
    else:
        snapshot(histories, [folder / each.name for each in histories])
        source = open_database(settings.database_url)
        target = open_database(f"sqlite:///{folder / DATABASE}")
        with closing(source), closing(target), source.reading() as rows, target.writing() as copy:
            copy_rows(rows, copy)
        settle(folder / DATABASE)
        (folder / f"{DATABASE}.lock").unlink(missing_ok=True)
    return mark_in(folder / DATABASE)


def _stored(store: Store) -> Iterator[Blob]:
    return (stored.blob for stored in store.blobs())


def _copy_objects(store: Store, target: LocalStore, *, anew: bool) -> tuple[list[Blob], int, int, list[str]]:
    """Copy what the backup has not yet; gives all that it has now, how much is new, and what is nowhere whole."""
    held, new, new_bytes, damaged = [], 0, 0, []
    for blob in _stored(store):
        there = target.intact(blob) if anew else target.holds(blob)
        if not there:
            try:
                copy_atomically(store.open_file(blob), target.path_of(blob))
            except CorruptAsset:  # or it was deleted meanwhile
                if (kept := _kept(target, blob)) is None:
                    damaged.append(blob.sha256)
                else:
                    held.append(kept)
                continue
            new += 1
            new_bytes += blob.size
        held.append(blob)
    return sorted(held, key=lambda blob: blob.sha256), new, new_bytes, damaged


def _kept(target: LocalStore, blob: Blob) -> Blob | None:
    """The blob as an earlier copy has it, whose size the store may not know any more; None where that is no good either."""
    try:
        kept = blob.model_copy(update={"size": target.path_of(blob).stat().st_size})
    except OSError:
        return None
    return kept if target.intact(kept) else None


def _files_of(folder: Path) -> dict[str, CopiedFile]:
    return {
        str(path.relative_to(folder)): described(path) for path in sorted(folder.rglob("*")) if path.is_file()
    }


def _named(root: Path, name: str) -> str:
    """The name, with a number where there is a copy of the same second."""
    number, named = 1, name
    while (root / COPIES / named).exists():
        number += 1
        named = f"{name}-{number}"
    return named


def _drop_old(root: Path, keep: int) -> None:
    """Remove all but the last copies, and stored files that none of those has."""
    for folder in copies_in(root)[:-keep]:
        with storage_errors(folder):
            # Whatever is left of it, should this be killed, goes with the next copy.
            shutil.rmtree(folder.rename(folder.with_name(f"{UNFINISHED}{folder.name}")))
    needed = {
        object_name(blob) for folder in copies_in(root) for blob in open_copy(root, folder.name).objects()
    }
    for folder in headless_in(root):  # somebody may find its manifest again
        with suppress(StorageError, ValueError):
            needed |= {object_name(blob) for blob in listed(folder)}
    store = LocalStore(root)
    for blob in list(_stored(store)):
        if object_name(blob) not in needed:
            store.delete(blob)


def _version() -> str:
    try:
        return version("longtake")
    except PackageNotFoundError:
        return "unknown"
