"""A copy brought back: looked at byte by byte first, put beside what is there, and moved into its place at the end."""

import errno
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from sqlalchemy import Connection, delete, select

from infra.database.address import parse_address
from infra.database.database import open_database
from infra.database.migrations import HEAD
from infra.database.tables import pair, restores
from infra.database.transfer import copy_rows, differences, is_empty, sums
from infra.engine.server_program import find_temporal, version_of
from infra.owner_only import make_folder
from infra.settings import Settings
from infra.storage import LocalStore, copy_atomically, open_store, storage_errors
from infra.temporal import cluster_config
from library.pair import mark_of
from models.base import Frozen
from models.errors import BadInput, LongtakeError, StorageError, TooNew, WrongMoment
from studio.service.upkeep.home_files import CONTENTS, HOME, kept_apart
from studio.service.upkeep.manifest import DATABASE, Copy, open_copy, verify
from studio.service.upkeep.snapshot import open_readonly
from workers.engine_files import RESTORING, alone, lock_path


class Restored(Frozen):
    """A copy that was brought back; `aside` is where what was there before is, and `elsewhere` where rows and files went that are not in the home."""

    name: str
    at: str
    objects: int
    histories: bool
    aside: str = ""
    elsewhere: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()


def restore(settings: Settings, root: Path, name: str = "", *, force: bool = False) -> Restored:
    """Bring a copy back to where the settings say; by `force` what is in the home is put aside in it.

    Raises:
        BadInput: there is no such copy, or there is something where it belongs.
        TooNew: a newer program made the copy.
        WrongMoment: the engine runs.
        DiskFull, StorageError, Unavailable: the copy is damaged, or something cannot be written.

    """
    copy = open_copy(root.expanduser().absolute(), name)
    if copy.manifest.revision > HEAD:
        raise TooNew(
            f"The copy {copy.name} was made by a newer Longtake ({copy.manifest.program}, revision {copy.manifest.revision}): "
            "install that one."
        )
    home, staged = settings.home, settings.home / RESTORING
    with _engine_stopped(settings):
        _check_places(settings, copy, force=force)
        verify(copy)
        with storage_errors(home):
            _take_back(home, staged)
            aside = None if staged.exists() else _put_aside(home)
        _stage(settings, copy, staged)
        elsewhere = _fill_elsewhere(settings, copy)
        with storage_errors(home):
            for path in sorted(staged.iterdir()):
                _move_in(path, home / path.name)
            staged.rmdir()
    return Restored(
        name=copy.name,
        at=copy.manifest.at,
        objects=copy.manifest.objects,
        histories=bool(copy.manifest.servers) and cluster_config(settings) is None,
        aside=str(aside) if aside else "",
        elsewhere=tuple(elsewhere),
        notes=tuple(_notes(settings, copy)),
        apart=tuple(kept_apart(settings)),
    )


def _notes(settings: Settings, copy: Copy) -> Iterator[str]:
    """What a person should know: a sentence each."""
    if cluster_config(settings) is not None:
        if copy.manifest.servers:
            yield "A Temporal server is configured, so the histories of the embedded one stayed in the copy: films that ran do not go on there."
    elif copy.manifest.servers:
        with suppress(LongtakeError):  # who has no server is told when one is needed
            wanted = f"temporal-{version_of(find_temporal())}.db"
            if wanted not in copy.manifest.servers:
                yield f"The histories are of another Temporal server ({', '.join(copy.manifest.servers)}) than the one here, which begins anew in {wanted}."
    for sha256 in copy.manifest.lost:
        yield f"The store did not have {sha256} whole when the copy was made: its film makes it anew."


@contextmanager
def _engine_stopped(settings: Settings) -> Iterator[None]:
    """Hold the supervisor's lock, so that no engine begins meanwhile.

    Raises:
        WrongMoment: one runs.

    """
    with storage_errors(settings.home):
        make_folder(settings.state_dir)
    with alone(lock_path(settings)) as held:
        if not held:
            raise WrongMoment(
                f"The engine of {settings.home} runs: `longtake down` stops it, then run the same again."
            )
        yield


def _check_places(settings: Settings, copy: Copy, *, force: bool) -> None:
    """See that nothing is overwritten."""
    home, broken_off = settings.home, (settings.home / RESTORING).exists()
    if not (force or broken_off) and (there := _contents(home)):
        raise BadInput(
            f"{home} is not empty, it has {', '.join(path.name for path in there[:3])}: name another LONGTAKE_HOME, or say --force, "
            "which puts what is there aside in it."
        )
    file = parse_address(settings.database_url).file
    if file is None:
        database = open_database(settings.database_url)
        with closing(database), database.reading() as connection:
            if not (is_empty(connection) or (broken_off and _has_rows(connection, copy))):
                raise BadInput(
                    f"The database {database.describe} is not empty: let LONGTAKE_DATABASE name a new one."
                )
    elif file != home / DATABASE and file.exists() and not broken_off:
        raise BadInput(f"The database {file} is there already: move it away first.")


