"""The dashboard and the alerts name what is really told, and each alert has its page."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from activities.jobs.breakers import LONGEST_HOLD_S
from models.metrics import METRICS, VALUES, Metric
from tests.kit.telemetry.measured import TEMPORALS
from tests.kit.telemetry.promql import checked, labels_in, metrics_in
from workers.meters.books import SHUT_S
from workers.meters.films import MOST_FILMS

ROOT = Path(__file__).parents[3]
DEPLOYED = ROOT / "infra" / "deploy" / "telemetry"
RUNBOOK = ROOT / "docs" / "runbook"
EVERYWHERE = {"namespace", "instance", "le", "worker_type", "task_queue"}


def rules() -> list[dict[str, Any]]:
    groups = yaml.safe_load((DEPLOYED / "alerts.yaml").read_text())["groups"]
    return [rule for group in groups for rule in group["rules"]]


def panels() -> list[dict[str, Any]]:
    board = json.loads((DEPLOYED / "dashboard.json").read_text())
    return [panel for panel in board["panels"] if panel["type"] != "row"]


def expressions() -> Iterator[str]:
    yield from (rule["expr"] for rule in rules())
    yield from (target["expr"] for panel in panels() for target in panel["targets"])


def exported() -> dict[str, Metric]:
    """Every series that there may be at Prometheus, by its name."""
    ends = {"histogram": ("_bucket", "_sum", "_count")}
    return {metric.prometheus + end: metric for metric in METRICS for end in ends.get(metric.kind, ("",))}


@pytest.mark.parametrize("expression", list(expressions()))
def test_every_expression_names_metrics_and_labels_that_are_told(expression: str) -> None:
    known = exported()
    named = metrics_in(expression)
    assert named, "it names none"
    assert named <= known.keys() | TEMPORALS
    labels = {label.replace(".", "_") for name in named & known.keys() for label in known[name].labels}
    assert labels_in(expression) <= labels | EVERYWHERE


def test_every_metric_is_on_the_dashboard() -> None:
    shown = {name for panel in panels() for target in panel["targets"] for name in metrics_in(target["expr"])}
    ends = ("", "_bucket", "_sum", "_count")
    lacking = [metric.name for metric in METRICS if not shown & {metric.prometheus + end for end in ends}]
    assert lacking == []


def test_a_panel_has_a_place_of_its_own_and_a_number_of_its_own() -> None:
    board = json.loads((DEPLOYED / "dashboard.json").read_text())
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"])
    taken: set[tuple[int, int]] = set()
    for panel in board["panels"]:
        at = panel["gridPos"]
        cells = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        assert not taken & cells, panel["title"]
        assert at["x"] + at["w"] <= 24
        taken |= cells


def test_every_alert_says_what_is_wrong_and_has_a_page_of_its_own() -> None:
    pages = [rule["annotations"]["runbook_url"] for rule in rules()]
    there = [page.name for page in RUNBOOK.glob("*.md") if page.name != "README.md"]
    assert sorted(pages) == sorted(f"docs/runbook/{name}" for name in there)
    for rule in rules():
        assert rule["annotations"]["summary"]
        assert rule["labels"]["severity"] in ("warning", "critical")
        text = (ROOT / rule["annotations"]["runbook_url"]).read_text()
        assert text.startswith(f"# {rule['alert']}\n")
        assert all(part in text for part in ("**What it means.**", "**How to look.**", "**What to do.**"))


def test_a_vendor_that_once_asked_to_be_left_alone_raises_no_alert() -> None:
    (rule,) = [rule for rule in rules() if rule["alert"] == "LongtakeVendorDown"]
    assert rule["for"] == "10m"
    assert LONGEST_HOLD_S + SHUT_S < 600


@pytest.mark.parametrize("expression", ["sum(longtake_films", "derivative(longtake_films)"])
def test_an_expression_that_is_none_is_found(expression: str) -> None:
    with pytest.raises(AssertionError):
        checked(expression)


def test_names_and_labels_are_read_out_of_an_expression() -> None:
    told = 'sum by (le, queue) (rate(a_bucket{namespace=~"x y", end="done"}[5m])) > 3 and on (queue) time() - max_over_time(b[1h])'
    assert metrics_in(told) == {"a_bucket", "b"}
    assert labels_in(told) == {"le", "queue", "namespace", "end"}


def test_labels_are_few_and_none_can_hold_what_a_person_wrote() -> None:
    open_ended = {"activity", "vendor", "queue", "card", "gen_ai.provider.name", "gen_ai.request.model"}
    assert {label for metric in METRICS for label in metric.labels} <= VALUES.keys() | open_ended
    assert max(map(len, VALUES.values())) < 40
    assert len({metric.name for metric in METRICS}) == len(METRICS)


def test_the_page_of_metrics_has_every_one_with_its_unit_and_its_labels() -> None:
    page = (ROOT / "docs" / "metrics.md").read_text()
    for metric in METRICS:
        labels = ", ".join(f"`{label}`" for label in metric.labels)
        line = next((line for line in page.splitlines() if line.startswith(f"| `{metric.name}` |")), "")
        assert f"| {metric.kind} | {metric.unit.strip('{}')} | {labels} |" in line, metric.name


def test_the_page_of_metrics_says_how_many_films_are_looked_at() -> None:
    page = (ROOT / "docs" / "metrics.md").read_text()
    assert f"`longtake_films` and `longtake_films_waiting` count the newest {MOST_FILMS:,}." in page
