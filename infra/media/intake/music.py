"""A music file that somebody hands in: whether it can be played under a film, found out before the film is begun."""

from pathlib import Path

from infra.media.intake.inspection import inspect
from infra.media.intake.material import MUSIC
from infra.media.probe import probe
from infra.media.sound import stream
from models.errors import BrokenMedia


def check_music(path: Path) -> None:
    """See that the file is one sound by itself, which names no other files, and that its beginning can be heard.

    Raises:
        BrokenMedia: it is something else, holds nothing, or swells beyond any bounds.
        MediaError: it cannot be read.

    """
    inspect(path, MUSIC)
    if not probe(path, MUSIC).audio_seconds:
        raise BrokenMedia(f"{path.name} holds no sound: give {MUSIC.known}.")
    next(stream(path))
