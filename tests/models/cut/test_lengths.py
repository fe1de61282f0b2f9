"""A film's seconds are divided once: what its cards take, what is left for its story."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.brief import MAX_SECONDS, MIN_SECONDS
from models.cut.lengths import FPS, card_seconds, frames_of, story_seconds


@given(st.floats(MIN_SECONDS, MAX_SECONDS))
def test_cards_and_story_fill_the_film_to_the_frame(film_s):
    title_s, end_s = card_seconds(film_s)
    story = round(story_seconds(film_s) * FPS)
    assert story + frames_of(title_s) + frames_of(end_s) == frames_of(film_s)
    assert story_seconds(film_s) == story / FPS


@pytest.mark.parametrize(("film_s", "story_s"), [(6, 3.0), (30, 25.8), (60, 54.5), (600, 594.5)])
def test_a_film_has_so_much_story(film_s, story_s):
    assert story_seconds(film_s) == pytest.approx(story_s, abs=1 / FPS)
    assert story_seconds(film_s) < film_s


def test_the_shortest_film_has_a_story_longer_than_its_cards():
    assert story_seconds(MIN_SECONDS) >= sum(card_seconds(MIN_SECONDS))
