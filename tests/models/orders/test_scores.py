"""The pieces of a score and their sections, from the moods of a film's shots; and when an earlier score still fits."""

import pytest

from models.orders.requests import MusicRequest, MusicSection
from models.orders.scores import BLEND_S, Mood, score_pieces, starts_of_pieces, still_fits


def pieces(*moods: tuple[str, float], longest_s: float = 600.0) -> tuple[MusicRequest, ...]:
    return score_pieces([Mood(*one) for one in moods], "calm", 7, longest_s)


def told(piece: MusicRequest) -> list[tuple[str, float]]:
    return [(part.mood, part.seconds) for part in piece.sections]


def test_a_score_is_as_long_as_the_film_rounded_up_and_changes_its_mood_where_shots_do():
    (piece,) = pieces(("calm", 13.0), ("tense", 6.0), ("tense", 17.0), ("hopeful", 12.4))
    assert (piece.mood, piece.seed, piece.seconds) == ("calm", 7, 60.0)
    assert told(piece) == [("calm", 15.0), ("tense", 20.0), ("hopeful", 25.0)]


def test_a_mood_that_is_over_before_it_is_heard_is_left_out_and_its_longer_neighbour_goes_on():
    (piece,) = pieces(("calm", 20.0), ("sad", 3.0), ("tense", 30.0))
    assert told(piece) == [("calm", 20.0), ("tense", 40.0)]
    (brief,) = pieces(("calm", 3.0), ("sad", 3.0), ("tense", 3.0))
    assert told(brief) == [("tense", 15.0)]
    assert brief.seconds == 15.0


def test_sections_are_as_long_as_their_piece_and_no_more_than_a_plan_has():
    (piece,) = pieces(*((f"mood {n}", 11.0) for n in range(52)))
    assert sum(seconds for _, seconds in told(piece)) == piece.seconds == 585.0
    assert len(piece.sections) <= 30
    assert min(seconds for _, seconds in told(piece)) >= 5


def test_a_long_film_has_several_pieces_that_overlap_and_reach_its_end():
    three = pieces(("calm", 700.0), ("tense", 600.0))
    assert [piece.seconds for piece in three] == [600.0, 600.0, 105.0]
    starts = starts_of_pieces(three)
    assert starts == (0.0, 600.0 - BLEND_S, 1200.0 - 2 * BLEND_S)
    assert starts[-1] + three[-1].seconds >= 1300
    assert told(three[1]) == [("calm", 100.0), ("tense", 500.0)]
    assert told(three[2]) == [("tense", 105.0)]


@pytest.mark.parametrize(
    ("moods", "fits"),
    [
        ((("calm", 20.0), ("tense", 31.0)), True),
        ((("calm", 22.0), ("tense", 37.0)), True),
        ((("calm", 20.0), ("tense", 45.0)), False),
        ((("calm", 31.0), ("tense", 20.0)), False),
        ((("calm", 20.0), ("hopeful", 31.0)), False),
        ((("calm", 8.0), ("tense", 5.0)), False),
    ],
)
def test_a_score_is_used_again_where_its_moods_are_the_same_and_the_film_still_fits_in_it(moods, fits):
    earlier = pieces(("calm", 20.0), ("tense", 30.0))
    assert still_fits(earlier, pieces(*moods), sum(seconds for _, seconds in moods)) is fits


def test_no_score_fits_where_there_was_none_or_one_of_another_seed():
    wanted = pieces(("calm", 20.0))
    assert not still_fits((), wanted, 20.0)
    other = (
        MusicRequest(mood="calm", seconds=30.0, seed=8, sections=(MusicSection(mood="calm", seconds=30.0),)),
    )
    assert not still_fits(other, wanted, 20.0)
