"""Makes a model's pictures a clip of the film's: at its rate, what moves between two of them drawn where it is in between."""

from collections.abc import Callable, Sequence
from contextlib import closing
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from infra.media.encoder import VideoEncoder, edges
from infra.media.pictures import decoded
from infra.media.target import Target
from models.cut.delivery import Picture
from models.errors import MediaError

if TYPE_CHECKING:
    from PIL import Image

_ONE_CORE = ("-threads", "1", "-filter_threads", "1")
_COLOURS = "scale=out_color_matrix=bt709:out_range=limited:flags=accurate_rnd+full_chroma_int,format=yuv444p"
_IN_BETWEEN = "mi_mode=mci:mc_mode=aobmc:me_mode=bidir:vsbmc=1:scd=none"
"""Blocks are followed from picture to picture, both ways, and their borders blended; a clip is one shot, without cuts."""
_AHEAD = 4
"""So many pictures ffmpeg wants to have seen before it draws one in between: the last is given as often again."""


def save_clip(
    pictures: "Sequence[Image.Image]",
    rate: Fraction,
    target: Target,
    into: Path,
    progress: Callable[[float], None],
) -> None:
    """Write `pictures`, of one size and `rate` of them a second, to the clip `into` as `target` says.

    `progress` is told the share done.

    Raises:
        DiskFull: no space is left.
        MediaError: it could not be written, or there are too few pictures.

    """
    picture, frames = target.picture, target.frames
    raw, what = into.with_suffix(".rgb"), f"Making {into.name}"
    try:
        with raw.open("wb") as file:
            for one in pictures:
                file.write(one.convert("RGB").tobytes())
        width, height = pictures[0].size
        shape = ("-pixel_format", "rgb24", "-video_size", f"{width}x{height}", "-framerate", f"{rate}")
        reading = [*_ONE_CORE, "-f", "rawvideo", *shape, "-i", f"file:{raw}"]
        arguments = [*reading, "-vf", ",".join(_filters(rate, picture)), "-frames:v", str(frames)]
        with (
            VideoEncoder(into, picture, keyframes=edges(frames, target.edge)) as encoder,
            closing(
                decoded(arguments, picture, what=what, progress=lambda given: progress(given / frames))
            ) as drawn,
        ):
            for planes in drawn:
                encoder.add_planes(*planes)
            if encoder.frames != frames:
                raise MediaError(f"{into.name} has {encoder.frames} frames instead of {frames}: try again.")
    finally:
        raw.unlink(missing_ok=True)


def _filters(rate: Fraction, picture: Picture) -> list[str]:
    size = f"{picture.width}:{picture.height}"
    same = "in_color_matrix=bt709:in_range=limited:out_color_matrix=bt709:out_range=limited"
    scaled = f"scale={size}:{same}:flags=bicubic+accurate_rnd+full_chroma_int"
    held = f"tpad=stop={_AHEAD}:stop_mode=clone"
    between = [] if rate == picture.fps else [held, f"minterpolate=fps={picture.fps}:{_IN_BETWEEN}"]
    return [_COLOURS, *between, scaled, "setsar=1", "format=yuv420p"]
