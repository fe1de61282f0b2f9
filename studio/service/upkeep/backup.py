"""A copy of everything, made while films run: Temporal's database first, then Longtake's, then the stored files.

In this order whatever a copy refers to is in it: an activity stores a file, then writes a row, then tells Temporal. Both databases are seen
at one moment, as near to each other as two can be begun.
"""

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
from infra.owner_only import make_folder
from infra.settings import Settings
from infra.storage import LocalStore, copy_atomically, open_store, storage_errors, write_atomically
from infra.storage.moved import check_brought_back
from infra.temporal import cluster_config
from models.base import Frozen
from models.errors import BadInput, StorageError, TooNew, WrongMoment
from studio.service.database import check_named, nothing_made
from studio.service.upkeep.backup_lock import folder_of, writing
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
    is_dated,
    is_history,
    open_copy,
    write_manifest,
)
from studio.service.upkeep.old_copies import drop_old, drop_unfinished
from studio.service.upkeep.snapshot import mark_in, named_in, settle, snapshot
from studio.service.upkeep.stored_files import StoredFiles, copy_files


class Copied(Frozen):
    """A copy that was made: its `name`, its stored files, how many of them are `new` in the backup, and what no copy has.

    Histories that are `elsewhere` are those of a server of one's own. `kept` are stored files that only an earlier copy had whole, `repaired` those that
    were damaged in the backup, and were copied again; `notes` are what else a person should know, a sentence each.
    """

    folder: Path
    name: str
    objects: int
    bytes: int
    new: int
    new_bytes: int
    histories: bool
    elsewhere: bool
    kept: tuple[str, ...]
    repaired: tuple[str, ...]
    lost: tuple[str, ...]
    apart: tuple[str, ...]
    notes: tuple[str, ...] = ()


def back_up(settings: Settings, root: Path, keep: int = 0, *, anew: bool = False) -> Copied:
    """Copy everything that the settings name into a backup's folder; with `keep` only so many copies stay there.

    With `anew` every stored file of the backup is read, and copied once more where it is not as it was written.

    Raises:
        BadInput: nothing was made yet, the folder is in the home or has another home's copies, or the tables are an older program's.
        TooNew: the database is of a newer program.
        WrongMoment: another command uses that folder right now, or a copy was brought back to the home meanwhile.
        DiskFull, StorageError, Unavailable: something cannot be read or written.

    """
    root = folder_of(root)
    _check(settings, root)
    with writing(root):
        drop_unfinished(root)
        now, histories = datetime.now(UTC), _server_files(settings, root)
        with _begun(root / COPIES / f"{UNFINISHED}{now:%Y%m%dT%H%M%SZ}-{os.getpid()}") as folder:
            with _same_home(settings):
                mark, copied = _filled(settings, histories, root, folder, anew=anew)
            manifest = Manifest(
                program=_version(),
                revision=look(f"sqlite:///{folder / DATABASE}").has,
                at=now.isoformat(),
                mark=mark,
                servers=tuple(file.name for file in histories),
                files=_files_of(folder),
                objects=len(copied.blobs),
                bytes=sum(blob.size for blob in copied.blobs),
                lost=copied.lost,
            )
            os.sync()  # older copies may be removed next, and power may be lost
            write_manifest(folder, manifest)
            name = _named(root, f"{now:%Y-%m-%dT%H-%M-%SZ}")
            with storage_errors(root):
                folder.rename(root / COPIES / name)
            os.sync()
        notes = [
            f"No copy has {sha256} whole any more, which only earlier ones name." for sha256 in copied.damaged
        ]
        if keep and (why := drop_old(root, keep, name)):
            notes.append(why)
    return Copied(
        folder=root / COPIES / name,
        name=name,
        objects=manifest.objects,
        bytes=manifest.bytes,
        new=copied.new,
        new_bytes=copied.new_bytes,
        histories=bool(histories),
        elsewhere=cluster_config(settings) is not None,
        kept=copied.kept,
        repaired=copied.repaired,
        lost=copied.lost,
        apart=tuple(kept_apart(settings)),
        notes=tuple(notes),
    )


