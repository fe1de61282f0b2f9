"""What the gauges of the books show, and what they show of what is gone."""

import math
from decimal import Decimal
from typing import Any

from activities.jobs.records import ABANDONED_S
from activities.money.ledger_table import write_entries
from infra.database.clock import moment
from infra.database.database import Database
from infra.database.tables import breakers, jobs
from models.film.page import FilmPage
from models.film.view import FilmView, Need, UnknownJob
from models.metrics import SPENT, Metric
from models.money.ledger import Entry
from models.money.steps import Step
from models.names import step_reference
from workers.meters.books import SHUT_S, read_books
from workers.meters.films import waits_of
from workers.meters.readings import Gauges, Reading

FILM, RUN = "a-quay-0a1b2c", "9d2f6c1e-run"
FLUX, VEO = "fal/fal-ai/flux/schnell", "replicate/google/veo-3"


def step(shot: str, provider: str, stage: Any = "keyframe") -> Step:
    return Step(stage=stage, shot_id=shot, provider=provider, model="")


def entry(number: int, what: Any, of: Step, usd: str) -> Entry:
    return Entry(
        number=number, entry=what, step=of, usd=Decimal(usd), at=f"2026-11-30T09:00:{number:02d}+00:00"
    )


def job(of: Step, state: str, account: str, seen: float = 0.0) -> dict[str, Any]:
    reference = f"{step_reference(FILM, RUN, of.place)}-1"
    return {
        "reference": reference,
        "recipe_key": "0" * 64,
        "film_id": FILM,
        "shot_id": of.shot_id,
        "stage": of.stage,
        "provider": of.provider,
        "revision": "1",
        "usd": Decimal("0.5"),
        "state": state,
        "at": "2026-11-30T09:00:00+00:00",
        "account": account,
        "seen": seen,
    }


def door(account: str, name: str, openings: int, until: float = 0.0) -> dict[str, Any]:
    return {
        "account": account,
        "door": name,
        "failures": 4,
        "last": "j1",
        "kind": "Transient",
        "why": "it is down",
        "openings": openings,
        "until": until,
    }


def shown(readings: list[Reading]) -> dict[tuple[str, ...], float]:
    return {(one.metric.name, *(value for _, value in one.labels)): one.value for one in readings}


def test_money_and_vendors_are_read_as_the_ledger_and_the_doors_have_them(database: Database) -> None:
    first, lost, held = step("shot_001", FLUX), step("shot_002", VEO, "clip"), step("shot_003", FLUX)
    write_entries(
        database,
        FILM,
        RUN,
        [
            entry(1, "reserve", first, "0.005"),
            entry(2, "charge", first, "0.003"),
            entry(3, "charge", step("", FLUX, "sheet"), "0.1"),
            entry(4, "charge", step("shot_004", FLUX), "0.003"),
            entry(5, "reserve", lost, "0.5"),
            entry(6, "reserve", held, "0.005"),
        ],
    )
    with database.writing() as connection:
        now = moment(connection)
        connection.execute(
            jobs.insert(), [job(lost, "unknown", "replicate:ab"), job(held, "submitted", "fal:cd", now)]
        )
        connection.execute(
            breakers.insert(), [door("fal:cd", "submit", 2, now + 60), door("replicate:ab", "look", 0)]
        )
    assert shown(read_books(database)) == {
        ("longtake_spent_usd", "fal", "keyframe"): 0.006,
        ("longtake_spent_usd", "fal", "sheet"): 0.1,
        ("longtake_reserved_usd", "fal"): 0.005,
        ("longtake_reserved_usd", "replicate"): 0.5,
        ("longtake_unknown_jobs", "replicate"): 1,
        ("longtake_unknown_usd", "replicate"): 0.5,
        ("longtake_vendor_jobs", "fal"): 1,
        ("longtake_vendor_shut", "fal", "submit"): 1,
    }


def test_jobs_that_nobody_looks_after_and_doors_that_nobody_knocks_at_any_more_are_not_shown(
    database: Database,
) -> None:
    with database.writing() as connection:
        now = moment(connection)
        long_ago = now - ABANDONED_S - 1
        rows = [
            job(step("shot_001", FLUX), "submitted", "fal:cd", now),
            job(step("shot_002", FLUX), "submitted", "fal:cd", long_ago),
            job(step("shot_003", VEO), "sending", "replicate:ab", long_ago),
        ]
        connection.execute(jobs.insert(), rows)
        doors = [
            door("fal:cd", "submit", 1, now + 30),
            door("fal:cd", "look", 3, now - 5),
            door("fal:cd", "fetch", 1, now - SHUT_S - 1),
        ]
        connection.execute(breakers.insert(), doors)
    assert shown(read_books(database)) == {
        ("longtake_vendor_jobs", "fal"): 1,
        ("longtake_vendor_shut", "fal", "submit"): 1,
        ("longtake_vendor_shut", "fal", "look"): 1,
    }


class _Meters:
    def __init__(self) -> None:
        self.now: dict[tuple[str, ...], float] = {}

    def show(self, metric: Metric, value: float, labels: dict[str, str]) -> None:
        self.now[metric.name, *labels.values()] = value


def test_what_is_gone_shows_nothing_and_what_others_read_is_no_number_here() -> None:
    meters: Any = _Meters()
    gauges = Gauges(meters, "default")
    gauges.show(
        "books", [Reading(SPENT, 1.0, (("vendor", "fal"),)), Reading(SPENT, 2.0, (("vendor", "runway"),))]
    )
    gauges.show("books", [Reading(SPENT, 3.0, (("vendor", "fal"),))])
    fal, runway = (SPENT.name, "fal", "default"), (SPENT.name, "runway", "default")
    assert meters.now == {fal: 3.0, runway: 0}
    gauges.hide()
    assert all(math.isnan(value) for value in meters.now.values())


def page(**told: Any) -> FilmPage:
    reels = told.pop("reels", {})
    return FilmPage(film=FilmView(film_id=FILM, brief_digest="d", **told), count=3, reels=reels)


def test_a_film_waits_for_whoever_it_says() -> None:
    dear = Need(shot_id="shot_001", stage="clip", usd=Decimal(5), asks=True)
    short = Need(shot_id="shot_002", stage="clip", usd=Decimal(5))
    lost = UnknownJob(shot_id="shot_003", stage="clip", provider=VEO, usd=Decimal(1), reference="r")
    assert waits_of(page()) == frozenset()
    assert waits_of(page(reels={1: 4})) == {"gate"}
    assert waits_of(page(needs=(dear, short), unknown=(lost,))) == {"leave", "money", "word"}
    assert waits_of(page(needs=(short,), paused=True)) == {"resume"}
