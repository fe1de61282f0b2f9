"""The offline score: what a listener would hear, measured."""

import wave
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest

from models.orders.requests import MusicRequest
from models.story.moods import MoodFamily
from providers.base import Bench
from providers.offline.score import Bed
from providers.offline.score.composition import compose

RATE = 48_000
BLOCK = 1 << 17


def score(into: Path, mood: str, seconds: float = 8.0, seed: int = 0) -> Any:
    told: list[float] = []
    request = MusicRequest(mood=mood, seconds=seconds, seed=seed)
    path = Bed().render(request, Bench(into, progress=told.append)).path
    assert path == into / "score.wav"
    assert told == sorted(told)
    assert told[-1] == 1.0
    with wave.open(str(path)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (RATE, 2, 2)
        return np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, 2) / 32768


@pytest.fixture(scope="module", params=get_args(MoodFamily))
def music(request, tmp_path_factory):
    return score(tmp_path_factory.mktemp("score"), request.param)


def test_every_mood_is_quiet_wide_and_never_clips(music):
    assert len(music) == 8 * RATE
    assert np.abs(music).max() <= 10 ** (-3 / 20)
    level = 10 * np.log10(np.mean(music[2 * RATE : -3 * RATE] ** 2))
    assert -32 < level < -18
    assert np.abs(music.mean(axis=0)).max() < 1e-3
    assert -0.1 < np.corrcoef(music.T)[0, 1] < 0.9


def test_every_mood_rises_out_of_silence_and_returns_to_it(music):
    assert np.abs(music[:480]).max() < 0.003
    assert np.abs(music[-480:]).max() < 0.003
    assert np.abs(music[4 * RATE : 5 * RATE]).max() > 0.03


def test_nothing_clicks_where_blocks_meet(music):
    bend = np.abs(np.diff(music, 2, axis=0)).max(axis=1)
    usual = np.percentile(bend, 99.9)
    assert bend.max() < 5 * usual
    for border in range(BLOCK, len(music), BLOCK):
        assert bend[border - 4 : border + 4].max() < 1.5 * usual


def test_the_sound_is_music_not_noise(music):
    middle = music[2 * RATE : 6 * RATE].mean(axis=1)
    power = np.abs(np.fft.rfft(middle * np.hanning(len(middle)))) ** 2
    hertz = np.fft.rfftfreq(len(middle), 1 / RATE)
    heard = power[(hertz > 60) & (hertz < 3000)].sum() / power.sum()
    assert heard > 0.98
    strongest = np.sort(power)[::-1]
    assert strongest[: len(power) // 100].sum() > 0.9 * power.sum()


def test_the_length_is_exact_to_the_sample(tmp_path):
    for seconds in (0.4, 6.02, 11.23):
        assert len(score(tmp_path, "calm", seconds)) == round(seconds * RATE)


def test_the_same_request_gives_the_same_bytes_and_another_seed_another_score(tmp_path):
    first, again = score(tmp_path, "hopeful", 6), score(tmp_path, "hopeful", 6)
    assert np.array_equal(first, again)
    assert not np.array_equal(first, score(tmp_path, "hopeful", 6, seed=1))


@pytest.mark.parametrize(
    ("mood", "third"), [("sad", 3), ("tense", 3), ("joyful", 4), ("calm", 4), ("warm", 4)]
)
@pytest.mark.parametrize("seed", range(6))
def test_sad_and_tense_end_in_minor_and_the_bright_moods_in_major(mood, third, seed):
    notes = compose(mood, 30, seed).notes
    end = max(note.start for note in notes if note.instrument == "bass")
    root = next(note.pitch for note in notes if note.instrument == "bass" and note.start == end)
    above = {(n.pitch - root) % 12 for n in notes if n.instrument == "pad" and n.start == end}
    assert {0, third, 7} <= above
    assert 7 - third not in above


def test_a_joyful_score_moves_faster_than_a_sad_one():
    def strokes(mood: MoodFamily) -> int:
        return sum(note.instrument in ("piano", "pluck", "bell") for note in compose(mood, 60, 3).notes)

    assert strokes("joyful") > 2 * strokes("sad")


def test_half_an_hour_is_played_in_blocks_and_does_not_repeat_one_phrase_forever():
    from providers.offline.score.performance import perform

    piece = compose("calm", 1800, 0)
    blocks = perform(piece, 1800 * RATE, 0)
    assert next(blocks).shape == (BLOCK, 2)
    bass = [note.pitch for note in piece.notes if note.instrument == "bass"]
    phrases = {tuple(bass[at : at + 4]) for at in range(0, len(bass) - 4, 4)}
    assert len(phrases) > 1


def test_two_words_for_one_mood_are_one_asset():
    bed = Bed()

    def key(mood: str, seed: int = 0) -> str:
        return bed.recipe(MusicRequest(mood=mood, seconds=30, seed=seed)).key()

    assert key("calm") == key("a peaceful evening")
    assert key("calm") != key("tense")
    assert key("calm") != key("calm", seed=1)
