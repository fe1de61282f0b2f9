"""The music file that a brief names: found beside what names it, and known to be sound before anything starts."""

import re

from infra.storage import sha256_of
from models.errors import BadInput, MediaError
from models.orders.assets import Blob
from studio.service.requests.files import GivenFile
from studio.service.requests.values import Values


def put_music(values: Values) -> tuple[GivenFile, ...]:
    """The file that is named becomes its hash and size in the brief; gives the file, if there is one.

    A relative path goes from the folder of the file that names it.

    Raises:
        BadInput: there is no such file, or no sound in it.

    """
    given = values.get("music")
    if not isinstance(given, str):
        return ()
    path, name = values.beside["music"] / given, values.names["music"]
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
    values["music"] = blob.model_dump()
    return (GivenFile(path, blob, name),)
