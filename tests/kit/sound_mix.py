"""The film's sound by itself: voices, music and effects mixed, and delivered as AAC at the loudness that was asked for."""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from activities.cut.part_maker import Part
from activities.cut.sound.film_sound import FilmSound
from models.cut.timeline import Timeline, TimelineSound
from models.errors import MediaError

_STAGES = {"sound-levels": (0.0, 0.12), "sound-mix": (0.12, 0.4), "sound-piece": (0.4, 0.98)}
"""The shares of the work, for the progress told, in which each kind of part begins and ends."""


def mix(
    timeline: Timeline,
    media: Mapping[str, Path],
    loudness: int,
    into: Path,
    progress: Callable[[float], None],
) -> Path:
    """Write the film's sound to `into/sound.m4a`: AAC, 48 kHz, stereo, exactly as long as the timeline.

    `media` are the timeline's sound files by sha256. The file has `loudness` LUFS within half a LU, and
    true peaks below −1 dBTP. A film in which neither voice nor music is heard stays as quiet as its room.
    `progress` is told the share done; when it raises, nothing is left behind.

    Raises:
        DiskFull: no space is left.
        MediaError: a sound is missing or cannot be read.
        UnknownName: an effect is neither a file nor an ambience that the mix can make.

    """

    def opened(entry: TimelineSound) -> Path:
        path = media.get(entry.media.sha256) if entry.media else None
        if path is None:
            raise MediaError(f"The sound of {entry.name} is not here: fetch it and cut again.")
        return path

    with tempfile.TemporaryDirectory(prefix=".mix-", dir=into) as name:
        folder = Path(name)

        def made(parts: Sequence[Part]) -> list[Path]:
            return [
                _made(
                    part,
                    folder / f"{part.recipe.kind}-{number:05d}-{part.name}",
                    partial(_tell, progress, part.recipe.kind, number, len(parts)),
                )
                for number, part in enumerate(parts)
            ]

        sound = folder / "sound.m4a"
        FilmSound(timeline, opened, loudness, folder, made).write(sound)
        finished = sound.replace(into / "sound.m4a")
    progress(1.0)
    return finished


def _made(part: Part, path: Path, tell: Callable[[float], None]) -> Path:
    part.make(path, tell)
    return path


def _tell(progress: Callable[[float], None], kind: str, done: int, count: int, share: float) -> None:
    begin, end = _STAGES.get(kind, (0.0, 0.0))
    progress(round(begin + (end - begin) * (done + share) / count, 6))
