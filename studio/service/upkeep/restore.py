"""A copy brought back: looked at byte by byte first, put beside what is there, and moved into its place at the end."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, delete, select

from infra.database.address import parse_address
from infra.database.database import open_database
from infra.database.migrations import HEAD
from infra.database.tables import pair, restores
from infra.database.transfer import copy_rows, differences, is_empty, sums
from infra.engine.server_program import find_temporal, version_of
from infra.settings import Settings
from infra.storage import LocalStore, Store, copy_atomically, open_store, storage_errors, write_atomically
from infra.storage.moved import MOVED, RESTORING
from infra.temporal import cluster_config
from library.pair import mark_of
from models.base import Frozen
from models.errors import BadInput, LongtakeError, StorageError, TooNew
from studio.service.upkeep.backup_lock import folder_of, reading
from studio.service.upkeep.home_files import HOME, TOKENS, is_home_file, kept_apart
from studio.service.upkeep.manifest import DATABASE, Copy, is_history, open_copy, verify
from studio.service.upkeep.room import contents, fill_room, make_room
from studio.service.upkeep.snapshot import open_readonly
from studio.service.upkeep.standstill import standstill

_DATABASE = "database"
"""The file in the mark of a restore that names the database outside of the home which is being filled."""


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


def restore(
    settings: Settings,
    root: Path,
    name: str = "",
    *,
    force: bool = False,
    anyway: bool = False,
    tell: Callable[[str], None] | None = None,
) -> Restored:
    """Bring a copy back to where the settings say; by `force` what is in the home is put aside in it, by `anyway` damaged stored files are left out.

    `tell` hears when what takes long begins: nothing is refused for another reason after that.

    Raises:
        BadInput: there is no such copy, or there is something where it belongs.
        TooNew: a newer program made the copy.
        WrongMoment: the engine runs, or other commands use the home or copy into the backup.
        DiskFull, StorageError, Unavailable: the copy is damaged, or something cannot be written.

    """
    root = folder_of(root)
    with reading(root):
        return _restored(settings, open_copy(root, name), force=force, anyway=anyway, tell=tell)


def _restored(
    settings: Settings, copy: Copy, *, force: bool, anyway: bool, tell: Callable[[str], None] | None
) -> Restored:
    if copy.manifest.revision > HEAD:
        raise TooNew(
            f"The copy {copy.name} was made by a newer Longtake ({copy.manifest.program}, revision {copy.manifest.revision}): "
            "install that one."
        )
    home = settings.home
    with standstill(settings):
        _check_places(settings, copy, force=force)
        if tell is not None:
            tell("Every byte of the copy is looked at …")
        copy = _checked(copy, anyway=anyway)
        with storage_errors(home):
            staged, aside = make_room(home)
        _stage(settings, copy, staged)
        if aside is not None and (aside / TOKENS).exists():
            copy_atomically(aside / TOKENS, staged / TOKENS)  # what was revoked since stays so
        elsewhere = _fill_elsewhere(settings, copy)
        with storage_errors(home):
            fill_room(home)
    return Restored(
        name=copy.name,
        at=copy.manifest.at,
        objects=copy.manifest.objects - len(copy.without),
        histories=bool(copy.manifest.servers) and cluster_config(settings) is None,
        aside=str(aside) if aside else "",
        elsewhere=tuple(elsewhere),
        notes=(*_notes(settings, copy), *_said_of(aside, copy)),
        apart=tuple(kept_apart(settings)),
    )


def _checked(copy: Copy, *, anyway: bool) -> Copy:
    """The copy, once it was seen that it can be brought back: it writes into a home alone, and every byte is as it was written.

    Stored files that are not are left out, `anyway`.
    """
    damaged = verify(copy)
    places = [place.removeprefix(f"{HOME}/") for place in copy.manifest.files if place.startswith(f"{HOME}/")]
    strange = [place for place in places if not is_home_file(place)]
    if strange := [*strange, *(name for name in copy.manifest.servers if not is_history(name))]:
        raise StorageError(f"The copy names {strange[0]!r}, which no copy has: nothing was touched.")
    if damaged and not anyway:
        more = f", and {len(damaged) - 1} more" if len(damaged) > 1 else ""
        raise StorageError(
            f"The copy is damaged: {copy.root / damaged[0]} is missing or has changed since it was written{more}. Nothing was touched. Where the "
            "home is still there, `longtake backup --verify` copies it again; `longtake restore … --anyway` brings back all the rest, and films make those files anew."
        )
    return copy.model_copy(update={"without": frozenset(damaged)})


def _said_of(aside: Path | None, copy: Copy) -> Iterator[str]:
    """What a person should know of what was there, and of what is not there."""
    for name in sorted(copy.without):
        yield f"Damaged in the copy, and left out: {name}. Its film makes it anew."
    if aside is not None and (aside / MOVED).exists():
        where = "another place"
        with suppress(OSError, ValueError, KeyError, TypeError):
            where = str(json.loads((aside / MOVED).read_bytes())["where"])
        yield f"Films of this home were moved to {where}: those that are here again are also there. Let only one of them go on."
    if aside is None or not (aside / TOKENS).exists():
        yield "Tokens are those of the copy, also such as were revoked since: `longtake tokens list` shows them."
    yield (
        "Links for guests are those of the copy, also such as were revoked since: `longtake share FILM --list` shows a film's. If the home that "
        "was copied still works somewhere, stop it: two of them buy everything twice."
    )


def _notes(settings: Settings, copy: Copy) -> Iterator[str]:
    """What a person should know of the copy: a sentence each."""
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


def _check_places(settings: Settings, copy: Copy, *, force: bool) -> None:
    """See that nothing is overwritten."""
    home, broken_off = settings.home, (settings.home / RESTORING).exists()
    if not (force or broken_off) and (there := contents(home)):
        raise BadInput(
            f"{home} is not empty, it has {', '.join(path.name for path in there[:3])}: name another LONGTAKE_HOME, or say `longtake restore … --force`, "
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
    elif file != home / DATABASE and file.exists() and not (broken_off and _filled(home) == str(file)):
        raise BadInput(f"The database {file} is there already: move it away first.")
    if settings.store:
        _check_pair(open_store(settings), copy, "")


def _check_pair(store: Store, copy: Copy, given: str) -> None:
    """See that a store is the copy's own, or nobody's, which is given its mark."""
    if (wanted := copy.manifest.mark) and store.mark(given) not in ("", wanted):
        raise BadInput(
            f"The store {store.describe} belongs to another database: let LONGTAKE_STORE name a new place."
        )


def _filled(home: Path) -> str:
    """The database outside of the home that a try has begun to fill which was broken off."""
    with storage_errors(home):
        said = home / RESTORING / _DATABASE
        return said.read_text() if said.exists() else ""


def _stage(settings: Settings, copy: Copy, staged: Path) -> None:
    """Put what belongs into the home beside its place."""
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
    _check_pair(store, copy, copy.manifest.mark)


def _fill_elsewhere(settings: Settings, copy: Copy) -> list[str]:
    """Bring back what does not belong into the home: files into a bucket, rows into another database; says where."""
    told: list[str] = []
    if settings.store:
        store, source = open_store(settings), LocalStore(copy.root)
        for blob in copy.objects():
            if not store.holds(blob):
                store.put_file(source.path_of(blob))
        _check_pair(store, copy, copy.manifest.mark)
        told.append(store.describe)
    file = parse_address(settings.database_url).file
    if file is None:
        told.append(_fill_database(settings, copy))
    elif file != settings.home / DATABASE:
        write_atomically(settings.home / RESTORING / _DATABASE, str(file).encode())
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
        mark_of(open_store(settings) if settings.store else LocalStore(settings.assets_dir), target)
    for suffix in ("", "-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)
    return target.describe
