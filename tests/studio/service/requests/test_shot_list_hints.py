"""A shot list written by hand: its prompts say what its fields leave out."""

import pytest

from studio.service.requests.request import read_request
from studio.service.requests.values import Given


def shot(prompt: str, **fields):
    shots = [{"enhanced_prompt": prompt, **fields}]
    return read_request([Given("shots", shots, "--shots")]).request.brief.shots[0]


@pytest.mark.parametrize(
    ("prompt", "size", "hour", "weather"),
    [
        ("Close-up of a brass key on a step at night in the rain", "close-up", "night", "rain"),
        ("Extreme wide shot, a caravan at dawn, fog over the dunes", "extreme-wide", "dawn", "fog"),
        ("Gros plan d'une clé, la nuit, sous la pluie", "close-up", "night", "rain"),
        ("A night nurse lights a storm lantern in the ward", "medium", "day", None),
        ("A man reads a letter", "medium", "day", None),
    ],
)
def test_a_prompt_alone_gives_its_framing_its_hour_and_its_weather(prompt, size, hour, weather):
    found = shot(prompt)

    assert (found.shot_type, found.time_of_day, found.weather) == (size, hour, weather)


def test_a_field_that_is_given_wins_over_the_prompt_and_null_is_none():
    found = shot("Close-up at night in the rain", time_of_day="noon", shot_type=None)

    assert (found.shot_type, found.time_of_day, found.weather) == ("close-up", "day", "rain")
