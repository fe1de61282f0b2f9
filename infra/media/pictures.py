"""Decoded pictures from ffmpeg, one after the other through a pipe: never more of them in memory than one.

The ffmpeg dies with whoever reads: killed when the reader stops, and when the reader's process is killed
it fails at its next write into the broken pipe.
"""

import selectors
import subprocess
from collections.abc import Callable, Generator, Sequence
from io import FileIO
from pathlib import Path
from typing import TYPE_CHECKING

from infra.media.encoder import split_planes
from infra.media.ffmpeg import POLL_S, STALL_S, Work, hangs, started
from models.cut.delivery import Picture

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]
    Planes = tuple[Pixels, Pixels, Pixels]


def decoded(
    arguments: Sequence[str],
    picture: Picture,
    *,
    what: str,
    progress: Callable[[int], None] | None = None,
    stall_s: float = STALL_S,
) -> "Generator[Planes, None, None]":
    """Run ffmpeg with input and filter `arguments` and give each picture as its Y, U and V planes.

    The arguments must lead to pictures of `picture`'s size; each that comes out is given, at whatever
    rate. `what` names the work in an error. `progress` is told how many pictures were given, after each
    and four times a second while none comes; when it raises, or when the iterator is closed, ffmpeg is
    killed at once.

    Raises:
        MediaError: ffmpeg could not be started, failed, or hangs: no picture for `stall_s` seconds.

    """
    import numpy as np

    arguments = [*arguments, "-an", "-sn", "-dn", "-fps_mode", "passthrough"]
    arguments += ["-f", "rawvideo", "-pix_fmt", "yuv420p", "pipe:1"]
    width, height, given = picture.width, picture.height, 0

    def waiting() -> None:
        if progress is not None:
            progress(given)

    with started(arguments, what=what, stdout=subprocess.PIPE) as work:
        while True:
            stacked = np.empty(width * height * 3 // 2, np.uint8)
            if not _filled(stacked, work, what, stall_s, waiting):
                break
            given += 1
            yield split_planes(stacked, width, height)
            waiting()
        work.check()


def burned(captions: Path) -> str:
    """The ffmpeg filter that draws the ASS file `captions` with Longtake's own fonts."""
    from infra.media.text.fonts import burn_fonts

    return f"ass=filename={_escaped(captions)}:fontsdir={_escaped(burn_fonts())}"


def _escaped(path: Path) -> str:
    """A path as the value of a filter's option: once for the option, and once more for the filter graph."""
    option = "".join(f"\\{c}" if c in "\\':" else c for c in str(path))
    return "".join(f"\\{c}" if c in "\\'[],;" else c for c in option)


def _filled(stacked: "Pixels", work: Work, what: str, stall_s: float, waiting: Callable[[], None]) -> bool:
    """Read one picture; False at the end, where the rest of a half-written one is dropped."""
    assert isinstance(work.stdout, FileIO)
    room, read, quiet_s = stacked.data, 0, 0.0
    with selectors.DefaultSelector() as ready:
        ready.register(work.stdout, selectors.EVENT_READ)
        while read < len(room):
            if not ready.select(POLL_S):
                quiet_s += POLL_S
                if quiet_s >= stall_s:
                    raise hangs(what, stall_s)
                waiting()
                continue
            count = work.stdout.readinto(room[read:])
            if not count:
                return False
            read += count
    return True
