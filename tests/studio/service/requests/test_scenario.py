"""Scenarios: a number of shots and a length that fit each other."""

import pytest

from models.brief import Brief
from models.cut.lengths import card_seconds
from models.errors import BadInput
from studio.service.requests.scenario import length_of, measured

NOIR = "A detective enters his office on a rainy night. He finds a photograph. Footsteps stop outside."


@pytest.mark.parametrize("count", [1, 2, 5, 7, 40, 300])
def test_shots_last_about_five_seconds_beside_the_cards(count: int) -> None:
    film = length_of(count)
    assert (film - sum(card_seconds(film))) / count == pytest.approx(5, abs=0.01)


def test_the_longest_film_is_as_long_as_a_film_may_be() -> None:
    assert length_of(2160) == 10_800


def test_five_shots_are_written_when_nothing_is_said() -> None:
    brief = measured(Brief(prompt=NOIR), counted=False, timed=False)
    assert (brief.shot_count, brief.seconds) == (5, length_of(5))


def test_seconds_alone_say_how_many_shots_and_a_number_goes_before_a_files_seconds() -> None:
    brief = Brief(prompt=NOIR, seconds=30)
    assert measured(brief, counted=False, timed=False).shot_count == 5
    seven = measured(brief.model_copy(update={"shot_count": 7}), counted=True, timed=False)
    assert (seven.shot_count, seven.seconds) == (7, length_of(7))
    both = measured(brief.model_copy(update={"shot_count": 7}), counted=True, timed=True)
    assert (both.shot_count, both.seconds) == (7, 30)


def test_shots_that_do_not_fit_are_refused_in_one_sentence() -> None:
    with pytest.raises(BadInput, match="has 7 s beside its cards, which 30 shots cannot fill"):
        measured(Brief(prompt=NOIR, seconds=10, shot_count=30), counted=True, timed=True)
    with pytest.raises(BadInput, match="one shot cannot fill"):
        measured(Brief(prompt=NOIR, seconds=100, shot_count=1), counted=True, timed=True)
