"""The budget of a retake: whoever may spend sets it to what they accept, anybody else keeps to the one there is."""

from decimal import Decimal

import pytest

from models.errors import BadInput
from models.film.run_options import RunOptions
from models.film.start import FilmRequest
from models.film.view import FilmView
from studio.mcp.callers import Caller, Role
from studio.mcp.prices import check_price, within_budget
from tests.kit.studio import short_shots


def budget(role: Role, most: str, accepted: str, *, has: str | None = "2.00") -> Decimal | None:
    brief = short_shots("a quay")
    film = FilmView(
        film_id="a",
        brief_digest=brief.digest(),
        spent=Decimal("1.50"),
        budget=None if has is None else Decimal(has),
    )
    request = FilmRequest(brief=brief, options=RunOptions(budget=film.budget))
    caller = Caller("ann", role)
    return within_budget(request, film, Decimal(most), Decimal(accepted), caller).options.budget


def test_whoever_may_spend_sets_the_budget_to_what_was_spent_and_what_is_accepted() -> None:
    assert budget("spend", "0.40", "0.70") == Decimal("2.20")
    assert budget("spend", "0.40", "0.40") == Decimal("1.90")


def test_whoever_decides_keeps_within_the_budget_and_is_told_what_it_leaves() -> None:
    assert budget("decide", "0.40", "0.70") == Decimal("2.00")
    with pytest.raises(BadInput, match=r"the film's budget leaves \$0\.50"):
        budget("decide", "0.60", "0.70")
    assert budget("decide", "0.60", "0.70", has=None) == Decimal("2.20")


def test_what_costs_more_than_is_accepted_is_refused_with_its_price() -> None:
    check_price(Decimal("0.35"), Decimal("0.35"), "This film")
    with pytest.raises(BadInput, match=r"up to \$0\.35 by now, .* the \$0\.34 that accept_usd says"):
        check_price(Decimal("0.35"), Decimal("0.34"), "This film")
