"""The quotes of a film: found by shot, and said in words where somebody cannot make what is asked for."""

from decimal import Decimal

from models.orders.cast import FilmQuotes, ShotQuote


def quote(name: str, **cannot: str) -> ShotQuote:
    usd = Decimal("0.10")
    return ShotQuote.model_validate(
        {"shot_id": name, "keyframe": usd, "voice": usd, "clip": usd, "cannot": cannot}
    )


def test_a_revised_shot_is_found_as_it_is_now_although_it_was_looked_up_before() -> None:
    quotes = FilmQuotes(shots=(quote("shot_001"), quote("shot_002", clip="Too long.")), score=Decimal(1))
    assert quotes.of("shot_002").cannot == {"clip": "Too long."}
    revised = quotes.revised("shot_002")
    assert revised.of("shot_002").cannot == {}
    assert revised.of("shot_001") == quotes.of("shot_001")
    assert (revised.score, quotes.of("shot_002").cannot) == (Decimal(1), {"clip": "Too long."})


def test_quotes_come_back_from_history_as_what_they_were_looked_up_or_not() -> None:
    quotes = FilmQuotes(shots=(quote("shot_001"),), score=Decimal(0))
    quotes.of("shot_001")
    assert FilmQuotes.model_validate_json(quotes.model_dump_json()) == quotes


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
