"""Composing the timeline of a hundred spoken shots: from words that were kept, against listening to every voice.

`python -m benchmarks.composition [ROUNDS]` does both by turns over the same recordings, which once keep the timings
of their words and once do not, and compares the captions.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from activities.cut.captions.captions import captioned
from activities.cut.captions.heard_lines import heard_lines
from activities.cut.captions.speech_times import spoken
from activities.cut.captions.spoken_words import VoicedLine, measured
from activities.cut.composition import compose
from benchmarks.cuts.material import LINES
from infra.database.database import open_database
from infra.media.sound import RATE, write_wav
from infra.media.word_cues import write_words
from infra.storage import LocalStore
from library.assets import Library
from library.work import Work
from models.cut.cutlist import CutList, CutShot
from models.cut.lengths import frames_of, spoken_s
from models.cut.timeline import Timeline
from models.cut.words import SpokenLine, Word
from models.names import voice_name
from models.orders.assets import Blob

SHOTS = 100
LETTER_S = 0.07
"""Seconds of voice a letter."""
CLIP = Blob(sha256="0" * 64, suffix=".mp4", size=0)


def recording(path: Path, text: str, number: int, *, timed: bool) -> float:
    """A recording as loud and as wide as speech, a burst a sentence, its own for each number; its length in seconds."""
    random = np.random.default_rng(number)
    parts: list[NDArray[np.float64]] = []
    for sentence in text.split(". "):
        parts += [random.normal(0, 0.1, round(len(sentence) * LETTER_S * RATE)), np.zeros(RATE * 2 // 5)]
    samples = np.concatenate(parts[:-1]).astype(np.float32)
    write_wav(path, samples)
    if timed:
        words = text.split()
        step = len(samples) / RATE / len(words)
        write_words(path, [Word(word, at * step, (at + 1) * step) for at, word in enumerate(words)])
    return len(samples) / RATE


def cut_of(folder: Path, library: Library, *, timed: bool) -> CutList:
    """A hundred shots, each with a line of two sentences and a recording of its own, whose words are kept."""
    shots = []
    for number in range(SHOTS):
        text = f"{LINES[number % len(LINES)]} {LINES[(number + 1 + number // 6) % len(LINES)]}"
        path = folder / f"voice_{number}_{timed}.wav"
        seconds = recording(path, text, number, timed=timed)
        voice = library.store.put_file(path)
        shots.append(
            CutShot(
                shot_id=f"shot_{number:03d}",
                shot_number=number + 1,
                frames=frames_of(spoken_s(seconds)),
                clip=CLIP,
                conformed=True,
                voice=voice,
                voice_s=seconds,
                words=measured(VoicedLine(voice, text, "en"), library, Work(), lambda: None),
                subtitle=text,
            )
        )
    size = {"width": 1280, "height": 720, "title_frames": 36, "end_frames": 36}
    return CutList(film_id="bench", title="Bench", shots=tuple(shots), **size)


def from_words(cut: CutList, library: Library) -> Timeline:
    """The timeline as the cut makes it."""
    return compose(cut, None, heard_lines(cut, library, lambda _: Work(), lambda: None))


def from_voices(cut: CutList, library: Library) -> Timeline:
    """The timeline after every voice was listened to."""
    heard = {}
    for shot in cut.shots:
        assert shot.voice
        pieces = captioned(shot.subtitle)
        times = spoken(pieces, library.store.open_file(shot.voice), cut.language)
        words = tuple(Word(piece, *span) for piece, span in zip(pieces, times, strict=True))
        heard[voice_name(shot.shot_id)] = SpokenLine(words=words)
    return compose(cut, None, heard)


def compared(rounds: int) -> None:
    """The table: seconds of CPU for each way and each kind of recording."""
    ways: dict[str, Callable[[CutList, Library], Timeline]] = {
        "listening to every voice": from_voices,
        "from the words that were kept": from_words,
    }
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        library = Library(LocalStore(folder / "store"), open_database(f"sqlite:///{folder / 'longtake.db'}"))
        for timed in (False, True):
            cut = cut_of(folder, library, timed=timed)
            spent: dict[str, list[float]] = {what: [] for what in ways}
            for _ in range(rounds):
                seen = []
                for what, compose_by in ways.items():
                    begun = time.process_time()
                    seen.append(compose_by(cut, library).captions)
                    spent[what].append(time.process_time() - begun)
                assert seen[0] == seen[1]
            of = "recordings with timed words" if timed else "recordings of sound alone"
            for what, seconds in spent.items():
                print(f"{of}, {what}: {statistics.median(seconds):.3f} s {[round(s, 3) for s in seconds]}")


if __name__ == "__main__":
    compared(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
