"""The quotes of a running film: found by shot, changed one by one."""

from decimal import Decimal

from models.orders.cast import FilmQuotes, ShotQuote
from workflows.money.quote_book import QuoteBook


def quote(name: str, usd: str = "0.10", **cannot: str) -> ShotQuote:
    prices = {"keyframe": usd, "voices": (usd,), "clip": usd}
    return ShotQuote.model_validate({"shot_id": name, "cannot": cannot, **prices})


def test_a_shot_that_is_asked_for_anew_is_no_longer_said_to_be_impossible() -> None:
    book = QuoteBook()
    said = book.enter(
        FilmQuotes(shots=(quote("shot_001"), quote("shot_002", clip="Too long.")), score=Decimal(1))
    )
    assert said == ("shot_002, clip: Too long.",)
    assert book.cannot("shot_002", "clip") == "Too long."
    book.ask_anew("shot_002")
    assert book.cannot("shot_002", "clip") == ""
    assert (book.of("shot_001"), book.score) == (quote("shot_001"), Decimal(1))


def test_others_are_cast_for_some_shots_and_the_score_keeps_its_price() -> None:
    book = QuoteBook()
    book.enter(FilmQuotes(shots=(quote("shot_001"), quote("shot_002")), score=Decimal(1)))
    book.enter(FilmQuotes(shots=(quote("shot_002", "0.50"),), score=Decimal(9)), score=False)
    assert (book.of("shot_001").clip, book.of("shot_002").clip, book.score) == (
        Decimal("0.10"),
        Decimal("0.50"),
        Decimal(1),
    )
