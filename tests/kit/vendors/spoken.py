"""What the doubles of voices say: a burst of tone a word, in the voice's own pitch, and when each character is heard."""

import struct
import wave
from collections.abc import Sequence
from hashlib import sha256
from io import BytesIO
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.cut.words import Word

RATE = 24_000
LEAD_S, LETTER_S, SPACE_S, TAIL_S = 0.12, 0.06, 0.08, 0.2


class Said(NamedTuple):
    """Samples of 16 bits at 24 kHz, and the seconds at which each character of the text begins and ends."""

    samples: NDArray[np.int16]
    starts: tuple[float, ...]
    ends: tuple[float, ...]

    @property
    def seconds(self) -> float:
        """How long it is."""
        return len(self.samples) / RATE

    def words(self, text: str) -> list[tuple[str, float, float]]:
        """Its words, each from and to when, in seconds."""
        found, begun = [], None
        for place, character in enumerate(f"{text} "):
            if character.isspace() and begun is not None:
                found.append((text[begun:place], self.starts[begun], self.ends[place - 1]))
                begun = None
            elif not character.isspace() and begun is None:
                begun = place
        return found


def pitch_of(voice: str) -> float:
    """The pitch of a voice in Hz: its own, and always the same."""
    return 140.0 + sha256(voice.encode()).digest()[0]


def said(text: str, voice: str) -> Said:
    """A text, spoken."""
    starts, ends, at = [], [], LEAD_S
    for character in text:
        length = SPACE_S if character.isspace() else LETTER_S
        starts.append(round(at, 4))
        at += length
        ends.append(round(at, 4))
    samples = np.zeros(round((at + TAIL_S) * RATE), np.float64)
    for character, start, end in zip(text, starts, ends, strict=True):
        if not character.isspace():
            first, last = round(start * RATE), round(end * RATE)
            samples[first:last] = 0.4 * np.sin(2 * np.pi * pitch_of(voice) * np.arange(first, last) / RATE)
    return Said((samples * 32767).astype("<i2"), tuple(starts), tuple(ends))


def as_wav(samples: NDArray[np.int16], *, streamed: bool = False) -> bytes:
    """A WAV file; one that is `streamed` does not know its own length when its head is written."""
    into = BytesIO()
    with wave.open(into, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())
    data = bytearray(into.getvalue())
    if streamed:
        data[4:8] = data[40:44] = struct.pack("<I", 0xFFFFFFFF)
    return bytes(data)


def as_mp3(samples: NDArray[np.int16]) -> bytes:
    """An MP3 of 48 kbit/s."""
    import av

    into = BytesIO()
    with av.open(into, "w", format="mp3", options={"write_xing": "0"}) as container:
        stream = container.add_stream("libmp3lame", rate=RATE, layout="mono")
        stream.bit_rate = 48_000
        frame = av.AudioFrame.from_ndarray(samples[np.newaxis, :], format="s16", layout="mono")
        frame.sample_rate = RATE
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            container.mux(packet)
    return into.getvalue()


def loudest_pitch(samples: NDArray[np.float32], rate: int, among: Sequence[str]) -> str:
    """Which of these voices is heard."""
    power = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    heard = float(np.fft.rfftfreq(len(samples), 1 / rate)[int(power.argmax())])
    return min(among, key=lambda voice: abs(pitch_of(voice) - heard))


def same_words(heard: Sequence[Word], told: Sequence[tuple[str, float, float]]) -> None:
    """See that the words of a recording are those that were told, within a few samples."""
    assert [word.text for word in heard] == [text for text, *_ in told]
    for word, (_, start, end) in zip(heard, told, strict=True):
        assert abs(word.start - start) < 0.002 and abs(word.end - end) < 0.002, (word, start, end)
