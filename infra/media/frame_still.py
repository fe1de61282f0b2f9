"""One frame of a clip as a picture: what the film shows at that moment, in the film's size and colours."""

from collections.abc import Callable
from pathlib import Path

from infra.media.conform import READING, shape_filters, timing_filters
from infra.media.ffmpeg import POLL_S, STALL_S, hangs, started
from infra.media.intake.material import CLIP, input_arguments
from infra.media.probe import probe_picture
from models.cut.delivery import Fit, Picture
from models.errors import BrokenMedia


def save_frame(
    clip: Path, into: Path, frame: int, picture: Picture, *, fit: Fit, progress: Callable[[float], None]
) -> None:
    """Write the frame of that number, from 0 at the film's rate, to the PNG file `into`; past the clip's end its last one.

    Raises:
        MediaError: the clip cannot be read, or the picture cannot be written.

    """
    looks = shape_filters(probe_picture(clip), picture, fit)
    chosen = [*timing_filters(1.0, frame + 1, picture.fps), f"select=eq(n\\,{frame})"]
    colours = "scale=in_color_matrix=bt709:in_range=limited:out_range=full"
    filters = ",".join([*chosen, *looks, colours, "format=rgb24"])
    arguments = [*READING, *input_arguments(clip, CLIP), "-map", "0:V:0", "-vf", filters]
    what, waited = f"Taking a frame of {clip.name}", 0.0
    with started([*arguments, "-frames:v", "1", "-f", "image2", "-y", str(into)], what=what) as work:
        while work.ended(POLL_S) is None:
            progress(0.0)
            waited += POLL_S
            if waited > STALL_S:
                raise hangs(what, STALL_S)
        work.check()
    if not into.exists():
        raise BrokenMedia(f"{clip.name} holds no picture that can be decoded: make it again.")
