"""Films made by worker processes, as a receiver of OTLP sees them in numbers."""

from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from infra.database.database import open_database
from infra.database.tables import ledger
from infra.engine.server import TemporalServer
from tests.kit.telemetry.measured import measured_crew, pictures
from tests.kit.telemetry.receiver import receiving, variables
from tests.kit.telemetry.series import Scrape, sent, waited
from tests.kit.vendors.fal import Fal, usd_of
from tests.kit.vendors.manners import KEY, Behaviour, Fault

pytestmark = pytest.mark.ops

PROMPTS = ("a quay under plum clouds", "a boat of wet larch", "gulls over an empty mole")
BLEEDS = "Mara bleeds"


async def test_films_are_seen_in_numbers_and_nothing_of_what_they_are_about_is(
    server: TemporalServer, fal: Fal, tmp_path: Path, film: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy = Fault(where="submit", how="429", times=1, amount=0.5)
    fal.behave(Behaviour(faults=(busy, Fault(where="submit", how="moderated", times=9, word="bleeds"))))
    with receiving() as receiver:
        for name, value in {
            **variables(receiver),
            "OTEL_TRACES_EXPORTER": "none",
            "OTEL_LOGS_EXPORTER": "none",
        }.items():
            monkeypatch.setenv(name, value)
        async with measured_crew(server, tmp_path / "home", [("film",), ("io", "cpu")]) as kit:
            first = await kit.make(pictures(*PROMPTS), f"{film}-first")
            again = await kit.make(pictures(*PROMPTS), f"{film}-again")
            refused = await kit.make(
                pictures("a quiet street", BLEEDS),
                f"{film}-refused",
                stop_at="storyboard",
                budget="0.0085",
                on_moderated="ladder",
            )
            assert [view.verdict for view in (first, again, refused)] == [
                "finished",
                "finished",
                "stopped with 1 shot missing",
            ]
            spent = paid(kit.settings.database_url)
            seen = waited(
                lambda: sent(receiver),
                lambda seen: (
                    seen.total("longtake_films_ended") == 3
                    # Each process tells at its own time.
                    and seen.total("longtake_assets", kind="image", vendor="fal", how="made") == 4
                    and seen.times("longtake_vendor_wait_seconds", kind="image", vendor="fal", end="done")
                    == 4
                    and round(seen.most("longtake_spent_usd", vendor="fal", step="keyframe"), 6)
                    == float(spent)
                ),
                "the films' ends, and what they cost,",
            )
    assert spent == usd_of(fal) > 0
    check_films(seen)
    check_work(seen)
    told = b"".join(receiver.raw)
    for secret in (KEY, film, *PROMPTS, BLEEDS, "plum", "shot_001", str(tmp_path)):
        assert secret.encode() not in told, secret


def check_films(seen: Scrape) -> None:
    ends = {one.labels["end"]: one.value for one in seen.of("longtake_films_ended") if one.value}
    assert ends == {"finished": 2, "stopped": 1}
    assert seen.total("longtake_shots_ended", end="made") == 3, "what is found is made by nobody"
    assert seen.total("longtake_assets", kind="image", vendor="fal", how="made") == 4
    assert seen.total("longtake_assets", kind="image", vendor="fal", how="found") == 3
    assert seen.total("longtake_assets", kind="video", how="made") == 3
    assert seen.total("longtake_assets", kind="video", how="found") == 3
    # The budget allows no other model, and there is no writer: a person has to word it otherwise.
    assert seen.total("longtake_moderation", kind="image", vendor="fal", then="person") == 1
    assert seen.total("longtake_failures", kind="image", vendor="fal", error="Moderated") == 1


def check_work(seen: Scrape) -> None:
    assert seen.total("longtake_retries", activity="jobs.submit", kind="image", vendor="fal") >= 1
    assert seen.total("longtake_failures", activity="jobs.submit", vendor="fal", error="RateLimited") >= 1
    assert seen.times("longtake_vendor_wait_seconds", kind="image", vendor="fal", end="done") == 4
    assert seen.times("longtake_work_seconds", activity="jobs.submit", vendor="fal", end="done") >= 4
    assert seen.times("longtake_queue_wait_seconds", queue="cpu") >= 3
    assert seen.most("longtake_worker_beat_timestamp_seconds", queue="film") > 0
    assert seen.most("longtake_worker_beat_timestamp_seconds", queue="cpu") > 0
    assert seen.most("longtake_queue_workers", queue="io") >= 1
    assert {"books", "temporal"} <= {
        one.labels["source"] for one in seen.of("longtake_read_timestamp_seconds")
    }
    assert seen.of("temporal_workflow_task_execution_latency"), "Temporal's own are there too"
    assert len({one.process for one in seen}) == 2, "two workers are two, though both are called the same"


def paid(url: str) -> Decimal:
    """What the ledger says was paid."""
    database = open_database(url)
    try:
        with database.reading() as connection:
            rows = connection.execute(select(ledger.c.usd).where(ledger.c.entry == "charge"))
            return sum((row.usd for row in rows), Decimal(0))
    finally:
        database.close()
