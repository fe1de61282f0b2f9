"""ffmpeg: where it is, how it is run, and how its failures are told in our words."""

import errno
import os
import re
import signal
import subprocess
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import psutil

from infra.memory import out_of_memory
from models.errors import DiskFull, MediaError

_NO_SPACE_EXIT = 256 - errno.ENOSPC
"""ffmpeg leaves with the low byte of the negative error number."""
_NO_MEMORY_EXITS = (256 - errno.ENOMEM, -signal.SIGKILL)
"""The last is how the system ends who takes too much."""
_NO_MEMORY = os.strerror(errno.ENOMEM)
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


@contextmanager
def started(args: Sequence[str], *, what: str, stdout: int = subprocess.DEVNULL) -> "Iterator[Work]":
    """Run ffmpeg with `args` while the block runs; it is killed when that ends first, and always reaped.

    Raises:
        MediaError: ffmpeg could not be started.

    """
    command = [executable(), "-hide_banner", "-nostdin", "-y", "-loglevel", "error", "-nostats", *args]
    try:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=stdout, stderr=subprocess.PIPE, bufsize=0
        )
    except OSError as error:
        if error.errno == errno.ENOMEM:
            raise out_of_memory(what) from error
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
    """An ffmpeg at work: whatever it says is a complaint. `stdout` is where it writes, when that was asked for."""

    def __init__(self, process: "subprocess.Popen[bytes]", what: str) -> None:
        self.stdout = process.stdout
        self._process = process
        self._what = what
        self._complaints: deque[str] = deque(maxlen=50)
        self._thread = threading.Thread(target=self._listen, name="ffmpeg-stderr", daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        assert self._process.stderr is not None
        for raw in self._process.stderr:
            line = raw.decode("utf-8", "replace").strip()
            if line:
                self._complaints.append(_ORIGIN.sub("", line))

    @property
    def memory(self) -> int:
        """Bytes of memory that it takes now; none once it has ended."""
        try:
            return int(psutil.Process(self._process.pid).memory_info().rss)
        except psutil.Error:
            return 0

    def ended(self, within_s: float) -> int | None:
        """The exit code, negative for the signal that ended it; None when it goes on for so many seconds."""
        try:
            return self._process.wait(within_s)
        except subprocess.TimeoutExpired:
            return None

    def check(self) -> None:
        """Wait for the end, and tell a failure as an error.

        Raises:
            DiskFull: there was no space left for the output.
            OutOfMemory: there was no memory left, or the system killed ffmpeg for want of it.
            MediaError: ffmpeg failed; the message ends with what it said.

        """
        self._thread.join()
        code = self._process.wait()
        if code == _NO_SPACE_EXIT:
            raise DiskFull(f"{self._what} failed: no space is left on the disk; free some and try again.")
        if code in _NO_MEMORY_EXITS or _NO_MEMORY in self._complaint():
            raise out_of_memory(self._what)
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
        OutOfMemory: there was no memory left.
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
        if error.errno == errno.ENOMEM:
            raise out_of_memory(what) from error
        raise MediaError(f"{what} failed: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:  # PyAV's answer to a file whose tags are in another encoding
        raise MediaError(f"{what} failed: what it says of itself is not UTF-8; make it again.") from error
