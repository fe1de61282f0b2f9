"""What Prometheus scrapes of worker processes of one machine, each at a port of its own."""

import os
import socket
import sys
from pathlib import Path
from urllib.error import URLError

import pytest

from infra.engine.server import TemporalServer
from models.metrics import METRICS
from tests.kit.telemetry.measured import TEMPORALS, measured_crew, pictures
from tests.kit.telemetry.series import Scrape, scraped, waited
from tests.kit.vendors.fal import Fal
from tests.kit.vendors.manners import KEY

pytestmark = pytest.mark.ops

PROMPT = "a quay under plum clouds"
WORKERS = 2


def free_ports() -> int:
    """The first of some ports in a row that nobody has, where no test of another process looks."""
    first = 21_000 + os.getpid() % 400 * 20
    for port in range(first, 60_000, 20):
        try:
            for one in range(port, port + WORKERS + 1):
                with socket.create_server(("127.0.0.1", one)):
                    pass
        except OSError:
            continue
        return port
    raise AssertionError("no ports are free")


async def test_every_worker_of_a_machine_is_scraped_at_a_port_of_its_own(
    server: TemporalServer, fal: Fal, tmp_path: Path, film: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = free_ports()
    monkeypatch.setenv("OTEL_METRICS_EXPORTER", "prometheus")
    monkeypatch.setenv("OTEL_EXPORTER_PROMETHEUS_PORT", str(first))
    monkeypatch.setenv("OTEL_METRIC_EXPORT_INTERVAL", "500")
    # Somebody else has the first port: the workers take the next ones.
    with socket.create_server(("127.0.0.1", first)):
        addresses = [f"http://127.0.0.1:{first + 1 + number}/metrics" for number in range(WORKERS)]
        async with measured_crew(server, tmp_path / "home", [("film",), ("io", "cpu")]) as kit:
            before = waited(
                lambda: scraped_once_there(addresses),
                lambda seen: seen.of("longtake_shots_ended_total", end="failed"),
                "the ends that films may come to",
            )
            made = await kit.make(pictures("a boat of wet larch"), f"{film}-made")
            assert made.verdict == "finished"
            check_beginnings(before, scraped(addresses))
            await kit.at_gate(pictures(PROMPT), f"{film}-gate")
            await kit.begin(pictures("gulls over a mole"), f"{film}-poor", budget="0.0001")
            seen = waited(
                lambda: scraped(addresses),
                lambda seen: (
                    seen.most("longtake_films_waiting", waits_for="gate") == 1
                    and seen.most("longtake_films_waiting", waits_for="money") == 1
                    and seen.total("longtake_films_ended_total") == 1
                ),
                "a film that waits at its gate, and one that waits for money,",
            )
    check(seen, made.spent)
    told = "\n".join(map(str, seen))
    for secret in (KEY, film, PROMPT, "larch", "plum", "shot_001", str(tmp_path)):
        assert secret not in told, secret


def scraped_once_there(addresses: list[str]) -> Scrape:
    """What they answer; nothing while a worker is still starting."""
    try:
        return scraped(addresses)
    except URLError:
        return Scrape()


def check_beginnings(before: Scrape, after: Scrape) -> None:
    """A series that is counted up was there at 0: of one that begins at 1 nobody sees that it rose."""
    ended = ("longtake_films_ended_total", "longtake_shots_ended_total")

    def labelled(scrape: Scrape) -> list[tuple[str, frozenset[tuple[str, str]]]]:
        return sorted(
            ((one.name, frozenset(one.labels.items())) for one in scrape if one.name in ended), key=str
        )

    assert {one.value for name in ended for one in before.of(name)} == {0}
    assert before.of("longtake_films_ended_total", end="failed", workflow_type="FilmWorkflow")
    assert labelled(before) == labelled(after)


def check(seen: Scrape, spent: object) -> None:
    assert seen.total("longtake_films_ended_total", end="finished") == 1
    assert seen.total("longtake_shots_ended_total", end="made") == 1
    assert seen.most("longtake_films", stage="approval") == 1
    assert str(round(seen.most("longtake_spent_usd", vendor="fal", step="keyframe"), 6)).startswith("0.0")
    assert {one.process for one in seen.of("longtake_worker_beat_timestamp_seconds", queue="film")} != {
        one.process for one in seen.of("longtake_worker_beat_timestamp_seconds", queue="io")
    }
    known = {metric.prometheus: {label.replace(".", "_") for label in metric.labels} for metric in METRICS}
    # What workflows count has Temporal's own labels.
    beside = {"namespace", "task_queue", "workflow_type"}
    for one in seen:
        if not one.name.startswith("temporal_"):
            assert one.name in known
            assert one.labels.keys() <= known[one.name] | beside
    assert {one.name for one in seen} >= TEMPORALS
    assert sys.maxsize > max(one.value for one in seen if one.value == one.value)
