"""What a film's places sound like, and where each sound begins and ends."""

from itertools import islice, pairwise

import numpy as np
import pytest

from activities.cut.sound.ambience import ambience, sounds_of
from activities.cut.sound.beds import KINDS, bed
from activities.cut.sound.loudness import Meter, integrated
from infra.media.sound import RATE
from models.cut.delivery import Picture
from models.cut.timeline import Timeline, TimelineClip, TimelineSound, Transition

VOICE = TimelineSound(name="v", seconds=1)


def film(*scenes, voice=(VOICE,), overlap=0):
    clips = tuple(
        TimelineClip(
            name=f"shot_{n:03d}",
            frames=96,
            scene=scene,
            transition=Transition(kind="crossfade", frames=overlap) if n and overlap else Transition(),
        )
        for n, scene in enumerate(scenes)
    )
    return Timeline(
        film_id="f", title="F", format=Picture(width=1280, height=720), picture=clips, voice=voice
    )


def heard(timeline):
    return [(sound.text, sound.start, round(sound.start + sound.seconds, 6)) for sound in ambience(timeline)]


@pytest.mark.parametrize(
    ("scene", "sounds"),
    [
        ("mountain pass, day", ("wind",)),
        ("The Harbour, dusk", ("sea",)),
        ("lighthouse, night", ("sea",)),
        ("lighthouse lamp room, night", ("room", "sea")),
        ("rainy street, night", ("rain", "city")),
        ("open sea, storm at midnight", ("storm", "sea")),
        ("riverbank, day", ("stream",)),
        ("forest, night", ("night",)),
        ("forest, morning", ("birds",)),
        ("meadows, dawn", ("birds",)),
        ("cabin, hearth, evening", ("room", "fire")),
        ("campfire, night", ("fire",)),
        ("city streets, day", ("city",)),
        ("train station, day", ("city",)),
        ("kitchen, morning", ("room",)),
        ("space station, night", ("machine",)),
        ("laboratory, day", ("machine",)),
        ("Zanzibar, night", ()),
        ("windows, day", ()),
        ("", ()),
    ],
)
def test_a_place_sounds_as_one_would_expect(scene, sounds):
    assert sounds_of(scene) == sounds


def test_clips_of_one_scene_share_a_stretch_and_places_cross_fade_over_half_a_second():
    timeline = film("sea, day", "sea, day", "street, day", "Zanzibar, day")
    assert heard(timeline) == [
        ("room tone", 0.0, 16.0),
        ("sea", 0.0, 8.25),
        ("city", 7.75, 12.25),
    ]


def test_places_change_in_the_middle_of_a_transition():
    timeline = film("sea, day", "street, day", overlap=24)
    assert heard(timeline)[1:] == [("sea", 0.0, 3.75), ("city", 3.25, timeline.seconds)]


def test_a_film_whose_places_are_unknown_has_room_tone_alone():
    assert heard(film("", "")) == [("room tone", 0.0, 8.0)]


def test_a_film_in_which_nothing_sounds_has_no_room_tone():
    assert ambience(film("", "", voice=())) == ()
    assert len(ambience(film("sea, day", voice=()))) == 2


def test_every_stretch_has_a_name_of_its_own():
    names = [sound.name for sound in ambience(film("sea", "street", "sea", "lighthouse lamp room"))]
    assert len(set(names)) == len(names) == 6


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "room tone"])
def test_a_bed_is_felt_rather_than_heard_and_never_clicks_where_a_second_ends(kind):
    seconds = list(islice(bed(kind, "x"), 8))
    meter = Meter()
    for second in seconds:
        assert second.shape == (RATE, 2)
        meter.add(second)
    meter.close()
    assert integrated(meter.powers) == pytest.approx(-38, abs=2)
    assert meter.peaks.max() < 0.2
    steps = [np.abs(after[0] - before[-1]).max() for before, after in pairwise(seconds)]
    assert max(steps) <= np.abs(np.diff(np.concatenate(seconds), axis=0)).max()


def test_a_bed_is_the_same_every_time_and_another_one_under_another_name():
    first, second, other = (np.concatenate(list(islice(bed("sea", name), 2))) for name in ("a", "a", "b"))
    assert np.array_equal(first, second)
    assert not np.allclose(first, other, atol=1e-3)
