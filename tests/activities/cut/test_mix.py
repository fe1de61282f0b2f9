"""The film's sound, measured: loudness and peaks by ffmpeg, places and depths by the samples."""

import re
import subprocess
import wave
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from activities.cut.mix import mix
from infra.media.ffmpeg import executable
from infra.media.sound import write_wav
from models.errors import MediaError
from models.timeline import VOICE_LEAD_S, Timeline, TimelineShot

RATE = 48_000
VOICE_HZ, SCORE_HZ = 1000, 220
FIRST_S, SECOND_S = 2.4, 1.5


def film(*voice_s: float, frames: int = 84) -> Timeline:
    shots = tuple(
        TimelineShot(shot_id=f"shot_{n:03d}", shot_number=n, frames=frames, voice_s=seconds)
        for n, seconds in enumerate(voice_s, 1)
    )
    return Timeline(
        film_id="f", title="F", width=1280, height=720, title_frames=48, end_frames=48, shots=shots
    )


def a_voice(path: Path, seconds: float, rate: int = 22_050, level: float = 0.7) -> Path:
    """Syllables: a tone that swells four times a second."""
    time = np.arange(round(seconds * rate)) / rate
    syllables = 0.15 + 0.85 * np.abs(np.sin(2 * np.pi * 2 * time + 1.2)) ** 3
    return write_wav(path, level * syllables * np.sin(2 * np.pi * VOICE_HZ * time), rate)


def a_score(path: Path, seconds: float, level: float = 0.2) -> Path:
    tone = level * np.sin(2 * np.pi * SCORE_HZ * np.arange(round(seconds * RATE)) / RATE)
    return write_wav(path, np.stack([tone, 0.8 * tone], axis=1))


def samples_of(path: Path) -> Any:
    with wave.open(str(path)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (RATE, 2, 2)
        return np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, 2) / 32768


