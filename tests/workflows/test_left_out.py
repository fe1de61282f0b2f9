"""What is left out of a shot, as it is worded by now; and what the cut can have made again."""

from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast

from models.film.run_options import RunOptions
from models.money.dollars import ZERO
from models.orders.assets import Asset, Blob
from models.orders.cast import FilmQuotes, ShotQuote
from models.shots.view import ShotView
from tests.kit.studio import short_shots
from workflows.cut import Cut
from workflows.film_state import FilmState
from workflows.money.quote_book import QuoteBook
from workflows.shots.left_out import left_out

PROFILE = "it is seen from the side (“in profile”)"


def state_of(*quotes: ShotQuote, **options: Any) -> tuple[FilmState, list[str]]:
    """A film's state as far as quotes go, and what it is told."""
    book, notes = QuoteBook(), list[str]()
    book.enter(FilmQuotes(shots=quotes, score=ZERO))
    request = SimpleNamespace(options=RunOptions.model_validate(options))
    return cast("FilmState", SimpleNamespace(quotes=book, request=request, note=notes.append)), notes


def test_lips_are_left_alone_in_the_words_that_a_shot_is_asked_for_by_now() -> None:
    quote = ShotQuote(shot_id="shot_001", keyframe=ZERO, clip=ZERO, voices=(ZERO,), lips=ZERO)
    moved = quote.model_copy(update={"lips": 1})
    aside = quote.model_copy(update={"lips_alone": PROFILE})
    state, notes = state_of(moved)
    FilmState.heed_lips(state, aside)
    FilmState.heed_lips(state, aside)
    assert left_out(state, "shot_001") == (f"Its lips are left alone: {PROFILE}.",)
    assert (state.quotes.of("shot_001").lips, notes) == (
        ZERO,
        [f"The lips of shot_001 are left alone: {PROFILE}."],
    )
    FilmState.heed_lips(state, moved)
    assert left_out(state, "shot_001") == ()
    assert (state.quotes.of("shot_001").lips, len(notes)) == (Decimal(1), 1)
    board, said = state_of(moved, stop_at="storyboard")
    FilmState.heed_lips(board, aside)
    assert said == []


def test_a_lost_clip_whose_lips_were_moved_is_made_again() -> None:
    def asset(name: str) -> Asset:
        return Asset(blob=Blob(sha256=name * 64, suffix=".mp4", size=1), recipe_key=name)

    (shot,) = short_shots("a quay").shots
    view = ShotView(
        shot=shot,
        status="done",
        take=1,
        keyframe=asset("a"),
        clip=asset("b"),
        lips=asset("c"),
        conformed=asset("d"),
    )
    shown: list[ShotView] = []
    state = cast(
        "FilmState",
        SimpleNamespace(reel=SimpleNamespace(views=(view,), show=lambda *views: shown.extend(views))),
    )
    assert not Cut(state).mend({"e" * 64})
    for lost in "bcd":
        shown.clear()
        assert Cut(state).mend({lost * 64}), lost
        assert [(one.status, one.lips) for one in shown] == [("drawn", None)]
