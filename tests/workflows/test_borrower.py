"""What a reel tells its film of its money while something waits for some."""

from decimal import Decimal
from types import SimpleNamespace
from typing import cast

from models.film.view import Need
from models.money.dollars import ZERO
from models.money.ledger import Ledger
from models.money.steps import Step
from workflows.film_state import FilmState
from workflows.reels.borrower import Borrower


def test_a_reel_that_waits_for_money_tells_anew_what_it_wants_when_another_shot_took_what_it_was_lent() -> (
    None
):
    cent = Decimal("0.01")
    ledger = Ledger(3 * cent)
    waits = Need(shot_id="shot_001", stage="clip", usd=2 * cent)
    quotes = SimpleNamespace(score=ZERO)
    state = SimpleNamespace(
        stage="shots",
        paused=False,
        gate=SimpleNamespace(board=1, approved_board=1, waits=False),
        unknowns=SimpleNamespace(jobs=()),
        budget=SimpleNamespace(ledger=ledger, needs=(waits,)),
        reel=SimpleNamespace(views=()),
        documents={},
        quotes=quotes,
    )
    borrower = Borrower(cast(FilmState, state))
    told = borrower._key()
    lost = Step(stage="clip", shot_id="shot_002", attempt=2, provider="elsewhere")
    assert ledger.reserve({lost: 2 * cent}), (
        "its reply was lost, and it is asked for again: nothing was planned for that"
    )
    assert borrower._short() == 2 * cent, "what waits is the same"
    assert borrower._key() != told
