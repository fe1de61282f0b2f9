"""The film's sound, measured in the delivered file: loudness and peaks by ffmpeg, places and depths by samples."""

import hashlib
import re
import subprocess
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from infra.media.ffmpeg import executable
from infra.media.sound import RATE, write_wav
from models.cut.delivery import Picture
from models.cut.timeline import Timeline, TimelineClip, TimelineSound
from models.errors import MediaError, UnknownName
from models.orders.assets import Blob
from tests.kit.sound_mix import mix

VOICE_HZ, SCORE_HZ = 1000, 220
TONE = TimelineSound(name="room tone", seconds=600, text="room tone")


class Film:
    """A timeline that grows, its sound files, and its mix."""

    def __init__(self, folder, frames=240, fps=24):
        self.folder, self.frames, self.fps = folder, frames, fps
        self.media: dict[str, Any] = {}
        self.tracks: dict[str, tuple[TimelineSound, ...]] = {"voice": (), "music": (), "effects": ()}

    def add(self, track, samples, start=0.0, seconds=None, rate=RATE, **more):
        number = len(self.media)
        path = write_wav(self.folder / f"{track}{number}.wav", samples, rate)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        self.media[digest] = path
        sound = TimelineSound(
            name=f"{track}{number}",
            media=Blob(sha256=digest, suffix=".wav", size=path.stat().st_size),
            start=start,
            seconds=seconds or len(samples) / rate,
            **more,
        )
        self.tracks[track] += (sound,)
        return self

    def say(self, seconds, start, level=0.5, **more):
        return self.add("voice", syllables(seconds, level, more.get("rate", RATE)), start, **more)

    def play(self, seconds, level=0.2):
        return self.add("music", score(seconds, level), seconds=self.frames / self.fps)

    def effect(self, *effects):
        self.tracks["effects"] += effects
        return self

    @property
    def timeline(self):
        clip = TimelineClip(name="shot_001", frames=self.frames)
        return Timeline(
            film_id="f",
            title="F",
            format=Picture(width=1280, height=720, fps=self.fps),
            picture=(clip,),
            **self.tracks,
        )

    def mixed(self, loudness=-14, progress=lambda share: None):
        return mix(self.timeline, self.media, loudness, self.folder, progress)


@pytest.fixture
def film(tmp_path):
    return Film(tmp_path)


def syllables(seconds, level=0.5, rate=RATE):
    """A tone that swells four times a second."""
    time = np.arange(round(seconds * rate)) / rate
    swell = 0.15 + 0.85 * np.abs(np.sin(2 * np.pi * 2 * time + 1.2)) ** 3
    return level * swell * np.sin(2 * np.pi * VOICE_HZ * time)


def score(seconds, level=0.2):
    tone = level * np.sin(2 * np.pi * SCORE_HZ * np.arange(round(seconds * RATE)) / RATE)
    return np.stack([tone, 0.8 * tone], axis=1)


def noise(seconds, level):
    rough = np.random.default_rng(5).standard_normal((round(seconds * RATE), 2))
    return level * np.clip(rough, -3, 3)


def heard(path):
    """The samples that a player gives, of shape (samples, 2)."""
    command = [executable(), "-v", "error", "-i", str(path), "-f", "f32le", "-ac", "2", "-"]
    return np.frombuffer(subprocess.run(command, capture_output=True, check=True).stdout, "<f4").reshape(
        -1, 2
    )