def measured(path: Path) -> tuple[float, float]:
    """Integrated loudness in LUFS and true peak in dBTP, as ffmpeg's own meter gives them."""
    command = [executable(), "-nostats", "-i", str(path), "-af", "ebur128=peak=true", "-f", "null", "-"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    summary = said[said.rindex("Summary:") :]
    loud, peak = re.search(r"I:\s+(\S+) LUFS", summary), re.search(r"Peak:\s+(\S+) dBFS", summary)
    assert loud
    assert peak
    return float(loud.group(1)), float(peak.group(1))


def level_of(samples: Any, hertz: float, at: float, seconds: float = 0.2) -> float:
    """The level in dB of one frequency in `seconds` of the left side around second `at`."""
    size = round(seconds * RATE)
    piece = samples[round(at * RATE) - size // 2 :][:size, 0]
    wave_ = np.exp(-2j * np.pi * hertz * np.arange(size) / RATE)
    return float(20 * np.log10(2 * abs((piece * np.hanning(size) * wave_).mean()) / 0.5 + 1e-9))


@pytest.fixture
def voices(tmp_path):
    return {
        "shot_001": a_voice(tmp_path / "one.wav", FIRST_S),
        "shot_003": a_voice(tmp_path / "three.wav", SECOND_S, rate=48_000),
    }


def test_a_film_plays_at_minus_16_lufs_with_peaks_below_minus_1_dbtp(voices, tmp_path):
    timeline = film(FIRST_S, 0.0, SECOND_S, 0.0)
    path = mix(timeline, voices, a_score(tmp_path / "score.wav", timeline.seconds), tmp_path)
    assert path == tmp_path / "sound.wav"
    loud, peak = measured(path)
    assert loud == pytest.approx(-16, abs=1)
    assert peak <= -1.0
    assert len(samples_of(path)) == timeline.frames * RATE // 24


def test_each_voice_begins_a_quarter_second_into_its_shot(voices, tmp_path):
    timeline = film(FIRST_S, 0.0, SECOND_S, 0.0)
    samples = samples_of(mix(timeline, voices, None, tmp_path))
    heard = np.flatnonzero(np.abs(samples[:, 0]) > 0.01) / RATE
    first, second = heard[heard < 8], heard[heard > 8]
    for found, shot, seconds in ((first, 1, FIRST_S), (second, 3, SECOND_S)):
        start = timeline.starts()[f"shot_{shot:03d}"] / 24 + VOICE_LEAD_S
        assert found[0] == pytest.approx(start, abs=0.01)
        assert found[-1] == pytest.approx(start + seconds, abs=0.01)
    assert np.array_equal(samples[:, 0], samples[:, 1])


def test_a_voice_at_another_rate_keeps_its_pitch_and_gains_no_ghost(tmp_path):
    voices = {"shot_001": a_voice(tmp_path / "low.wav", FIRST_S, rate=16_000)}
    samples = samples_of(mix(film(FIRST_S), voices, None, tmp_path))
    start = 2 + VOICE_LEAD_S
    assert level_of(samples, VOICE_HZ, start + 1.2, 2.0) > -25
    for ghost in (16_000 - VOICE_HZ, 16_000 + VOICE_HZ):
        assert level_of(samples, ghost, start + 1.2, 2.0) < level_of(samples, VOICE_HZ, start + 1.2, 2.0) - 55


def test_the_score_steps_back_before_a_voice_and_returns_after_it(voices, tmp_path):
    timeline = film(FIRST_S, 0.0, SECOND_S, 0.0)
    score = a_score(tmp_path / "score.wav", timeline.seconds)
    samples = samples_of(mix(timeline, voices, score, tmp_path))
    start = 2 + VOICE_LEAD_S
    free, under = level_of(samples, SCORE_HZ, 1.0), level_of(samples, SCORE_HZ, start + 1.2)
    assert 9.5 < free - under < 12.5
    assert level_of(samples, SCORE_HZ, start - 0.3, 0.1) == pytest.approx(free, abs=1)
    assert level_of(samples, SCORE_HZ, start + FIRST_S + 0.2, 0.05) == pytest.approx(
        (free + under) / 2, abs=4
    )
    assert level_of(samples, SCORE_HZ, start + FIRST_S + 0.7) == pytest.approx(free, abs=1)


def test_a_voice_is_well_above_the_score_it_speaks_over(voices, tmp_path):
    timeline = film(FIRST_S, 0.0, SECOND_S, 0.0)
    score = a_score(tmp_path / "score.wav", timeline.seconds, level=0.9)
    samples = samples_of(mix(timeline, voices, score, tmp_path))
    at = 2 + VOICE_LEAD_S + 1.2
    assert level_of(samples, VOICE_HZ, at, 1.0) - level_of(samples, SCORE_HZ, at, 1.0) > 10


def test_a_single_short_line_in_a_long_film_is_not_blown_up(tmp_path):
    timeline = film(*[0.0] * 7, 1.0)
    voices = {"shot_008": a_voice(tmp_path / "one.wav", 1.0)}
    path = mix(timeline, voices, a_score(tmp_path / "score.wav", timeline.seconds), tmp_path)
    loud, peak = measured(path)
    assert loud == pytest.approx(-16, abs=1)
    assert peak <= -1.0
    at = timeline.starts()["shot_008"] / 24 + VOICE_LEAD_S
    assert np.sqrt(np.mean(samples_of(path)[round(at * RATE) :][:RATE] ** 2)) < 10 ** (-12 / 20)


def test_voices_alone_play_at_minus_16_lufs(voices, tmp_path):
    loud, peak = measured(mix(film(FIRST_S, 0.0, SECOND_S), voices, None, tmp_path))
    assert loud == pytest.approx(-16, abs=1)
    assert peak <= -1.0


def test_a_film_of_nothing_but_score_stays_quiet(tmp_path):
    timeline = film(0.0, 0.0)
    score = a_score(tmp_path / "score.wav", timeline.seconds, level=0.6)
    loud, _ = measured(mix(timeline, {}, score, tmp_path))
    assert loud == pytest.approx(-23, abs=1)


def test_a_film_without_any_sound_is_digital_silence(tmp_path):
    timeline = film(0.0, frames=37)
    samples = samples_of(mix(timeline, {}, None, tmp_path))
    assert len(samples) == timeline.frames * 2000
    assert not samples.any()


def test_a_score_shorter_than_the_film_starts_again(tmp_path):
    timeline = film(*[0.0] * 6)
    samples = samples_of(mix(timeline, {}, a_score(tmp_path / "score.wav", 15.0), tmp_path))
    assert level_of(samples, SCORE_HZ, 20.0) == pytest.approx(level_of(samples, SCORE_HZ, 5.0), abs=0.5)


def test_a_score_longer_than_the_film_fades_out_with_it(tmp_path):
    timeline = film(0.0)
    samples = samples_of(mix(timeline, {}, a_score(tmp_path / "score.wav", 30.0), tmp_path))
    assert len(samples) == timeline.frames * 2000
    assert np.abs(samples[-48:]).max() < 0.001


def test_the_same_film_sounds_the_same_to_the_byte(voices, tmp_path):
    timeline = film(FIRST_S, 0.0, SECOND_S)
    score = a_score(tmp_path / "score.wav", timeline.seconds)
    first = mix(timeline, voices, score, tmp_path).read_bytes()
    assert mix(timeline, voices, score, tmp_path).read_bytes() == first


def test_a_broken_voice_file_is_named(tmp_path):
    broken = tmp_path / "broken.wav"
    broken.write_bytes(b"this is no sound")
    with pytest.raises(MediaError, match=r"broken\.wav cannot be read as sound"):
        mix(film(2.0), {"shot_001": broken}, None, tmp_path)
