"""The sound files that a brief names: found beside what names them, and known to be sound before anything starts."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from infra.storage import sha256_of
from models.errors import BadInput, MediaError
from models.orders.assets import Blob
from studio.service.requests.files import GivenFile
from studio.service.requests.values import Values

AUTO = "auto"
_CALLED = "--"
"""The entry of a typed effect that says which flag gave it."""


def put_music(values: Values) -> tuple[GivenFile, ...]:
    """The file that is named becomes its hash and size in the brief; gives the file, if there is one.

    A relative path goes from the folder of the file that names it.

    Raises:
        BadInput: there is no such file, or no sound in it.

    """
    given = values.get("music")
    if not isinstance(given, str):
        return ()
    file = given_sound(values.beside["music"], given, values.names["music"])
    values["music"] = file.blob.model_dump()
    return (file,)


def given_sound(beside: Path, given: str, name: str) -> GivenFile:
    """The sound file that `name` gives, by a path that goes from `beside`.

    Raises:
        BadInput: there is no such file, or no sound in it.

    """
    path = beside / given
    try:
        is_folder, is_file = path.is_dir(), path.is_file()
    except OSError as error:  # a name too long, a folder that may not be looked into
        raise BadInput(f"{name}: the file {given!r} cannot be read: {error.strerror}.") from error
    if is_folder and given.strip():
        raise BadInput(f"{name}: {path} is a folder: give a sound file.")
    if not given.strip() or not is_file:
        raise BadInput(f"{name}: there is no file {given!r}.")
    from infra.media.intake.music import (
        check_music,  # NumPy and FFmpeg's libraries, only where there is music
    )

    try:
        check_music(path)
    except MediaError as error:
        raise BadInput(f"{name}: {error}") from error
    suffix = path.suffix.lower()
    if not re.fullmatch(r"\.[a-z0-9]{1,8}", suffix):
        raise BadInput(
            f"{name}: {path} is not a sound file that can be played: its name needs an ending such as .mp3."
        )
    blob = Blob(sha256=sha256_of(path), suffix=suffix, size=path.stat().st_size)
    return GivenFile(path, blob, name)


def read_effects(given: Sequence[str], called: str) -> dict[str, Any]:
    """Effects as they are typed: `auto`, FILE, or SHOT=FILE; `called` is what gave them.

    Raises:
        BadInput: one of them is empty.

    """
    files: list[dict[str, str]] = []
    for text in given:
        if text == AUTO:
            continue
        shot, equals, file = text.partition("=")
        if not equals or _is_there(text):
            shot, file = "", text
        if not file.strip() or (equals and file is not text and not shot.strip()):
            raise BadInput(
                f"{called} must be `auto`, a sound file, or SHOT=FILE such as 3=door.wav, not {text!r}."
            )
        path = str(Path(file).expanduser().absolute())
        files.append({"file": path, "shot": shot.strip(), _CALLED: called})
    asked: dict[str, Any] = {AUTO: True} if AUTO in given else {}
    return {**asked, "files": files} if files else asked


def put_effects(values: Values) -> tuple[GivenFile, ...]:
    """Each file that is named becomes its hash and size in the brief; gives the files.

    A relative path goes from the folder of the file that names it.

    Raises:
        BadInput: there is no such file, or no sound in it.

    """
    table = values.get("effects")
    if not isinstance(table, dict) or not isinstance(listed := table.get("files"), list):
        return ()  # what is no list is refused when it is read
    files, read = [], []
    for entry in listed:
        fields = {"file": entry} if isinstance(entry, str) else entry
        if not isinstance(fields, dict) or not isinstance(fields.get("file"), str):
            read.append(entry)
            continue
        called = fields.get(_CALLED) or f"{values.names['effects']}.files"
        file = given_sound(values.beside["effects"], fields["file"], called)
        files.append(file)
        kept = {name: value for name, value in fields.items() if name != _CALLED}
        read.append({**kept, "file": file.blob.model_dump()})
    values["effects"] = {**table, "files": read}
    return tuple(files)


def _is_there(path: str) -> bool:
    try:
        return Path(path).expanduser().exists()
    except (OSError, RuntimeError, ValueError):  # no name that a file can have
        return False