def measured(path):
    """Integrated loudness in LUFS and true peak in dBTP, as ffmpeg's own meter gives them."""
    command = [executable(), "-nostats", "-i", str(path), "-af", "ebur128=peak=true", "-f", "null", "-"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    summary = said[said.rindex("Summary:") :]
    loud, peak = re.search(r"I:\s+(\S+) LUFS", summary), re.search(r"Peak:\s+(\S+) dBFS", summary)
    assert loud
    assert peak
    return float(loud.group(1)), float(peak.group(1))


def level_of(samples, hertz, at, seconds=0.2):
    """The level in dB of one frequency in `seconds` of the left side around second `at`."""
    size = round(seconds * RATE)
    piece = samples[round(at * RATE) - size // 2 :][:size, 0]
    turning = np.exp(-2j * np.pi * hertz * np.arange(size) / RATE)
    return float(20 * np.log10(2 * abs((piece * np.hanning(size) * turning).mean()) / 0.5 + 1e-9))


def rms(samples):
    return float(10 * np.log10(np.mean(np.square(samples, dtype=np.float64)) + 1e-12))


@pytest.mark.parametrize("loudness", [-14, -16, -23])
def test_the_delivered_file_has_the_loudness_asked_for_and_peaks_below_minus_1_dbtp(film, loudness):
    film.say(2.4, 0.5).say(1.5, 5, rate=22_050).play(12).effect(TONE)
    path = film.mixed(loudness)
    assert path == film.folder / "sound.m4a"
    loud, peak = measured(path)
    assert loud == pytest.approx(loudness, abs=0.3)
    assert peak < -1.0


def test_music_that_was_pressed_hard_against_the_ceiling_comes_out_below_it(film):
    clicks = np.zeros((10 * RATE, 2))
    clicks[::4801] = 1.0
    film.add("music", np.clip(noise(10, 0.05) + clicks, -1, 1))
    loud, peak = measured(film.mixed())
    assert loud == pytest.approx(-14, abs=0.5)
    assert peak < -1.0


@pytest.mark.parametrize(("frames", "fps"), [(37, 24), (101, 25), (91, 30), (61, 60)])
def test_a_player_gets_exactly_as_much_sound_as_there_is_picture(tmp_path, frames, fps):
    film = Film(tmp_path, frames, fps).say(0.8, 0.1)
    assert len(heard(film.mixed())) == frames * RATE // fps


def test_a_voice_begins_where_the_timeline_says_and_at_neither_end_with_a_click(film):
    film.add("voice", np.full(RATE, 0.4) * np.sin(np.arange(RATE) / 3 + 1.5), start=2.0)
    samples = heard(film.mixed())
    loud = np.flatnonzero(np.abs(samples[:, 0]) > 0.05) / RATE
    assert loud[0] == pytest.approx(2.0, abs=0.01)
    assert loud[-1] == pytest.approx(3.0, abs=0.01)
    assert np.abs(samples[round(2.0 * RATE) :][:20]).max() < 0.3 * np.abs(samples).max()
    assert np.abs(samples[:, 0] - samples[:, 1]).max() < 1e-4


def test_a_quiet_voice_is_heard_beside_a_loud_one(film):
    film.say(3, 0.5, level=0.6).say(3, 5, level=0.15)
    samples = heard(film.mixed())
    first, second = (rms(samples[round(at * RATE) :][: 3 * RATE]) for at in (0.5, 5))
    assert first == pytest.approx(second, abs=1)


def test_a_voice_at_another_rate_keeps_its_pitch_and_gains_no_ghost(film):
    samples = heard(film.say(2.4, 2, rate=16_000).mixed())
    spoken = level_of(samples, VOICE_HZ, 3.2, 2.0)
    assert spoken > -20
    assert level_of(samples, 16_000 - VOICE_HZ, 3.2, 2.0) < spoken - 55


def test_music_steps_back_before_a_voice_and_returns_slowly_after_it(film):
    samples = heard(film.say(2.4, 3).play(10).mixed())
    free, under = level_of(samples, SCORE_HZ, 1.5), level_of(samples, SCORE_HZ, 4.2)
    assert 9.5 < free - under < 12.5
    assert level_of(samples, SCORE_HZ, 3.02, 0.04) < free - 8
    assert level_of(samples, SCORE_HZ, 5.8, 0.05) == pytest.approx((free + under) / 2, abs=4)
    assert level_of(samples, SCORE_HZ, 6.8) == pytest.approx(free, abs=1)


def test_music_does_not_come_up_in_a_short_pause(film):
    samples = heard(film.say(2, 2).say(2, 4.9).play(10).mixed())
    assert level_of(samples, SCORE_HZ, 4.45) == pytest.approx(level_of(samples, SCORE_HZ, 3), abs=1)


def test_a_voice_is_well_above_the_music_it_speaks_over(film):
    samples = heard(film.say(2.4, 3).play(10, level=0.9).mixed())
    assert level_of(samples, VOICE_HZ, 4.2, 1.0) - level_of(samples, SCORE_HZ, 4.2, 1.0) > 10


def test_a_single_short_line_in_a_long_film_is_not_blown_up(tmp_path):
    film = Film(tmp_path, frames=24 * 18).say(1.0, 14).play(18)
    path = film.mixed()
    loud, peak = measured(path)
    assert loud == pytest.approx(-14, abs=0.3)
    assert peak < -1.0
    assert rms(heard(path)[14 * RATE :][:RATE]) < -11


def test_music_alone_is_at_the_loudness_too(film):
    assert measured(film.play(12).mixed(-16))[0] == pytest.approx(-16, abs=0.3)


def test_short_music_goes_on_without_a_hole_at_the_seam(film):
    film.add("music", noise(4, 0.08), seconds=10.0)
    samples = heard(film.mixed())
    levels = [rms(samples[at : at + RATE // 4]) for at in range(RATE, 8 * RATE, RATE // 4)]
    assert max(levels) - min(levels) < 2


def test_music_is_repeated_without_the_silence_it_ends_with(film):
    faded = np.concatenate([noise(4, 0.08), np.zeros((2 * RATE, 2))])
    samples = heard(film.add("music", faded, seconds=10.0).mixed())
    assert min(rms(samples[at : at + RATE // 4]) for at in range(RATE, 8 * RATE, RATE // 4)) > -25


def test_music_fades_out_with_the_film(film):
    samples = heard(film.play(30).mixed())
    steps = [rms(samples[round(at * RATE) :][: RATE // 10]) for at in (7.5, 8.8, 9.4, 9.85)]
    assert all(later < earlier - 0.5 for earlier, later in pairwise(steps))
    assert np.abs(samples[-48:]).max() < 0.01


def test_gaps_between_voices_are_room_tone_and_never_digital_silence(film):
    samples = heard(film.say(2, 0.5).effect(TONE).mixed())
    assert rms(samples[5 * RATE : 9 * RATE]) == pytest.approx(-62, abs=3)


def test_a_film_of_nothing_but_room_tone_stays_quiet(film):
    samples = heard(film.effect(TONE).mixed())
    assert rms(samples[RATE:-RATE]) == pytest.approx(-62, abs=1.5)


def test_narration_of_silence_does_not_become_noise(film):
    film.add("voice", noise(3, 0.0003), start=1).add("voice", np.zeros(RATE), start=6).effect(TONE)
    assert rms(heard(film.mixed())) < -55


def test_a_film_without_any_sound_is_silent(film):
    assert rms(heard(film.mixed())) < -100


def test_an_ambience_is_felt_under_a_voice_and_a_given_effect_is_played(film):
    film.say(3, 0.5).effect(TimelineSound(name="a", seconds=10, text="sea"))
    film.add("effects", score(1.0, 0.9), start=7)
    samples = heard(film.mixed())
    assert -46 < rms(samples[4 * RATE : 6 * RATE]) < -34
    assert level_of(samples, SCORE_HZ, 7.5) > -30
    assert np.abs(samples).max() < 0.9


def test_the_same_film_sounds_the_same_to_the_byte(film):
    film.say(2, 1).play(4).effect(TONE, TimelineSound(name="a", seconds=10, text="fire"))
    first = film.mixed().read_bytes()
    assert film.mixed().read_bytes() == first


def test_progress_is_told_often_and_never_goes_back(film):
    shares: list[float] = []
    film.say(2, 1).play(4).mixed(progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert len(shares) > 30


@pytest.mark.parametrize("after", [1, 20, 40])
def test_a_cancelled_mix_leaves_nothing_behind(film, after):
    film.say(2, 1).play(4)
    before = sorted(film.folder.iterdir())
    calls = []

    def progress(share):
        calls.append(share)
        if len(calls) >= after:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        film.mixed(progress=progress)
    assert len(calls) == after
    assert sorted(film.folder.iterdir()) == before


def test_a_broken_or_missing_sound_is_named(film):
    film.say(2, 1)
    (path,) = film.media.values()
    path.write_bytes(b"this is no sound")
    with pytest.raises(MediaError, match=r"voice0\.wav cannot be read as sound"):
        film.mixed()
    film.media.clear()
    with pytest.raises(MediaError, match="The sound of voice0 is not here"):
        film.mixed()


def test_an_ambience_that_nobody_knows_is_told_with_those_that_are_known(film):
    with pytest.raises(UnknownName, match=r"no ambience 'dragons'.*Known: .*sea"):
        film.effect(TimelineSound(name="x", seconds=1, text="dragons")).mixed()
