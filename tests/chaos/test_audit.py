"""The audit after a storm sees what it is there to see, and a seed says what is done to whom."""

from collections import Counter
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from models.film.view import FilmView
from tests.kit.chaos.audit import made_once, money
from tests.kit.chaos.blows import MAKER, blows
from tests.kit.chaos.films import Made
from tests.kit.chaos.house import CLUSTER
from tests.kit.providers import Journal


def entry(kind: str, **fields: Any) -> dict[str, Any]:
    told = {"stage": "clip", "shot_id": "shot_001", "line": 1, "take": 1, "reference": "r", "note": ""}
    return {"run_id": "run", "entry": kind, "usd": Decimal("0.01"), **told, **fields}


def a_film(spent: str) -> Made:
    view = FilmView(film_id="film", brief_digest="", stage="finished", spent=Decimal(spent))
    return Made("film", "short", (view,), ("run",))


def test_an_asset_that_was_stored_twice_is_seen(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal")
    for key in ("one", "two", "one"):
        journal.write("stored", "image", key)
    assert [*made_once(journal.path)] == ["an asset was made and stored 2 times: one"]


def test_books_that_agree_are_not_complained_about() -> None:
    rows = [entry("reserve"), entry("charge"), entry("reserve"), entry("release")]
    assert [*money(a_film("0.01"), rows)] == []


def test_a_reservation_that_never_came_back_a_thing_charged_twice_and_a_wrong_sum_are_seen() -> None:
    rows = [entry("reserve"), entry("reserve"), entry("charge"), entry("charge"), entry("reserve")]
    told = [*money(a_film("0.01"), rows)]
    assert told[0].startswith("reservations are open")
    assert told[1] == "0.02 is booked, and it says 0.01"
    assert told[2].startswith("2 charges for")


def test_what_was_lost_and_booked_at_its_quote_may_be_charged_again() -> None:
    lost = entry("charge", note="nobody knows whether it was accepted: booked at its quote")
    assert [*money(a_film("0.02"), [entry("reserve"), lost, entry("reserve"), entry("charge")])] == []


def test_the_same_seed_strikes_the_same_in_the_same_order_and_spares_nobody() -> None:
    names = [*CLUSTER, "server", "vendor"]
    first, again = (list(islice(blows(7, names), 200)) for _ in range(2))
    assert first == again
    assert list(islice(blows(8, names), 200)) != first
    assert Counter(blow.whom for blow in first).keys() == {*names, MAKER}
