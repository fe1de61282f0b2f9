"""Files that are sent in: checked as those that a command is given, and stored under their hash.

Nothing refers to one until a film does: what nobody uses within an hour goes with the next `longtake assets gc`.
"""

import re
import shutil
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import BinaryIO, Literal, get_args

from infra.storage import Store, storage_errors
from models.errors import BadInput, MediaError
from models.excerpt import quoted
from models.names import DEVICES
from models.orders.assets import Blob
from models.readable import UNREADABLE
from studio.service.programs.field_marks import place_of
from studio.service.programs.files import shots_in

FileKind = Literal["story", "shots", "picture", "sound", "look"]
"""What a file is sent for: a text, a shot list, a reference picture, music or an effect, a LoRA."""
KINDS: tuple[FileKind, ...] = get_args(FileKind)

_LONGEST_NAME = 200
"""Bytes of a file's name."""
_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")


def take_in(sent: BinaryIO, name: str, kind: FileKind, store: Store) -> Blob:
    """Check what was sent, and store it; gives the reference to it.

    Raises:
        BadInput: its name can be no file's, or it is no such thing.
        StorageError: the disk or the store says no.

    """
    check_name(name)
    with TemporaryDirectory(prefix="longtake-sent-") as folder:
        path = Path(folder) / name
        try:
            with storage_errors(path), path.open("wb") as file:
                shutil.copyfileobj(sent, file)
            return _KEPT[kind](path, store)
        except (BadInput, MediaError) as error:
            # Where the server keeps it is nobody's business.
            said = str(error).replace(f"{folder}/", "").removeprefix(f"{name}: ")
            raise BadInput(said if name in said else f"{name}: {said}") from error


def check_name(name: str) -> None:
    """See that a file is called as one can be, in no folder.

    Raises:
        BadInput: it is not.

    """
    if (
        not 0 < len(name.encode(errors="replace")) <= _LONGEST_NAME
        or re.search(r"[/\\:\ud800-\udfff]", name)
        or UNREADABLE.search(name)
        or name != name.strip(" .")
        or DEVICES.fullmatch(name)
    ):
        raise BadInput(
            f"{quoted(name)} is no file's name: send it under one such as emma.jpg, without a folder."
        )


def _story(path: Path, store: Store) -> Blob:
    from infra.given_files import read_given
    from infra.reading.files.story_files import MOST_BYTES, story_of

    data = read_given(path, MOST_BYTES)
    try:
        story_of(data, path.name)
    except BadInput as error:
        said = str(error)
        raise BadInput(
            f"{path.name} {said[3:]}" if said.startswith("it ") else f"{path.name} cannot be used: {said}"
        ) from error
    suffix = PurePosixPath(path.name).suffix.lower()
    return store.put_bytes(data, suffix if _SUFFIX.fullmatch(suffix) else ".txt")


def _shots(path: Path, store: Store) -> Blob:
    from infra.given_files import read_given
    from models.brief import MAX_TEXT_BYTES
    from studio.service.requests.shot_list_checks import check_entries

    data = read_given(path, MAX_TEXT_BYTES)
    entries = shots_in(data, path.name)
    check_entries(entries, lambda where: f"{path.name}: {place_of(where)}")
    return store.put_bytes(data, ".json")


def _picture(path: Path, store: Store) -> Blob:
    from studio.service.requests.pictures import given_picture

    given = given_picture(path.name, path.parent, path.name)
    given.put(store)
    return given.blob


def _sound(path: Path, store: Store) -> Blob:
    from studio.service.requests.sounds import given_sound

    given = given_sound(path.parent, path.name, path.name)
    given.put(store)
    return given.blob


def _look(path: Path, store: Store) -> Blob:
    from studio.service.requests.trained_looks import given_lora

    given = given_lora(path.parent, path.name, path.name)
    given.put(store)
    return given.blob


_KEPT = {"story": _story, "shots": _shots, "picture": _picture, "sound": _sound, "look": _look}
