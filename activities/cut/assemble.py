"""Assembles the film: title, shots and end joined by copying packets, with sound and soft subtitles."""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from activities.cut import cards
from activities.cut.languages import mp4_language
from infra.media import ffmpeg
from infra.media.conform import conform
from infra.media.ffmpeg import media_errors
from infra.media.join import join, joinable, own_header
from models.errors import MediaError
from models.timeline import FPS, Timeline

if TYPE_CHECKING:
    from PIL import Image

SAMPLE_RATE = 48_000
_MADE, _JOINED = 0.7, 0.8
"""The shares of the whole work, for the progress told, that end with the parts and with their join."""


def assemble(
    timeline: Timeline,
    clips: Mapping[str, Path],
    sound: Path,
    subtitles: str,
    into: Path,
    progress: Callable[[float], None],
) -> Path:
    """Make `film.mp4` in the folder `into`: exactly `timeline.frames` frames, its sound as long.

    `clips` are by shot id; a shot without one gets a slate. A clip that our encoder did not write, or
    that is not as long as its shot, is encoded anew. `sound` is a WAV file, cut or filled with silence
    to the film's length; `subtitles` is SRT text and may be empty. The file appears whole or not at all.

    Raises:
        DiskFull: no space is left.
        MediaError: a clip or the sound cannot be read, or ffmpeg failed.

    """

    def told(share: float) -> None:
        # Shares of shares differ in their last digits: rounded, progress never seems to go back.
        progress(round(share, 6))

    with (
        media_errors("Assembling the film"),
        tempfile.TemporaryDirectory(prefix=".cut-", dir=into) as name,
    ):
        folder = Path(name)
        parts = list(_parts(timeline, clips, folder, lambda done: told(done * _MADE)))
        picture = folder / "picture.mp4"
        total = timeline.frames
        frames = join(
            parts, picture, lambda joined: _tell(told, _MADE, _JOINED - _MADE, min(1.0, joined / total))
        )
        if frames != total:
            raise MediaError(
                f"The joined film has {frames} frames and not the {total} of its timeline: report this."
            )
        film = folder / "film.mp4"
        ffmpeg.run(
            _mux_arguments(timeline, picture, sound, subtitles, film),
            what="Adding the sound to the film",
            progress=lambda seconds: _tell(told, _JOINED, 1 - _JOINED, min(1.0, seconds / timeline.seconds)),
        )
        finished = film.replace(into / "film.mp4")
    progress(1.0)
    return finished


class _Part(NamedTuple):
    """A stretch of the film: a clip, or a card where there is none."""

    frames: int
    clip: Path | None = None
    card: "Image.Image | None" = None
    fades: bool = False


def _planned(timeline: Timeline, clips: Mapping[str, Path]) -> Iterator[_Part]:
    size = timeline.width, timeline.height
    if timeline.title_frames:
        yield _Part(timeline.title_frames, card=cards.title_card(timeline.title, *size), fades=True)
    for shot in timeline.shots:
        if clip := clips.get(shot.shot_id):
            yield _Part(shot.frames, clip=clip)
        else:
            yield _Part(shot.frames, card=cards.slate(shot.shot_number, shot.missing, *size))
    if timeline.end_frames:
        yield _Part(timeline.end_frames, card=cards.end_card(timeline.title, *size), fades=True)


def _parts(
    timeline: Timeline, clips: Mapping[str, Path], folder: Path, progress: Callable[[float], None]
) -> Iterator[Path]:
    """The film's parts in order, each a file that can be joined; what has to be made is made in `folder`."""
    width, height = timeline.width, timeline.height
    header = own_header(width, height)
    before = 0
    for number, part in enumerate(_planned(timeline, clips)):
        told = partial(_tell, progress, before / timeline.frames, part.frames / timeline.frames)
        path = folder / f"part_{number:04d}.mp4"
        if part.card is not None:
            cards.write_card(part.card, part.frames, path, told, fades=part.fades)
        elif part.clip is not None and joinable(part.clip, part.frames, header):
            path = part.clip
        elif part.clip is not None:
            conform(part.clip, part.frames, width, height, path, told)
        told(1.0)
        yield path
        before += part.frames


def _tell(progress: Callable[[float], None], start: float, length: float, share: float) -> None:
    progress(start + length * share)


def _mux_arguments(timeline: Timeline, picture: Path, sound: Path, subtitles: str, film: Path) -> list[str]:
    """What ffmpeg is to do with the joined picture; the subtitles' file is written beside it."""
    inputs, maps = [picture, sound], ["0:v:0", "1:a:0"]
    if subtitles.strip():
        lines = picture.with_suffix(".srt")
        lines.write_text(subtitles, encoding="utf-8")
        inputs.append(lines)
        maps.append("2:s:0")
    language = mp4_language(timeline.language)
    samples = timeline.frames * SAMPLE_RATE // FPS
    length = f"aresample={SAMPLE_RATE},apad=whole_len={samples},atrim=end_sample={samples}"
    return [
        *(argument for path in inputs for argument in ("-i", str(path.resolve()))),
        *(argument for stream in maps for argument in ("-map", stream)),
        *("-c:v", "copy"),
        *("-c:a", "aac", "-b:a", "192k", "-ar", str(SAMPLE_RATE), "-ac", "2", "-af", length),
        *("-c:s", "mov_text"),
        *("-map_metadata", "-1", "-metadata", f"title={timeline.title}"),
        *("-metadata:s:a:0", f"language={language}", "-metadata:s:s:0", f"language={language}"),
        *("-flags:a", "+bitexact", "-fflags", "+bitexact", "-movflags", "+faststart"),
        *("-f", "mp4", str(film.resolve())),
    ]
