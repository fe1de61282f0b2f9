"""The quotes of a film: said in words where somebody cannot make what is asked for."""

from decimal import Decimal

from models.orders.cast import FilmQuotes, ShotQuote


def quote(name: str, **cannot: str) -> ShotQuote:
    usd = Decimal("0.10")
    return ShotQuote.model_validate(
        {"shot_id": name, "keyframe": usd, "voices": (usd,), "clip": usd, "cannot": cannot}
    )


def test_what_is_true_of_every_shot_is_said_without_them_and_many_are_counted() -> None:
    every = FilmQuotes(
        shots=tuple(quote(f"shot_{n:03d}", voice="English only.") for n in range(1, 8)), score=Decimal(0)
    )
    assert every.cannot() == ("English only.",)
    some = FilmQuotes(shots=(*every.shots, quote("shot_008")), score=Decimal(0), cannot_score="No waltz.")
    assert some.cannot() == (
        "shot_001, shot_002, shot_003, shot_004 and 3 more, voice: English only.",
        "No waltz.",
    )


def test_of_a_board_nothing_is_said_of_clips_voices_or_a_score() -> None:
    shots = (
        quote("shot_001", clip="Too long."),
        quote("shot_002", keyframe="No size.", voice="English only."),
    )
    film = FilmQuotes(
        shots=shots,
        score=Decimal(0),
        cannot_score="No waltz.",
        notes=("A picture.",),
        later_notes=("A clip.",),
    )
    board = film.of_board()
    assert board.cannot() == ("shot_002, keyframe: No size.",)
    assert (board.notes, board.later_notes) == (("A picture.",), ())


def test_a_film_is_hopeless_only_where_none_of_its_clips_or_none_of_its_pictures_can_be_made() -> None:
    shots = (quote("shot_001", clip="Too long."), quote("shot_002", clip="Too long."))
    film = FilmQuotes(shots=shots, score=Decimal(0))
    assert film.hopeless() == "No clip of this film can be made: Too long."
    assert film.hopeless(clips=False) == ""
    assert FilmQuotes(shots=(*shots, quote("shot_003")), score=Decimal(0)).hopeless() == ""
    drawn = FilmQuotes(shots=(quote("shot_001", keyframe="No size."),), score=Decimal(0))
    assert drawn.hopeless(clips=False) == "No picture of this film can be made: No size."
