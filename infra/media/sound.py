"""Sound in and out: any audio file as float samples at 48 kHz, and WAV files."""

import wave
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain
from math import gcd
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from infra.media.intake.material import SOUND, opened
from models.errors import BrokenMedia, MediaError

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame
    from av.container import InputContainer

RATE = 48_000
"""Samples a second of everything that goes into a film."""

Samples = NDArray[np.float32]
"""Float samples, nominally −1 to 1, of shape (samples, channels)."""

_WORTH_SEEKING = 5 * RATE
"""What begins earlier is decoded from the file's beginning."""
_READING = {"max_size": str(2**16), "max_probe_packets": "1"}
"""How much of a WAV file is read at once; other formats have packets of their own. And how many packets FFmpeg looks at
for another codec than the one that a WAV file says: by itself it looks at seconds of them whenever one is opened."""


def read(path: Path, channels: int = 1) -> Samples:
    """The whole of an audio file at 48 kHz, of shape (samples, channels); 1 or 2 channels.

    Raises:
        MediaError: when it cannot be read, or holds no sound.

    """
    return np.concatenate(list(stream(path, channels)))


def stream(path: Path, channels: int = 1, first: int = 0) -> Iterator[Samples]:
    """An audio file at 48 kHz from its sample `first` on, piece by piece: a long one never sits in memory whole.

    What lies before is skipped where the file says where its parts are, else decoded and left out.

    Raises:
        MediaError: when it cannot be read, or holds no sound.

    """
    import av

    layout = {1: "mono", 2: "stereo"}[channels]
    empty = True
    try:
        with opened(path, SOUND, _READING) as container:
            if not container.streams.audio:
                raise _silent(path)
            resampler = av.AudioResampler(format="flt", layout=layout, rate=RATE)
            frames, begun = _from(container, first)
            left = first - begun
            for frame in frames:
                for piece in resampler.resample(frame):
                    empty = False
                    left -= piece.samples
                    if left < 0:
                        yield _array(piece, channels)[max(0, left + piece.samples) :]
            if not empty:
                for piece in resampler.resample(None):
                    left -= piece.samples
                    if left < 0:
                        yield _array(piece, channels)[max(0, left + piece.samples) :]
    except BrokenMedia:
        raise
    except (MediaError, ValueError) as error:  # PyAV's answer to sound that changes on its way
        raise MediaError(
            f"{path} cannot be read as sound ({error.__cause__ or error}): make it again."
        ) from error
    if empty and not first:
        raise _silent(path)


def _from(container: "InputContainer", first: int) -> "tuple[Iterator[AudioFrame], int]":
    """Frames that hold sample `first`, and the sample at which they begin; both count at 48 kHz.

    They begin early enough for decoder and resampler to be in full swing, and where a sample of the
    file and one at 48 kHz coincide, so that they are the same samples as when all is decoded.
    """
    stream = container.streams.audio[0]
    rate, base = stream.codec_context.sample_rate, stream.time_base
    # A file whose clock is coarser than its samples cannot say at which of them a jump has landed.
    if first < _WORTH_SEEKING or not rate or base is None or base * rate > 1:
        return container.decode(stream), 0
    start = next(container.decode(stream), None)
    origin = start.pts if start is not None else None
    if origin is not None:
        wanted = (first - RATE) * rate // RATE
        container.seek(origin + round(wanted / rate / base) - 1, stream=stream)
        decoded = container.decode(stream)
        # The first after a jump may lack what it builds on.
        next(decoded, None)
        frame = next(decoded, None)
        if frame is not None and frame.pts is not None:
            at = round((frame.pts - origin) * base * rate)
            if 0 <= at < first * rate // RATE:
                unit = rate // gcd(rate, RATE)
                late = -at % unit
                return chain(_shortened(frame, late), decoded), (at + late) * RATE // rate
    container.seek(origin or 0, stream=stream)
    return container.decode(stream), 0


def _shortened(frame: "AudioFrame", late: int) -> "Iterator[AudioFrame]":
    """A frame without its first `late` samples, of which it has more."""
    import av

    if not late:
        yield frame
        return
    planar = frame.format.is_planar
    samples: NDArray[Any] = frame.to_ndarray()[:, late if planar else late * frame.layout.nb_channels :]
    rest = av.AudioFrame.from_ndarray(
        np.ascontiguousarray(samples), format=frame.format.name, layout=frame.layout.name
    )
    rest.sample_rate, rest.time_base = frame.sample_rate, frame.time_base
    yield rest


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


def _silent(path: Path) -> BrokenMedia:
    return BrokenMedia(f"{path} holds no sound: give an audio file.")


def _array(frame: "AudioFrame", channels: int) -> Samples:
    return np.asarray(frame.to_ndarray(), dtype=np.float32).reshape(-1, channels)
