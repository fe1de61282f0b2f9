"""Sound in and out: any audio file as float samples at 48 kHz; WAV files with the words in them, and AAC."""

import struct
import wave
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from infra.media.ffmpeg import media_errors
from models.errors import MediaError

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame

RATE = 48_000
"""Samples a second of everything that goes into a film."""

Samples = NDArray[np.float32]
"""Float samples, nominally −1 to 1, of shape (samples, channels)."""

_PACKET_BYTES = 2**16
"""How much of a WAV file is read at once; other formats have packets of their own."""
_MARKS_AT_MOST = 16 * 2**20
"""Bytes; a chunk of cues or labels that claims more is broken."""
_UTF8 = 65001
"""The code page of labels."""


class Word(NamedTuple):
    """A spoken word (or a few), from `start` to `end` in seconds of its sound file."""

    text: str
    start: float
    end: float


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
        with av.open(str(path), options={"max_size": str(_PACKET_BYTES)}) as container:
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


@contextmanager
def aac_writer(path: Path, bit_rate: int = 192_000) -> Iterator[Callable[[Samples], None]]:
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
        stream.bit_rate = bit_rate
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


def write_words(path: Path, words: Sequence[Word]) -> Path:
    """Keep the timings of `words` in the WAV file at `path`, in place of any that it has.

    Each word becomes a labelled region: a cue point, its label and its length, as audio editors keep
    them. The sound itself stays as it is; the file changes in one step or not at all.

    Raises:
        DiskFull: no space is left.
        MediaError: when the file is no WAV.

    """
    with path.open("rb") as file:
        chunks = list(_chunks(file))
        rate, _ = _rate_and_length(file, chunks)
        if not rate:
            raise MediaError(f"{path} is no WAV file: word timings are kept in WAV files only.")
        kept = [
            _chunk(name, _body(file, at, size))
            for name, at, size in chunks
            if name != b"cue " and not (name == b"LIST" and _body(file, at, 4) == b"adtl")
        ]
    body = b"WAVE" + b"".join(kept) + _marks(words, rate)
    aside = path.with_name(f".{path.name}.words")
    with media_errors(f"Keeping the words of {path.name}"):
        try:
            aside.write_bytes(_chunk(b"RIFF", body))
            return aside.replace(path)
        finally:
            aside.unlink(missing_ok=True)


def words_of(path: Path) -> tuple[Word, ...]:
    """The words whose timings a WAV file keeps, in the order in which they begin.

    Regions that have a label and a length are words; a mere marker is none. Empty for any other file,
    for a WAV without regions, and where the chunks that should tell them are broken.
    """
    try:
        with path.open("rb") as file:
            chunks = list(_chunks(file))
            rate, length = _rate_and_length(file, chunks)
            cues: dict[int, int] = {}
            labels: dict[int, str] = {}
            lengths: dict[int, int] = {}
            for name, at, size in chunks:
                if size > _MARKS_AT_MOST:
                    continue
                if name == b"cue ":
                    body = _body(file, at, size)[4:]
                    whole = len(body) // 24 * 24
                    cues |= {cue: first for cue, *_, first in struct.iter_unpack("<6I", body[:whole])}
                elif name == b"LIST" and _body(file, at, 4) == b"adtl":
                    _read_labels(_body(file, at, size), labels, lengths)
    except OSError:
        return ()
    found = [
        Word(labels[cue], first / rate, min(first + lengths[cue], length) / rate)
        for cue, first in cues.items()
        if rate and first < length and labels.get(cue) and lengths.get(cue)
    ]
    return tuple(sorted(found, key=lambda word: (word.start, word.end)))


def _marks(words: Sequence[Word], rate: int) -> bytes:
    """The chunks `cue ` and `LIST adtl` that say when each word is spoken; nothing for no words."""
    if not words:
        return b""
    cues, labels = struct.pack("<I", len(words)), b"adtl"
    for cue, word in enumerate(words, start=1):
        first, end = round(max(0.0, word.start) * rate), round(word.end * rate)
        cues += struct.pack("<II4sIII", cue, first, b"data", 0, 0, first)
        label = word.text.replace("\0", " ").encode() + b"\0"
        labels += _chunk(b"labl", struct.pack("<I", cue) + label)
        region = struct.pack("<II4s4H", cue, max(1, end - first), b"rgn ", 0, 0, 0, _UTF8)
        labels += _chunk(b"ltxt", region)
    return _chunk(b"cue ", cues) + _chunk(b"LIST", labels)


def _read_labels(body: bytes, labels: dict[int, str], lengths: dict[int, int]) -> None:
    """Add what the body of a `LIST adtl` says of each cue: its label, its length in samples."""
    at = 4
    while at + 12 <= len(body):
        name, size, cue = struct.unpack_from("<4sII", body, at)
        data = body[at + 12 : at + 8 + size]
        if name == b"labl":
            labels[cue] = _text(data)
        elif name == b"ltxt" and len(data) >= 4:
            lengths[cue] = struct.unpack_from("<I", data)[0]
        at += 8 + size + size % 2


def _text(data: bytes) -> str:
    data = data.split(b"\0", 1)[0]
    try:
        return data.decode().strip()
    except UnicodeDecodeError:
        # Editors that do not write UTF-8 write what Windows did.
        return data.decode("cp1252", "replace").strip()


def _chunks(file: BinaryIO) -> Iterator[tuple[bytes, int, int]]:
    """Name, place and size of each chunk of a WAV file, as far as the file goes; none for other files."""
    end = file.seek(0, 2)
    file.seek(0)
    head = file.read(12)
    if head[:4] != b"RIFF" or head[8:] != b"WAVE":
        return
    at = 12
    while at + 8 <= end:
        file.seek(at)
        name, size = struct.unpack("<4sI", file.read(8))
        size = min(size, end - at - 8)
        yield name, at + 8, size
        at += 8 + size + size % 2


def _rate_and_length(file: BinaryIO, chunks: list[tuple[bytes, int, int]]) -> tuple[int, int]:
    """A WAV's sample rate in hertz and its length in samples; 0, 0 for what is none."""
    sizes = {name: (at, size) for name, at, size in chunks}
    if b"fmt " not in sizes or b"data" not in sizes:
        return 0, 0
    at, size = sizes[b"fmt "]
    if size < 16:
        return 0, 0
    _, _, rate, _, width, _ = struct.unpack("<HHIIHH", _body(file, at, 16))
    return (rate, sizes[b"data"][1] // width) if rate and width else (0, 0)


def _body(file: BinaryIO, at: int, size: int) -> bytes:
    file.seek(at)
    return file.read(size)


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack("<4sI", name, len(body)) + body + b"\0" * (len(body) % 2)


def _array(frame: "AudioFrame", channels: int) -> Samples:
    return np.asarray(frame.to_ndarray(), dtype=np.float32).reshape(-1, channels)
