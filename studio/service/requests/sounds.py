"""The sound files that a brief names: found beside what names them, and known to be sound before anything starts."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from infra.storage import sha256_of
from models.brief import Brief
from models.errors import BadInput, MediaError
from models.orders.assets import Blob
from studio.service.requests.files import CALLED, GivenFile, is_there, put_listed
from studio.service.requests.values import Values

AUTO = "auto"


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
        if not equals or is_there(text):
            shot, file = "", text
        if not file.strip() or (equals and file is not text and not shot.strip()):
            raise BadInput(
                f"{called} must be `auto`, a sound file, or SHOT=FILE such as 3=door.wav, not {text!r}."
            )
        path = str(Path(file).expanduser().absolute())
        files.append({"file": path, "shot": shot.strip(), CALLED: called})
    asked: dict[str, Any] = {AUTO: True} if AUTO in given else {}
    return {**asked, "files": files} if files else asked


def put_effects(values: Values) -> tuple[GivenFile, ...]:
    """Each file that is named becomes its hash and size in the brief; gives the files.

    A relative path goes from the folder of the file that names it.

    Raises:
        BadInput: there is no such file, or no sound in it.

    """
    return put_listed(values, "effects", "files", given_sound)


def check_effects(brief: Brief, called: str) -> None:
    """See that each effect for one shot has that shot, where the shots are given; `called` is what gave the effects.

    Raises:
        BadInput: nobody would hear it.

    """
    for effect in brief.effects.files if brief.shots else ():
        if effect.shot and not any(effect.is_for(shot.shot_id, shot.shot_number) for shot in brief.shots):
            raise BadInput(
                f"{called} has a sound for shot {effect.shot!r}, and there is none: the list has {len(brief.shots)} "
                f"shot{'s' if len(brief.shots) > 1 else ''}, such as {brief.shots[-1].shot_number}."
            )
