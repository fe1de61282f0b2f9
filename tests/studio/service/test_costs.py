"""What the ledger's table adds up to, on SQLite and on PostgreSQL."""

from decimal import Decimal

import pytest

from activities.jobs.records import JobRecord, JobRecords
from activities.money.film_money import film_money, spent_after
from activities.money.ledger_table import write_entries
from infra.database.database import Database
from models.errors import BadInput
from models.money.ledger import Entry, Ledger
from models.money.steps import Step
from studio.service.costs import charges, costs

NOVEMBER, DECEMBER = "2026-11-30T23:59:59.999999+00:00", "2026-12-01T00:00:00+00:00"


def keyframe(number: int, attempt: int = 1) -> Step:
    return Step(stage="keyframe", shot_id=f"shot_{number:03d}", attempt=attempt, provider="pictures")


def write(database: Database, film: str, entries: tuple[Entry, ...], run: str = "run-1") -> None:
    write_entries(database, film, run, entries)


def paid(database: Database, film: str, *prices: str, at: str = NOVEMBER, run: str = "run-1") -> None:
    """A film whose pictures were paid for at these prices."""
    ledger = Ledger(clock=lambda: at)
    for number, price in enumerate(prices, start=1):
        ledger.reserve({keyframe(number): Decimal(price)})
        ledger.settle(keyframe(number), Decimal(price))
    write(database, film, ledger.unwritten(), run)


def test_a_hundred_thousandths_of_a_dollar_add_up_to_the_last_digit(database: Database) -> None:
    paid(database, "a", *["0.1"] * 3, *["0.00031"] * 30)
    found = costs(database, "film")
    assert [(each.name, each.charges, str(each.usd)) for each in found.sums] == [(("a",), 33, "0.30930")]
    assert (found.usd, found.charges) == (Decimal("0.3093"), 33)


def test_sums_are_by_what_was_asked_for_the_dearest_first(database: Database) -> None:
    paid(database, "cheap", "0.10")
    paid(database, "dear", "0.30", "0.40")
    paid(database, "dear", "0.05", at=DECEMBER, run="run-2")
    assert [each.name for each in costs(database, "film").sums] == [("dear",), ("cheap",)]
    assert {each.name[0]: str(each.usd) for each in costs(database, "month").sums} == {
        "2026-11": "0.80",
        "2026-12": "0.05",
    }
    assert {each.name: str(each.usd) for each in costs(database, "shot", film_id="dear").sums} == {
        ("dear", "shot_001"): "0.35",
        ("dear", "shot_002"): "0.40",
    }
    assert [each.name for each in costs(database, "provider").sums] == [("pictures", "")]


def test_a_month_ends_with_its_last_moment(database: Database) -> None:
    paid(database, "a", "0.10", at=NOVEMBER)
    paid(database, "b", "0.20", at=DECEMBER)
    assert [each.name for each in costs(database, "film", month="2026-11").sums] == [("a",)]
    assert [row["film_id"] for row in charges(database, month="2026-12")] == ["b"]


def test_what_cost_nothing_is_no_charge(database: Database) -> None:
    paid(database, "a", "0", "0.00")
    assert costs(database, "film").sums == ()
    assert charges(database, film_id="a") == []


def test_an_unknown_film_is_named_with_those_that_are_near(database: Database) -> None:
    with pytest.raises(BadInput, match="it has no film yet"):
        costs(database, "film", film_id="the-door")
    paid(database, "the-door", "1")
    with pytest.raises(BadInput, match="near it: the-door"):
        costs(database, "film", film_id="the-dor")


def test_what_is_set_aside_now_is_what_neither_came_back_nor_was_released(database: Database) -> None:
    ledger = Ledger(clock=lambda: NOVEMBER)
    for number in (1, 2, 3):
        ledger.reserve({keyframe(number): Decimal("0.10")})
    ledger.settle(keyframe(1), Decimal("0.08"))
    ledger.release(keyframe(2))
    ledger.reserve({keyframe(4): Decimal(0)})
    write(database, "a", ledger.unwritten())
    found = costs(database, "film")
    assert [(each.film_id, each.step.shot_id, each.usd) for each in found.reserved] == [
        ("a", "shot_003", Decimal("0.10"))
    ]
    assert (found.usd, found.reserved_usd) == (Decimal("0.08"), Decimal("0.10"))


