"""What the cut is measured on: conformed clips with moving pictures, narrations, a bed of music."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import numpy as np

from infra.media.encoder import VideoEncoder, edges
from infra.media.intake.material import VOICE
from infra.media.probe import probe
from models.cut.delivery import Picture
from models.cut.lengths import VOICE_LEAD_S
from models.orders.requests import MusicRequest, SpeechRequest
from providers.base import Bench
from providers.offline.score import Bed
from providers.offline.voice.piper import PiperVoice

FPS, CROSSFADE = 24, 12
LINES = (
    "The keeper counted the lamps along the quay.",
    "One of them had been dark since the storm.",
    "Nobody in the harbour spoke of it.",
    "She took the long way round, past the boats.",
    "The tide was lower than anybody remembered.",
    "Between two stones there stood a door.",
)


class Material(NamedTuple):
    """Clips of `frames` frames each, a narration for each, and a bed; `voice_starts` in seconds of the film."""

    clips: tuple[Path, ...]
    frames: int
    voices: tuple[Path, ...]
    score: Path

    @property
    def seconds(self) -> float:
        """How long the film is, crossfades counted once."""
        return (len(self.clips) * self.frames - (len(self.clips) - 1) * CROSSFADE) / FPS

    @property
    def voice_starts(self) -> tuple[float, ...]:
        """Where each narration begins."""
        step = (self.frames - CROSSFADE) / FPS
        return tuple(number * step + VOICE_LEAD_S for number in range(len(self.voices)))


def make(folder: Path, count: int, frames: int, picture: Picture) -> Material:
    """Clips of textured pictures that drift, each another; every narration is one of six lines.

    Clips that are in the folder already are taken as they are.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(2) as pool:
        paths = [folder / f"clip_{number:03d}.mp4" for number in range(count)]
        made = [
            path if path.exists() else pool.submit(clip, path, number, frames, picture)
            for number, path in enumerate(paths)
        ]
        clips = tuple(one if isinstance(one, Path) else one.result() for one in made)
    spoken = []
    for number, text in enumerate(LINES):
        place = folder / f"voice_{number}"
        place.mkdir(exist_ok=True)
        spoken.append(PiperVoice().render(SpeechRequest(text=text), Bench(place)).path)
    place = folder / "score"
    place.mkdir(exist_ok=True)
    score = Bed().render(MusicRequest(mood="calm", seconds=60), Bench(place)).path
    return Material(clips, frames, tuple(spoken[number % len(spoken)] for number in range(count)), score)


def clip(path: Path, number: int, frames: int, picture: Picture) -> Path:
    """One conformed clip: a window that drifts over a picture of soft shapes and film grain."""
    random = np.random.default_rng(number)
    high, wide = picture.height + 2 * frames, picture.width + 2 * frames
    coarse = random.integers(40, 220, (high // 60 + 2, wide // 60 + 2, 3), dtype=np.uint8)
    whole = np.kron(coarse, np.ones((60, 60, 1), np.uint8))[:high, :wide].astype(np.int16)
    whole = np.clip(whole + random.normal(0, 5, (high, wide, 1)), 0, 255).astype(np.uint8)
    with VideoEncoder(path, picture, keyframes=edges(frames, CROSSFADE)) as encoder:
        for n in range(frames):
            encoder.add_rgb(np.ascontiguousarray(whole[n : n + picture.height, n : n + picture.width]))
    return path


def spoken_seconds(material: Material) -> tuple[float, ...]:
    """The measured length of each narration."""
    known = {path: probe(path, VOICE).audio_seconds for path in set(material.voices)}
    return tuple(known[path] for path in material.voices)
