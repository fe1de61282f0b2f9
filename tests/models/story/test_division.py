"""Dividing a film among scenes: nothing is lost, nobody gets nothing, frames are whole."""

from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from models.cut.lengths import FPS, frames_of
from models.story.breakdown import Breakdown, Scene
from models.story.division import (
    fewest_scenes,
    merged,
    most_shots_of_a_scene,
    scenes_wanted,
    seconds_per_part,
    shots_per_scene,
)

weights = st.lists(st.floats(0.2, 5.0), min_size=1, max_size=60)


def told(*weights):
    scenes = tuple(
        Scene(title=f"S{n}", summary=f"It is {n}.", characters=(f"P{n}",), weight=weight)
        for n, weight in enumerate(weights, 1)
    )
    return Breakdown(title="T", scenes=scenes)


@settings(max_examples=150, deadline=None)
@given(weights, st.integers(1, 360))
def test_every_shot_has_a_scene_and_every_scene_a_shot(given_weights, shots):
    counts = shots_per_scene(told(*given_weights), shots)
    assert sum(counts) == shots
    assert min(counts) >= 1
    assert len(counts) == min(len(given_weights), shots)


@settings(max_examples=150, deadline=None)
@given(st.integers(1, 360), st.data())
def test_no_scene_has_more_shots_than_one_call_may_write(shots, data):
    size = data.draw(st.integers(fewest_scenes(shots), max(fewest_scenes(shots), scenes_wanted(shots))))
    given_weights = data.draw(st.lists(st.floats(0.2, 5.0), min_size=size, max_size=size))
    counts = shots_per_scene(told(*given_weights), shots)
    assert max(counts) <= most_shots_of_a_scene(shots)


@settings(max_examples=100, deadline=None)
@example([1.0, 1.0, 1.0, 1.0, 0.5, 0.2, 0.20000000000000004], 114)
@given(weights, st.integers(1, 360))
def test_a_heavier_scene_never_has_fewer_shots(given_weights, shots):
    counts = shots_per_scene(told(*given_weights[:shots]), shots)
    by_weight = sorted(zip(given_weights, counts, strict=False))
    for (light, few), (heavy, many) in pairwise(by_weight):
        assert many >= few - (heavy == light)


def test_a_scene_of_three_times_the_weight_has_most_of_the_shots():
    assert shots_per_scene(told(1, 3, 1), 12) == (3, 6, 3)


def test_the_first_of_equal_scenes_gets_the_shot_that_is_left():
    assert shots_per_scene(told(1, 1, 1), 5) == (2, 2, 1)


def test_one_scene_has_all_the_shots():
    assert shots_per_scene(told(0.2), 30) == (30,)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.integers(1, 20), min_size=1, max_size=40), st.floats(3.0, 7.0))
def test_scenes_last_whole_frames_that_sum_to_the_film_and_suit_their_shots(counts, mean):
    seconds = sum(counts) * mean
    lengths = seconds_per_part(tuple(counts), seconds)
    frames = [length * FPS for length in lengths]
    assert [round(f) for f in frames] == pytest.approx(frames)
    assert sum(round(f) for f in frames) == frames_of(seconds)
    # Rounding to whole frames may take the film itself half a frame past the bounds, never a scene more.
    assert all(3 * n - 1 / FPS <= s <= 7 * n + 1 / FPS for n, s in zip(counts, lengths, strict=True))


def test_a_length_that_is_possible_for_the_film_is_possible_for_each_scene():
    assert seconds_per_part((1, 5, 2), 24.0) == (3.0, 15.0, 6.0)
    assert all(3 * n <= s <= 7 * n for n, s in zip((3, 1, 2), seconds_per_part((3, 1, 2), 25.8), strict=True))


@pytest.mark.parametrize(("shots", "scenes"), [(1, 1), (2, 1), (5, 2), (24, 8), (120, 40), (360, 40)])
def test_a_story_has_a_scene_for_about_three_shots(shots, scenes):
    assert scenes_wanted(shots) == scenes


def test_merging_keeps_every_summary_and_everybody():
    whole = merged(told(1, 0.2, 0.3, 2, 1), 3)
    assert len(whole.scenes) == 3
    assert " ".join(scene.summary for scene in whole.scenes) == "It is 1. It is 2. It is 3. It is 4. It is 5."
    assert [name for scene in whole.scenes for name in scene.characters] == ["P1", "P2", "P3", "P4", "P5"]


def test_the_lightest_neighbours_are_merged_and_the_heavier_one_gives_the_place():
    scenes = (
        Scene(title="Road", summary="They walk.", place="the road", weight=0.3),
        Scene(title="Inn", summary="They rest.", place="the inn", weight=0.5),
        Scene(title="Duel", summary="They fight.", place="the field", weight=3),
    )
    first, last = merged(Breakdown(title="T", scenes=scenes), 2).scenes
    assert (first.place, first.summary, first.weight) == ("the inn", "They walk. They rest.", 0.8)
    assert last == scenes[2]


def test_a_breakdown_that_fits_is_left_alone():
    assert merged(told(1, 2), 5) == told(1, 2)
