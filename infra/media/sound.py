"""Sound in and out: any audio file as float samples at 48 kHz; WAV files with the words in them, and AAC."""

import wave
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from infra.media.ffmpeg import media_errors
from infra.media.intake.material import SOUND, opened
from models.errors import BrokenMedia, MediaError

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame

RATE = 48_000
"""Samples a second of everything that goes into a film."""

AAC_BIT_RATE = 192_000
"""Bits a second of the film's sound."""

Samples = NDArray[np.float32]
"""Float samples, nominally −1 to 1, of shape (samples, channels)."""

_PACKET_BYTES = 2**16
"""How much of a WAV file is read at once; other formats have packets of their own."""


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
        with opened(path, SOUND, {"max_size": str(_PACKET_BYTES)}) as container:
            if not container.streams.audio:
                raise _silent(path)
            resampler = av.AudioResampler(format="flt", layout=layout, rate=RATE)
            for frame in container.decode(audio=0):
                for piece in resampler.resample(frame):
                    empty = False
                    yield _array(piece, channels)
            if not empty:
                for piece in resampler.resample(None):
                    yield _array(piece, channels)
    except BrokenMedia:
        raise
    except (MediaError, ValueError) as error:  # PyAV's answer to sound that changes on its way
        raise MediaError(
            f"{path} cannot be read as sound ({error.__cause__ or error}): make it again."
        ) from error
    if empty:
        raise _silent(path)


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


@contextmanager
def aac_writer(path: Path) -> Iterator[Callable[[Samples], None]]:
    """An .m4a file of stereo AAC at 48 kHz that grows: call what it gives with stereo samples.

    Its edit list leaves out what the encoder added, so that it plays exactly the samples written.

    Raises:
        DiskFull: no space is left.
        MediaError: the file cannot be written.

    """
    import av

    with (
        media_errors(f"Writing {path.name}"),
        av.open(str(path), "w", format="mp4", options={"movie_timescale": str(RATE)}) as container,
    ):
        # At such rates the fast search keeps more of the sound, in a third of the time.
        stream = container.add_stream("aac", rate=RATE, layout="stereo", options={"aac_coder": "fast"})
        stream.bit_rate = AAC_BIT_RATE
        # One thread adds up in the same order every time.
        stream.codec_context.thread_count = 1
        written = 0

        def write(samples: Samples) -> None:
            nonlocal written
            if not len(samples):
                return
            frame = av.AudioFrame.from_ndarray(
                np.ascontiguousarray(samples.T, np.float32), format="fltp", layout="stereo"
            )
            frame.sample_rate, frame.time_base, frame.pts = RATE, Fraction(1, RATE), written
            written += len(samples)
            container.mux(stream.encode(frame))

        yield write
        container.mux(stream.encode(None))


def _silent(path: Path) -> BrokenMedia:
    return BrokenMedia(f"{path} holds no sound: give an audio file.")


def _array(frame: "AudioFrame", channels: int) -> Samples:
    return np.asarray(frame.to_ndarray(), dtype=np.float32).reshape(-1, channels)