def _contents(home: Path) -> list[Path]:
    """What in a home is of films; locks and the like of an engine that never made any are nothing."""
    found = [home / name for name in CONTENTS if (home / name).exists()]
    return [
        path
        for path in found
        if not (path.name == "state" and not any(path.glob("temporal-*.db")))
        and not (path.name == "assets" and not any(path.iterdir()))
    ]


def _take_back(home: Path, staged: Path) -> None:
    """What an earlier try had moved into its place already is nobody else's: it is put there again, and stored files stay."""
    if not staged.exists():
        return
    for path in _contents(home):
        if path.name == "state":
            for file in path.glob("temporal-*.db"):
                file.unlink()  # nobody has opened it yet
        elif path.name != "assets":
            _remove(path)


def _put_aside(home: Path) -> Path | None:
    """Move what is there into the first unused `aside-N` of the home; None where nothing is there."""
    there = _contents(home)
    if not there:
        return None
    folder = next(folder for n in count(1) if not (folder := home / f"aside-{n}").exists())
    folder.mkdir(mode=0o700)
    for path in there:
        if path.name == "state":
            make_folder(folder / "state")
            for file in path.glob("temporal-*.db*"):
                file.replace(folder / "state" / file.name)
        else:
            path.replace(folder / path.name)
    return folder


def _stage(settings: Settings, copy: Copy, staged: Path) -> None:
    """Put what belongs into the home beside its place."""
    with storage_errors(staged):
        make_folder(staged)
    for place in copy.manifest.files:
        if place.startswith(f"{HOME}/"):
            copy_atomically(copy.folder / place, staged / place.removeprefix(f"{HOME}/"))
    if cluster_config(settings) is None:
        for name in copy.manifest.servers:
            copy_atomically(copy.folder / name, staged / "state" / name)
    if not settings.store:
        _fill_store(LocalStore(settings.assets_dir), copy)
    if parse_address(settings.database_url).file == settings.home / DATABASE:
        _bring_back(copy, staged / DATABASE)


def _bring_back(copy: Copy, file: Path) -> None:
    """A database file from a copy, at the revision of this program, that knows when the copy was made."""
    for suffix in ("", "-wal", "-shm", ".lock"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)
    copy_atomically(copy.folder / DATABASE, file)
    database = open_database(f"sqlite:///{file}")
    with closing(database), database.writing() as connection:
        connection.execute(
            restores.insert().values(at=datetime.now(UTC).isoformat(), copied_at=copy.manifest.at)
        )
    file.with_name(f"{file.name}.lock").unlink(missing_ok=True)


def _fill_store(store: LocalStore, copy: Copy) -> None:
    source = LocalStore(copy.root)
    for blob in copy.objects():
        if not store.holds(blob):
            copy_atomically(source.path_of(blob), store.path_of(blob))
    if copy.manifest.mark:
        store.mark(copy.manifest.mark)


def _fill_elsewhere(settings: Settings, copy: Copy) -> list[str]:
    """Bring back what does not belong into the home: files into a bucket, rows into another database; says where."""
    told: list[str] = []
    if settings.store:
        store, source = open_store(settings), LocalStore(copy.root)
        for blob in copy.objects():
            if not store.holds(blob):
                store.put_file(source.path_of(blob))
        if copy.manifest.mark and store.mark(copy.manifest.mark) != copy.manifest.mark:
            raise BadInput(
                f"The store {store.describe} belongs to another database: let LONGTAKE_STORE name a new place."
            )
        told.append(store.describe)
    file = parse_address(settings.database_url).file
    if file is None:
        told.append(_fill_database(settings, copy))
    elif file != settings.home / DATABASE:
        _bring_back(copy, file)
        told.append(str(file))
    return told


def _has_rows(connection: Connection, copy: Copy) -> bool:
    """Whether a database was filled from this very copy, by a try that was broken off later."""
    query = select(restores.c.at).where(restores.c.copied_at == copy.manifest.at).limit(1)
    return connection.execute(query).first() is not None


def _fill_database(settings: Settings, copy: Copy) -> str:
    """Bring the rows of a copy into another database, in one transaction, and see that they are the same there."""
    file = settings.home / RESTORING / "rows.db"
    _bring_back(copy, file)
    source, target = open_readonly(file), open_database(settings.database_url)
    with closing(source), closing(target):
        with source.reading() as rows, target.writing() as connection:
            if is_empty(connection):
                connection.execute(delete(pair))
                copy_rows(rows, connection)
                if differing := differences(sums(rows), sums(connection)):
                    raise StorageError(
                        f"The database {target.describe} did not take every row: {differing[0]}."
                    )
        mark_of(open_store(settings), target)
    for suffix in ("", "-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)
    return target.describe


def _move_in(path: Path, place: Path) -> None:
    """Move what was put beside a place there; a folder that is there already takes what is in it."""
    if path.is_dir() and place.is_dir():
        for each in sorted(path.iterdir()):
            _move_in(each, place / each.name)
        path.rmdir()
        return
    try:
        path.replace(place)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        copy_atomically(path, place)  # a folder of the home is on another disk
        path.unlink()


def _remove(path: Path) -> None:
    shutil.rmtree(path) if path.is_dir() else path.unlink()
