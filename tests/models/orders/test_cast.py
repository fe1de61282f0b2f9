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
