"""What a copy says of itself: which files it has and their hashes, and of which program and moment it is."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic import ValidationError

from infra.storage import LocalStore, sha256_of, storage_errors, write_atomically
from infra.storage.local import blob_named, object_name
from models.base import Frozen
from models.errors import BadInput, StorageError, TooNew
from models.orders.assets import Blob

FORMAT = 1
"""How copies are laid out that this program makes, and the newest one that it reads."""
COPIES = "copies"
"""The folder of a backup that has a folder for each copy; the stored files beside it are shared by all of them."""
UNFINISHED = "unfinished-"
"""How the names of folders begin there that are no copies: not yet, or no more."""
MANIFEST, OBJECTS, DATABASE = "manifest.json", "objects.txt", "longtake.db"


_NAME = re.compile(r"\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ(-\d+)?")
_HISTORY = re.compile(r"temporal-[A-Za-z0-9.+_-]+\.db")


class CopiedFile(Frozen):
    """A file of a copy."""

    sha256: str
    size: int


class Manifest(Frozen):
    """One copy.

    `revision` is that of its tables, `server` the names of the embedded Temporal servers' databases, none of a cluster's. `files` are
    by their places in the copy's folder. `lost` are stored files that the database names and the store did not have whole.
    """

    format: int = FORMAT
    program: str
    revision: str
    at: str
    mark: str
    servers: tuple[str, ...] = ()
    files: Mapping[str, CopiedFile]
    objects: int
    bytes: int
    lost: tuple[str, ...] = ()


class Copy(Frozen):
    """A copy that is complete, in the folder of its own; `root` is that of the backup, `without` the names of stored files that are no good."""

    root: Path
    folder: Path
    manifest: Manifest
    without: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """What it is called: when it was made."""
        return self.folder.name

    def objects(self) -> Iterator[Blob]:
        """The stored files that it has, as its list says, but for those that it is `without`."""
        return (blob for blob in listed(self.folder) if object_name(blob) not in self.without)


def listed(folder: Path) -> Iterator[Blob]:
    """The stored files that the list in a copy's folder names; raises StorageError."""
    with storage_errors(folder), (folder / OBJECTS).open(encoding="ascii") as lines:
        for line in lines:
            name, _, size = line.strip().partition(" ")
            blob = blob_named(name, int(size)) if size.isdigit() else None
            if blob is None:
                raise _damaged(folder / OBJECTS, "cannot be read")
            yield blob


def is_history(name: str) -> bool:
    """Whether a file's name is that of an embedded server's database."""
    return _HISTORY.fullmatch(name) is not None


def is_dated(name: str) -> bool:
    """Whether a folder's name is one that copies are given: by such names they are kept, removed, and the latest."""
    return _NAME.fullmatch(name) is not None


def described(path: Path) -> CopiedFile:
    """A file's size and hash; raises StorageError."""
    with storage_errors(path):
        return CopiedFile(sha256=sha256_of(path), size=path.stat().st_size)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write what a copy says of itself, as the last of its files."""
    told = manifest.model_dump(mode="json")
    text = json.dumps({"manifest": told, "sha256": _digest(told)}, indent=1, sort_keys=True)
    write_atomically(folder / MANIFEST, text.encode())


def copies_in(root: Path) -> list[Path]:
    """The folders of the copies that a backup has, the oldest first; what was broken off is none."""
    with storage_errors(root):
        found = sorted(file.parent for file in (root / COPIES).glob(f"*/{MANIFEST}"))
    return [folder for folder in found if not folder.name.startswith(UNFINISHED)]


def headless_in(root: Path) -> list[Path]:
    """The folders that have the name of a copy, and no manifest any more, the oldest first."""
    with storage_errors(root):
        named = sorted(path for path in (root / COPIES).glob("*") if _NAME.fullmatch(path.name))
        return [path for path in named if path.is_dir() and not (path / MANIFEST).exists()]


def open_copy(root: Path, name: str = "") -> Copy:
    """A copy by its name, else the latest.

    Raises:
        BadInput: there is none.
        TooNew: a newer Longtake made it.
        StorageError: it cannot be read, or has lost its manifest.

    """
    found, headless = copies_in(root), headless_in(root)
    dated = [folder for folder in found if is_dated(folder.name)]
    for folder in headless:
        if folder.name == name or not (name or any(each.name > folder.name for each in dated)):
            others = f", such as {dated[-1].name}" if dated else ""
            raise _damaged(folder / MANIFEST, "is missing", others)
    if not found:
        raise BadInput(f"There is no backup in {root}: name the folder that `longtake backup` was given.")
    named = [folder for folder in found if folder.name == name] if name else dated
    if not named and not name:
        raise BadInput(
            f"No copy in the backup {root} has a name by which it is the latest: say which, as `longtake restore {root} --copy {found[-1].name}`."
        )
    if not named:
        raise BadInput(
            f"The backup {root} has no copy {name!r}: it has {', '.join(each.name for each in found)}."
        )
    folder = named[-1]
    return Copy(root=root, folder=folder, manifest=_read(folder / MANIFEST))


def _read(path: Path) -> Manifest:
    with storage_errors(path):
        data = path.read_bytes()
    try:
        said = json.loads(data)
        told, digest = said["manifest"], said["sha256"]
        newer = int(told["format"]) > FORMAT
    except (ValueError, KeyError, TypeError) as error:
        raise _damaged(path, "cannot be read") from error
    if digest != _digest(told):
        raise _damaged(path, "has changed since it was written")
    if newer:
        raise TooNew(
            f"The copy {path.parent} was made by a newer Longtake ({told.get('program')}): install that one."
        )
    try:
        return Manifest.model_validate(told)
    except ValidationError as error:
        raise _damaged(path, "cannot be read") from error


def verify(copy: Copy) -> list[str]:
    """See that every byte of a copy is as it was written; nothing changes. Gives the names of stored files that are gone or have changed.

    Raises:
        StorageError: another file is gone or has changed, without which nothing can be brought back; the message names it.

    """
    for place, wanted in copy.manifest.files.items():
        path = copy.folder / place
        if ".." in Path(place).parts or not path.is_file() or path.is_symlink():
            raise _damaged(path, "is missing")
        if described(path) != wanted:
            raise _damaged(path, "has changed since it was written")
    store, count, bad = LocalStore(copy.root), 0, []
    for blob in copy.objects():
        if not store.intact(blob):
            bad.append(object_name(blob))
        count += 1
    if count != copy.manifest.objects:
        raise _damaged(copy.folder / OBJECTS, "has changed since it was written")
    return bad


def _digest(told: object) -> str:
    return hashlib.sha256(json.dumps(told, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _damaged(path: Path, how: str, others: str = "") -> StorageError:
    return StorageError(f"The copy is damaged: {path} {how}. Nothing was touched; take another copy{others}.")
