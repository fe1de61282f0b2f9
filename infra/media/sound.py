"""Sound in and out: any audio file as float samples at 48 kHz, and 16-bit WAV files."""

import wave
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from models.errors import MediaError

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame

RATE = 48_000
"""Samples a second of everything that goes into a film."""

Samples = NDArray[np.float32]
"""Float samples, nominally −1 to 1, of shape (samples, channels)."""


def read(path: Path, channels: int = 1) -> Samples:
    """The whole of an audio file at 48 kHz, of shape (samples, channels); 1 or 2 channels.

    Raises:
        MediaError: when it cannot be read, or holds no sound.

    """
    return np.concatenate(list(stream(path, channels)))


def stream(path: Path, channels: int = 1) -> Iterator[Samples]:
    """An audio file at 48 kHz piece by piece, so that a long one never sits in memory whole.

    Raises:
        MediaError: when it cannot be read, or holds no sound.

    """
    import av

    layout = {1: "mono", 2: "stereo"}[channels]
    empty = True
    try:
        with av.open(str(path)) as container:
            if not container.streams.audio:
                raise MediaError(f"{path} holds no sound: give an audio file.")
            resampler = av.AudioResampler(format="flt", layout=layout, rate=RATE)
            for frame in container.decode(audio=0):
                for piece in resampler.resample(frame):
                    empty = False
                    yield _array(piece, channels)
            if not empty:
                for piece in resampler.resample(None):
                    yield _array(piece, channels)
    except (av.FFmpegError, OSError) as error:
        raise MediaError(f"{path} cannot be read as sound ({error}): make it again.") from error
    if empty:
        raise MediaError(f"{path} holds no sound: make it again.")


def seconds(path: Path) -> float:
    """The length of an audio file as its header tells it.

    Raises:
        MediaError: when it cannot be read, or holds no sound.

    """
    import av

    try:
        with av.open(str(path)) as container:
            if not container.streams.audio:
                raise MediaError(f"{path} holds no sound: give an audio file.")
            track = container.streams.audio[0]
            if track.duration is not None and track.time_base is not None:
                return float(track.duration * track.time_base)
            return float((container.duration or 0) / av.time_base)
    except (av.FFmpegError, OSError) as error:
        raise MediaError(f"{path} cannot be read as sound ({error}): make it again.") from error


def write_wav(path: Path, samples: NDArray[Any], rate: int = RATE) -> Path:
    """Write float samples of shape (samples,) or (samples, channels) as a 16-bit WAV; louder than 1 clips."""
    channels = 1 if samples.ndim == 1 else samples.shape[1]
    with wav_writer(path, channels, rate) as write:
        write(samples)
    return path


@contextmanager
def wav_writer(path: Path, channels: int = 2, rate: int = RATE) -> Iterator[Callable[[NDArray[Any]], None]]:
    """A 16-bit WAV that grows: call what it gives with float samples as often as needed."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)

        def write(samples: NDArray[Any]) -> None:
            file.writeframes(np.clip(np.rint(samples * 32767.0), -32768, 32767).astype("<i2").tobytes())

        yield write


def _array(frame: "AudioFrame", channels: int) -> Samples:
    return np.asarray(frame.to_ndarray(), dtype=np.float32).reshape(-1, channels)
