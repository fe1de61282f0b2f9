"""A clip's own sound in the mix: beneath voices and music, or as loud as they are; blended as the pictures are."""

import numpy as np
import pytest

from activities.cut.laid_sounds import laid_sounds
from infra.media.sound import RATE
from models.cut.delivery import Picture
from models.cut.timeline import Timeline, TimelineClip, Transition
from models.names import clip_sound_name
from models.orders.assets import Blob
from tests.activities.cut.sound.test_mix import VOICE_HZ, Film, heard, level_of, measured, rms

CLIP_HZ = 440


def tone(seconds, level=0.25, hertz=CLIP_HZ):
    wave = level * np.sin(2 * np.pi * hertz * np.arange(round(seconds * RATE)) / RATE)
    return np.stack([wave, wave], axis=1)


class Sounding(Film):
    """A film whose clips have sounds of their own."""

    def __init__(self, folder, *, kept):
        super().__init__(folder)
        self.tracks["clips"] = ()
        self.kept = kept

    @property
    def timeline(self):
        return super().timeline.model_copy(update={"kept": self.kept})


@pytest.mark.parametrize("kept", [False, True])
def test_the_film_is_as_loud_as_was_asked_whatever_its_clips_sound_like(tmp_path, kept):
    film = Sounding(tmp_path, kept=kept).say(3, 0.5).play(10)
    film.add("clips", tone(10))
    loud, peak = measured(film.mixed())
    assert loud == pytest.approx(-14, abs=0.5)
    assert peak < -1.0


def test_beneath_it_steps_back_where_somebody_speaks(tmp_path):
    film = Sounding(tmp_path, kept=False).say(3, 0.5)
    film.add("clips", tone(10))
    samples = heard(film.mixed())
    spoken, alone = level_of(samples, CLIP_HZ, 2.0), level_of(samples, CLIP_HZ, 8.0)
    assert 7 < alone - spoken < 11
    assert level_of(samples, VOICE_HZ, 2.0) - spoken > 12


def test_kept_it_is_as_loud_as_the_voices_and_steps_back_for_nobody(tmp_path):
    film = Sounding(tmp_path, kept=True).say(3, 0.5)
    film.add("clips", tone(10))
    samples = heard(film.mixed())
    assert level_of(samples, CLIP_HZ, 2.0) == pytest.approx(level_of(samples, CLIP_HZ, 8.0), abs=1.0)
    assert abs(level_of(samples, CLIP_HZ, 8.0) - level_of(samples, VOICE_HZ, 2.0)) < 8


def test_kept_it_is_heard_where_nothing_else_is_and_music_lies_beneath_it(tmp_path):
    film = Sounding(tmp_path, kept=True).play(10)
    film.add("clips", tone(10))
    path = film.mixed()
    assert measured(path)[0] == pytest.approx(-14, abs=0.5)
    samples = heard(path)
    assert level_of(samples, CLIP_HZ, 5.0) - level_of(samples, 220, 5.0) > 4


def test_what_is_hushed_in_a_clip_stays_so_and_one_without_a_sound_adds_none(tmp_path):
    film = Sounding(tmp_path, kept=True).say(3, 0.5)
    film.add("clips", tone(4, level=0.01), start=4)
    film.add("clips", np.zeros((RATE * 2, 2)), start=8)
    samples = heard(film.mixed())
    assert level_of(samples, CLIP_HZ, 6.0) < level_of(samples, VOICE_HZ, 2.0) - 10
    assert rms(samples[int(8.5 * RATE) : int(9.5 * RATE)]) < -90


def test_a_transition_blends_the_sounds_of_both_its_clips_and_a_cut_is_no_click():
    sounds = {name: Blob(sha256=f"{n}" * 64, suffix=".m4a", size=1) for n, name in enumerate("abc")}
    clips = (
        TimelineClip(name="a", frames=48),
        TimelineClip(name="b", frames=48, transition=Transition(kind="crossfade", frames=12)),
        TimelineClip(name="c", frames=24),
        TimelineClip(name="end", kind="end", frames=24),
    )
    film = Timeline(film_id="f", title="F", format=Picture(width=64, height=64), picture=clips)
    laid = laid_sounds(film, sounds)
    assert [one.name for one in laid] == [clip_sound_name(name) for name in "abc"]
    assert [(one.start, one.seconds) for one in laid] == [(0.0, 2.0), (1.5, 2.0), (3.5, 1.0)]
    assert [(one.rise, one.fall) for one in laid] == [(0.02, 0.5), (0.5, 0.02), (0.02, 0.02)]
