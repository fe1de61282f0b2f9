"""The music file that a brief names: found beside what names it, and known to be sound before anything starts."""

import re
from pathlib import Path

from infra.storage import sha256_of
from models.assets import Blob
from models.errors import BadInput, MediaError


def music_file(given: str, called: str, beside: Path) -> Path:
    """The file of sound that is named; one that is not absolute lies `beside` what names it.

    Raises:
        BadInput: there is no such file, or no sound in it.

    """
    path = beside / given
    if path.is_dir() and given.strip():
        raise BadInput(f"{called}: {path} is a folder: give a sound file.")
    if not given.strip() or not path.is_file():
        raise BadInput(f"{called}: there is no file {given!r}.")
    from infra.media.sound import seconds

    try:
        long_enough = seconds(path) > 0
    except MediaError as error:
        raise BadInput(
            f"{called}: {path} cannot be read as sound: give an audio file such as MP3 or WAV."
        ) from error
    if not long_enough or not re.fullmatch(r"\.[a-z0-9]{1,8}", path.suffix.lower()):
        raise BadInput(f"{called}: {path} is not a sound file that can be played.")
    return path


def blob_of(path: Path) -> Blob:
    """What stands for the file in a brief."""
    return Blob(sha256=sha256_of(path), suffix=path.suffix.lower(), size=path.stat().st_size)