def _filled(
    settings: Settings, histories: Sequence[Path], root: Path, folder: Path, *, anew: bool
) -> tuple[str, StoredFiles]:
    """Copy everything into the folder of a copy, in the order that makes it whole; gives the mark of the pair, and what there is of stored files."""
    mark = _copy_databases(settings, histories, folder)
    _check_owner(root, mark)
    named = set(named_in(folder / DATABASE))
    copied = copy_files(open_store(settings), LocalStore(root), named, anew=anew)
    lines = "".join(f"{blob.sha256}{blob.suffix} {blob.size}\n" for blob in copied.blobs)
    write_atomically(folder / OBJECTS, lines.encode())
    for place, path in home_files(settings.home):
        copy_atomically(path, folder / HOME / place)
    return mark, copied


@contextmanager
def _same_home(settings: Settings) -> Iterator[None]:
    """See that no copy was brought back during a block: the stored files would not be those that tables and histories name."""
    was = _identity(settings)
    yield
    check_brought_back(settings.home)
    if _identity(settings) != was:
        raise WrongMoment(
            f"A copy was brought back to {settings.home} meanwhile: run the same again. Nothing was copied."
        )


def _identity(settings: Settings) -> tuple[int, int] | None:
    """Which file the tables are in; a copy that is brought back is another one. None where they are at a server."""
    file = parse_address(settings.database_url).file
    if file is None:
        return None
    with storage_errors(file):
        facts = file.stat()
    return facts.st_dev, facts.st_ino


def _check(settings: Settings, root: Path) -> None:
    check_brought_back(settings.home)
    check_named(settings)
    if sentence := nothing_made(settings):
        raise BadInput(f"{sentence} There is nothing to copy.")
    if root.resolve().is_relative_to(settings.home.resolve()):
        raise BadInput(
            f"The backup {root} would lie in the home that it is a copy of: name another folder, on another disk."
        )
    with storage_errors(root):
        missing = not root.exists() and not root.parent.is_dir()
    if missing:
        raise BadInput(
            f"There is no folder {root.parent} for the backup {root} to lie in: make it, or see that its disk is there."
        )
    list(home_files(settings.home))  # what has a name that cannot be written down is refused now
    found, file = look(settings.database_url), parse_address(settings.database_url).file
    if file is not None and not found.has:
        raise StorageError(
            f"The database {file} has no tables any more: bring a copy of it back (docs/backup.md). Nothing was copied."
        )
    if found.newer:
        raise TooNew("The database is of a newer Longtake: copy it with that one.")
    if file is None and found.has != HEAD:
        # To read rows by this program's tables is to bring them up first, under workers of the other one.
        raise BadInput(
            f"The database {found.database} has revision {found.has}, of an earlier Longtake, and a copy would bring it up to {HEAD}: copy it "
            "with that program, or by pg_dump (docs/backup.md), or say `longtake database upgrade` first."
            if found.has
            else f"Nothing was made yet: the database {found.database} has no tables. There is nothing to copy."
        )


def _check_owner(root: Path, mark: str) -> None:
    """See that a backup's copies are all of one pair of a database and a store: `--keep` and the latest copy go by that.

    Raises:
        BadInput: they are another's.

    """
    for copy in copies_in(root):
        of = ""
        with suppress(StorageError, TooNew):
            of = open_copy(root, copy.name).manifest.mark
        if of and mark and of != mark:
            raise BadInput(
                f"The backup {root} has copies of another home, as {copy.name} is: name a folder for this one alone."
            )


@contextmanager
def _begun(folder: Path) -> Iterator[Path]:
    """The folder of a copy that is being made; what there is of one that cannot be goes."""
    with storage_errors(folder):
        make_folder(folder)
    try:
        yield folder
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _server_files(settings: Settings, root: Path) -> list[Path]:
    """The databases of the embedded server; none where another server is configured, or none ever ran.

    Raises:
        StorageError: they are gone, as the last copy has some.

    """
    if cluster_config(settings):
        return []
    # Whatever else lies there is somebody's own.
    found = sorted(file for file in settings.state_dir.glob("temporal-*.db") if is_history(file.name))
    before = tuple[str, ...]()
    if not found and (copies := [folder for folder in copies_in(root) if is_dated(folder.name)]):
        with suppress(StorageError, TooNew):
            before = open_copy(root, copies[-1].name).manifest.servers
    if before:
        raise StorageError(
            f"The histories that the last copy has are gone from {settings.state_dir}: bring them back (docs/backup.md), or name another "
            "folder for copies without them. Nothing was copied."
        )
    return found


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


def _version() -> str:
    try:
        return version("longtake")
    except PackageNotFoundError:
        return "unknown"
