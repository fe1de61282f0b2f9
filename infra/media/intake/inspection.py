"""Foreign media, looked through from outside before anything of ours opens them: a file may take a process, not a worker.

A header of a few kilobytes can claim tables of gigabytes, which FFmpeg's libraries build as they open the file. So a
file that somebody else made is first read from end to end by an ffmpeg of its own, whose memory and time are watched.
"""

import errno
import time
from pathlib import Path

from infra.media.ffmpeg import started
from infra.media.intake.material import Material, input_arguments, refused
from models.errors import BrokenMedia

MOST_BYTES = 320 * 1024**2
"""Of memory: twice what the index of a day of sound takes, beside ffmpeg itself."""
MOST_S = 300.0
"""Seconds: enough to read hours of media from a disk."""
_LOOK_S = 0.05
_REFUSED_EXIT = 256 - errno.EINVAL


def inspect(path: Path, material: Material) -> None:
    """See that a file can be read to its end as its kind, in bounded memory and time; nothing is decoded.

    Raises:
        BrokenMedia: it is something else, or takes more memory or time than media do.
        MediaError: it cannot be read, or ffmpeg cannot be run.

    """
    if material.holds == "video":
        # Without decoders nothing takes memory but what the file claims to hold.
        material, stream = material._replace(codecs=("none",)), "V"
    else:
        stream = "a"
    arguments = ["-threads", "1", *input_arguments(path, material), "-map", f"0:{stream}:0"]
    until = time.monotonic() + MOST_S
    with started([*arguments, "-c", "copy", "-f", "null", "-"], what=f"Reading {path.name}") as work:
        while (code := work.ended(_LOOK_S)) is None:
            if work.memory > MOST_BYTES or time.monotonic() > until:
                raise BrokenMedia(
                    f"{path.name} claims to hold more than can be read of any media: it is not used."
                )
        if code == _REFUSED_EXIT:
            raise refused(path, material)
        work.check()