def test_a_run_that_was_killed_holds_nothing_once_the_film_runs_again(database: Database) -> None:
    ledger = Ledger(clock=lambda: NOVEMBER)
    ledger.reserve({keyframe(1): Decimal("0.10")})
    write(database, "a", ledger.unwritten(), "killed")
    assert costs(database, "film").reserved_usd == Decimal("0.10")
    paid(database, "a", "0.10", at=DECEMBER, run="again")
    assert costs(database, "film").reserved_usd == 0


def test_a_job_nobody_knows_about_is_told_apart_until_it_is_resolved(database: Database) -> None:
    ledger = Ledger(clock=lambda: NOVEMBER)
    ledger.reserve({keyframe(1): Decimal("0.10"), keyframe(2): Decimal("0.20")})
    write(database, "a", ledger.unwritten())
    reference = "a/run-1/shot_002/keyframe/1.1-1"
    JobRecords(database).open(
        JobRecord(
            reference=reference, recipe_key="0" * 64, fresh="", film_id="a", shot_id="shot_002", stage="image",
            provider="pictures", revision="1", usd=Decimal("0.20"), state="unknown",
        )
    )  # fmt: skip
    found = costs(database, "film")
    assert [(each.step.shot_id, each.unknown) for each in found.unknown] == [("shot_002", reference)]
    assert found.reserved_usd == Decimal("0.30")
    ledger.settle(keyframe(2), Decimal("0.20"), note="booked at its quote")
    write(database, "a", ledger.unwritten())
    assert costs(database, "film").unknown == ()
    money = film_money(database, "a", ("run-1",))
    assert [(job.shot_id, job.reference) for job in money.lost] == [("shot_002", reference)]
    assert [(each.step, each.note) for each in money.notes] == [("shot_002, keyframe", "booked at its quote")]


def test_an_overrun_is_reported_with_its_quote(database: Database) -> None:
    ledger = Ledger(clock=lambda: NOVEMBER)
    ledger.reserve({keyframe(1): Decimal("0.10"), keyframe(2): Decimal("0.10")})
    ledger.settle(keyframe(1), Decimal("0.15"))
    ledger.settle(keyframe(2), Decimal("0.10"))
    write(database, "a", ledger.unwritten())
    money = film_money(database, "a", ("run-1",))
    assert [(each.step, each.usd, each.quote) for each in money.overruns] == [
        ("shot_001, keyframe", Decimal("0.15"), Decimal("0.10"))
    ]
    assert money.by_stage == {"keyframe": Decimal("0.25")}
    ledger = Ledger(clock=lambda: DECEMBER)
    ledger.reserve({keyframe(1): Decimal("0.05")})
    ledger.settle(keyframe(1), Decimal("0.06"))
    write(database, "a", ledger.unwritten(), "another")
    both = film_money(database, "a", ("another",))
    assert [(each.usd, each.quote) for each in both.overruns] == [
        (Decimal("0.15"), Decimal("0.10")),
        (Decimal("0.06"), Decimal("0.05")),
    ]
    assert (both.usd, both.by_run) == (Decimal("0.31"), (Decimal("0.25"), Decimal("0.06")))
    assert [both.explains(Decimal(usd)) for usd in ("0.06", "0.31", "0.25")] == [True, True, False]
    assert film_money(database, "b", ("another",)).by_stage == {}


def test_each_line_of_a_shot_is_reserved_and_paid_by_itself(database: Database) -> None:
    """Lines of one shot differ in their line alone."""
    voices = [Step(stage="voice", shot_id="shot_001", line=line, provider="voices") for line in (1, 2, 3)]
    ledger = Ledger(clock=lambda: NOVEMBER)
    ledger.reserve(dict.fromkeys(voices, Decimal("0.05")))
    ledger.settle(voices[0], Decimal("0.04"))
    ledger.settle(voices[1], Decimal("0.07"))
    write(database, "a", ledger.unwritten())
    assert [each.step for each in costs(database, "film").reserved] == [voices[2]]
    assert spent_after(database, "a", "2026-11-01") == Decimal("0.16"), "the third counts at its quote"
    booked = film_money(database, "a", ("run-1",))
    assert [(over.step, over.usd) for over in booked.overruns] == [
        ("shot_001, voice, line 2", Decimal("0.07"))
    ]
    assert [row["line"] for row in charges(database)] == [1, 2]
