"""Scenes last whole frames that sum to the film, and no more is said than there is time for."""

from hypothesis import given, settings
from hypothesis import strategies as st

from activities.story.assembly.lengths import fit_speech, fitted, spoken_s
from models.cut.lengths import frames_of


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.lists(st.floats(), min_size=1, max_size=60), st.floats(min_value=1, max_value=400))
def test_durations_sum_to_the_frame_and_stay_within_bounds(durations, total):
    lengths = fitted(durations, total)
    frames = [round(length * 24) for length in lengths]
    assert all(length == frame / 24 for length, frame in zip(lengths, frames, strict=True))
    assert sum(frames) == max(len(durations), frames_of(total))
    if len(durations) * 72 <= frames_of(total) <= len(durations) * 168:
        assert all(72 <= frame <= 168 for frame in frames)
    else:
        assert max(frames) - min(frames) <= 1


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.lists(st.integers(72, 168), min_size=1, max_size=40))
def test_lengths_that_are_right_already_are_kept(frames):
    assert [
        round(length * 24) for length in fitted([frame / 24 for frame in frames], sum(frames) / 24)
    ] == frames


@settings(max_examples=50, deadline=None, derandomize=True)
@given(st.lists(st.floats(), max_size=8), st.floats())
def test_any_total_gives_positive_lengths(durations, total):
    lengths = fitted(durations, total)
    assert len(lengths) == len(durations)
    assert all(length > 0 for length in lengths)


def test_a_longer_scene_stays_the_longer_one():
    assert [round(length * 24) for length in fitted([2, 4, 6], 12)] == [72, 86, 130]


def test_speech_is_cut_where_a_speaker_would_pause():
    text = "The lamp is lit. It burns all night, over the black water, and nobody sees it go."
    assert fit_speech(text, 60) == text
    assert fit_speech(text, 3) == "The lamp is lit."
    assert fit_speech(text[17:], 3) == "It burns all night."
    assert fit_speech("one two three four five six", 1.2) == "one two three."
    assert (
        fit_speech("灯塔看守人最后一次点亮了灯，大海在她身后沉沉睡去。", 3) == "灯塔看守人最后一次点亮了灯。"
    )


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.text(max_size=400), st.floats(min_value=0.1, max_value=8))
def test_no_text_is_said_for_longer_than_there_is(text, seconds):
    assert spoken_s(fit_speech(text, seconds)) <= seconds + 1e-6
