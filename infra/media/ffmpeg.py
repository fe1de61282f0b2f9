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
_POLL_S = 0.25


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


def run(args: Sequence[str], *, what: str, progress: Callable[[float], None] | None = None) -> None:
    """Run ffmpeg with `args`, quietly, overwriting its outputs; it dies with the call that started it.

    `what` names the work in an error ("Joining the film"). `progress` is told four times a second how
    many seconds of output are written; when it raises, ffmpeg is killed and the exception goes on.

    Raises:
        DiskFull: there was no space left for the output.
        MediaError: ffmpeg could not be started or failed; the message ends with what it said.

    """
    command = [executable(), "-hide_banner", "-nostdin", "-y", "-loglevel", "error", "-nostats"]
    command += ["-progress", "pipe:2", "-stats_period", str(_POLL_S), *args]
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
        )
    except OSError as error:
        raise MediaError(f"{what} failed: ffmpeg could not be started at {command[0]} ({error}).") from error
    said = _Listener(process)
    try:
        while not said.finished(_POLL_S):
            if progress is not None:
                progress(said.seconds)
    except BaseException:
        process.kill()
        raise
    finally:
        code = process.wait()
        said.close()
    if code == _NO_SPACE_EXIT:
        raise DiskFull(f"{what} failed: no space is left on the disk; free some and try again.")
    if code != 0:
        raise MediaError(f"{what} failed: {said.complaint() or f'ffmpeg left with exit code {code}'}.")


class _Listener:
    """Reads what ffmpeg says while it works: progress as `key=value` lines, anything else is a complaint."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.seconds = 0.0
        self._process = process
        self._complaints: deque[str] = deque(maxlen=50)
        self._thread = threading.Thread(target=self._listen, name="ffmpeg-stderr", daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            if told := _PROGRESS.match(line):
                if told[1] == "out_time_us" and told[2].isdigit():
                    self.seconds = int(told[2]) / 1e6
            elif line.strip():
                self._complaints.append(_ORIGIN.sub("", line.strip()))

    def finished(self, timeout_s: float) -> bool:
        """Whether ffmpeg has closed its end, which is waited for at most `timeout_s` seconds."""
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def close(self) -> None:
        """Read to the end and close the pipe; the process must have ended."""
        self._thread.join()
        assert self._process.stderr is not None
        self._process.stderr.close()

    def complaint(self) -> str:
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
