"""The sound of a vendor's clip becomes as long as its shot, and stays with its pictures."""

from pathlib import Path

import numpy as np
import pytest

from infra.media.conform import conform_sound
from infra.media.sound import RATE, read
from tests.kit.ffmpeg_run import run

PICTURES = "color=black:size=64x64:rate=24:duration={seconds}"
TONE = "sine=frequency=440:sample_rate={rate}:duration={seconds},volume=2"


def clip(folder: Path, seconds: float, *, sounds: bool = True, rate: int = 44_100) -> Path:
    path = folder / "clip.mp4"
    pictures = ["-f", "lavfi", "-i", PICTURES.format(seconds=seconds)]
    sound = ["-f", "lavfi", "-i", TONE.format(seconds=seconds, rate=rate)] if sounds else []
    run([*pictures, *sound, "-c:v", "libx264", "-c:a", "aac", "-b:a", "128k", str(path)], what="A clip")
    return path


def sounded(path: Path, frames: int) -> np.ndarray:
    into = path.with_name("sound.m4a")
    conform_sound(path, into, frames, 24, lambda _: None)
    return read(into, 2)


def pitch(samples: np.ndarray) -> float:
    spectrum = np.abs(np.fft.rfft(samples[:, 0] * np.hanning(len(samples))))
    return float(np.argmax(spectrum) * RATE / len(samples))


@pytest.mark.parametrize("rate", [44_100, 48_000, 32_000])
def test_it_is_exactly_as_long_as_the_shots_frames_and_cut_off_where_those_end(tmp_path, rate):
    samples = sounded(clip(tmp_path, 5, rate=rate), 50)
    assert len(samples) == 100_000
    assert pitch(samples) == pytest.approx(440, abs=1)
    assert np.abs(samples[-4800:]).max() > 0.1


def test_it_is_slowed_with_the_pictures_at_its_own_pitch_and_ends_where_the_last_is_held(tmp_path):
    path = clip(tmp_path, 4)
    slowed = sounded(path, 24 * 5)
    assert len(slowed) == 5 * RATE
    assert pitch(slowed) == pytest.approx(440, abs=2)
    assert np.abs(slowed[round(4.8 * RATE) : round(4.9 * RATE)]).max() > 0.1
    held = sounded(path, 24 * 8)
    assert len(held) == 8 * RATE
    assert np.abs(held[round(4.8 * RATE) : round(4.9 * RATE)]).max() > 0.1
    assert np.abs(held[round(5.2 * RATE) :]).max() < 0.001


def test_a_clip_without_a_sound_is_silent_and_the_same_clip_gives_the_same_file(tmp_path):
    path = clip(tmp_path, 2, sounds=False)
    assert not sounded(path, 48).any()
    heard = clip(tmp_path, 2)
    files = []
    for _ in range(2):
        sounded(heard, 48)
        files.append(heard.with_name("sound.m4a").read_bytes())
    assert files[0] == files[1]
