"""ffmpeg: where it is, how it is run, and how its failures are told in our words."""

import errno
import re
import subprocess
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from models.errors import DiskFull, MediaError

_NO_SPACE_EXIT = 256 - errno.ENOSPC
"""ffmpeg leaves with the low byte of the negative error number."""
_PROGRESS = re.compile(r"^(\w+)=\s*(\S*)\s*$")
_ORIGIN = re.compile(r"^(\[[^\]]*\]\s*)+")
_SAYS_NOTHING = (
    "Conversion failed",
    "Error opening input file",
    "Error opening output file",
    "Last message repeated",
    "Nothing was written",
    "Task finished with error code",
    "Terminating thread",
)
_HOW_FAR = ("frame", "total_size", "out_time_us")
POLL_S = 0.25
"""How often, in seconds, progress is told and a wait for ffmpeg looks up."""
STALL_S = 60.0
"""An ffmpeg of which nothing comes for so many seconds hangs."""


def executable() -> str:
    """The ffmpeg to run: the one in the imageio-ffmpeg wheel, or what IMAGEIO_FFMPEG_EXE names.

    Raises:
        MediaError: there is none for this machine.

    """
    import imageio_ffmpeg

    try:
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError as error:
        raise MediaError(
            "No ffmpeg was found for this machine: install one and point IMAGEIO_FFMPEG_EXE at it."
        ) from error


def run(
    args: Sequence[str],
    *,
    what: str,
    progress: Callable[[float], None] | None = None,
    stall_s: float = STALL_S,
) -> None:
    """Run ffmpeg with `args`, quietly, overwriting its outputs; it dies with the call that started it.

    `what` names the work in an error ("Joining the film"). `progress` is told four times a second how
    many seconds of output are written; when it raises, ffmpeg is killed and the exception goes on. So
    it is killed when for `stall_s` seconds no more is written.

    Raises:
        DiskFull: there was no space left for the output.
        MediaError: ffmpeg could not be started, failed or hangs; the message ends with what it said.

    """
    with started(args, what=what) as work:
        reached, quiet_s = work.reached, 0.0
        while not work.finished(POLL_S):
            quiet_s = quiet_s + POLL_S if work.reached == reached else 0.0
            reached = work.reached
            if quiet_s >= stall_s:
                raise hangs(what, stall_s)
            if progress is not None:
                progress(work.seconds)
        work.check()


@contextmanager
def started(args: Sequence[str], *, what: str, stdout: int = subprocess.DEVNULL) -> "Iterator[Work]":
    """Run ffmpeg with `args` while the block runs; it is killed when that ends first, and always reaped.

    Raises:
        MediaError: ffmpeg could not be started.

    """
    command = [executable(), "-hide_banner", "-nostdin", "-y", "-loglevel", "error", "-nostats"]
    command += ["-progress", "pipe:2", "-stats_period", str(POLL_S), *args]
    try:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=stdout, stderr=subprocess.PIPE, bufsize=0
        )
    except OSError as error:
        raise MediaError(f"{what} failed: ffmpeg could not be started at {command[0]} ({error}).") from error
    work = Work(process, what)
    try:
        yield work
    finally:
        process.kill()
        work.close()


def hangs(what: str, stall_s: float) -> MediaError:
    """The error for an ffmpeg of which nothing came for `stall_s` seconds."""
    return MediaError(f"{what} failed: ffmpeg hangs, nothing came of it for {stall_s:g} s; try again.")


class Work:
    """An ffmpeg at work. It says how far it is as `key=value` lines; anything else is a complaint.

    `stdout` is where it writes, when that was asked for. `seconds` of output are written; `reached` is
    another whenever it got any further.
    """

    def __init__(self, process: "subprocess.Popen[bytes]", what: str) -> None:
        self.stdout = process.stdout
        self.seconds = 0.0
        self.reached: tuple[str, ...] = ()
        self._process = process
        self._what = what
        self._complaints: deque[str] = deque(maxlen=50)
        self._thread = threading.Thread(target=self._listen, name="ffmpeg-stderr", daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        assert self._process.stderr is not None
        told: dict[str, str] = {}
        for raw in self._process.stderr:
            line = raw.decode("utf-8", "replace").strip()
            if fact := _PROGRESS.match(line):
                told[fact[1]] = fact[2]
                if fact[1] == "progress":
                    self.reached = tuple(told.get(name, "") for name in _HOW_FAR)
                    if told.get("out_time_us", "").isdigit():
                        self.seconds = int(told["out_time_us"]) / 1e6
            elif line:
                self._complaints.append(_ORIGIN.sub("", line))

    def finished(self, timeout_s: float) -> bool:
        """Whether ffmpeg has closed its end, which is waited for at most `timeout_s` seconds."""
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def check(self) -> None:
        """Wait for the end, and tell a failure as an error.

        Raises:
            DiskFull: there was no space left for the output.
            MediaError: ffmpeg failed; the message ends with what it said.

        """
        self._thread.join()
        code = self._process.wait()
        if code == _NO_SPACE_EXIT:
            raise DiskFull(f"{self._what} failed: no space is left on the disk; free some and try again.")
        if code != 0:
            said = self._complaint() or f"ffmpeg left with exit code {code}"
            raise MediaError(f"{self._what} failed: {said}.")

    def close(self) -> None:
        """Read to the end, reap the process, which must have been killed or have ended, and close its pipes."""
        self._thread.join()
        self._process.wait()
        for pipe in (self._process.stdout, self._process.stderr):
            if pipe is not None:
                pipe.close()

    def _complaint(self) -> str:
        """The last line that says what went wrong, without a full stop."""
        telling = [line for line in self._complaints if not line.startswith(_SAYS_NOTHING)]
        return (telling or list(self._complaints) or [""])[-1].rstrip(" .!")


@contextmanager
def media_errors(what: str) -> Iterator[None]:
    """Tell what FFmpeg's libraries raise inside the block as errors of ours; `what` names the work.

    Raises:
        DiskFull: there was no space left.
        MediaError: anything else that went wrong in a decoder, an encoder or a file.

    """
    import av

    try:
        yield
    except (av.FFmpegError, OSError) as error:
        if error.errno == errno.ENOSPC:
            raise DiskFull(
                f"{what} failed: no space is left on the disk; free some and try again."
            ) from error
        raise MediaError(f"{what} failed: {error.strerror or error}.") from error
