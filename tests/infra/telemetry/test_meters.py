"""The meters of a process: which values labels take, what counts where nothing is wanted, and what variables cannot say."""

import logging
from typing import Any

import pytest

from infra.telemetry import runtime
from infra.telemetry.meters import MOST_VALUES, Meters
from models.metrics import ASSETS, FAILURES, MODEL_CALLS, OTHER, QUEUE_AGE, TOKENS, VRAM_USED, WORK


class _Instrument:
    def __init__(self, name: str, told: list[tuple[str, float, dict[str, str]]]) -> None:
        self._name, self._told = name, told

    def add(self, value: float, labels: dict[str, str]) -> None:
        self._told.append((self._name, value, labels))

    record = set = add


class _Meter:
    """Notes what instruments are told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, float, dict[str, str]]] = []

    def _make(self, name: str, *_: Any) -> _Instrument:
        return _Instrument(name, self.told)

    create_counter = create_histogram_float = create_gauge_float = _make


def metered(*, dotted: bool = True) -> tuple[Meters, list[tuple[str, float, dict[str, str]]]]:
    meter: Any = _Meter()
    return Meters(meter, dotted=dotted), meter.told


def test_a_value_that_nobody_knows_is_other_and_a_label_that_a_metric_lacks_is_left_out() -> None:
    meters, told = metered()
    meters.know("vendor", ["fal", ""])
    meters.count(
        ASSETS, {"kind": "image", "vendor": "fal", "how": "made", "film": "a-quay-01", "namespace": "default"}
    )
    meters.count(ASSETS, {"kind": "a quay under plum clouds", "vendor": "a film's id", "how": "found"}, 2)
    meters.count(FAILURES, {"activity": "jobs.wait", "kind": "", "vendor": "", "error": "Moderated"})
    assert told == [
        ("longtake_assets", 1, {"kind": "image", "vendor": "fal", "how": "made", "namespace": "default"}),
        ("longtake_assets", 2, {"kind": OTHER, "vendor": OTHER, "how": "found"}),
        ("longtake_failures", 1, {"activity": "jobs.wait", "error": "Moderated"}),
    ]


def test_a_label_whose_values_nobody_made_known_takes_a_hundred_plain_ones() -> None:
    meters, told = metered()
    for number in range(MOST_VALUES + 5):
        meters.show(VRAM_USED, 1.0, {"card": str(number)})
    meters.show(QUEUE_AGE, 1.0, {"queue": "two words"})
    cards = {labels["card"] for name, _, labels in told if name == "longtake_vram_used_bytes"}
    assert len(cards) == MOST_VALUES + 1
    assert told[-1][2] == {"queue": OTHER}


def test_names_have_underscores_where_dots_are_not_taken() -> None:
    meters, told = metered(dotted=False)
    labels = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "gpt-6",
    }
    meters.observe(TOKENS, 12, {**labels, "gen_ai.token.type": "input"})
    meters.observe(MODEL_CALLS, 0.5, labels)
    (usage, _, told_of), (calls, _, _) = told
    assert (usage, calls) == ("gen_ai_client_token_usage", "gen_ai_client_operation_duration_seconds")
    assert told_of["gen_ai_token_type"] == "input"
    assert not any("." in label for label in told_of)


def test_nothing_is_counted_where_nobody_wants_metrics() -> None:
    meters = Meters()
    assert not meters.on
    meters.count(ASSETS, {"kind": "image"})
    meters.observe(WORK, 1.0, {})
    meters.show(VRAM_USED, 1.0, {})


def test_variables_that_cannot_be_used_are_said_in_a_sentence_without_what_they_hold(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("OTEL_METRIC_EXPORT_INTERVAL", "often")
    with caplog.at_level(logging.WARNING):
        assert runtime.interval_s() == runtime.EVERY_MS / 1000
    assert "OTEL_METRIC_EXPORT_INTERVAL has to be milliseconds" in caplog.text
    monkeypatch.delenv("OTEL_METRIC_EXPORT_INTERVAL")
    caplog.clear()
    for port in ("hunter2", "0", "70000"):
        monkeypatch.setenv("OTEL_EXPORTER_PROMETHEUS_PORT", port)
        with caplog.at_level(logging.WARNING):
            assert runtime._measured("prometheus", None, "longtake-worker") is None
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "no address of hunter2")
    with caplog.at_level(logging.WARNING):
        assert runtime._measured("otlp", None, "longtake-worker") is None
    assert [record.message.partition(":")[0] for record in caplog.records] == ["There are no metrics"] * 4
    assert "hunter2" not in caplog.text


def test_headers_are_read_as_the_specification_has_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_HEADERS", "x-key=for all")
    assert runtime._headers() == {"x-key": "for all"}
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_METRICS_HEADERS", "authorization=Bearer%20abc%3D, x-tenant = one,")
    assert runtime._headers() == {"authorization": "Bearer abc=", "x-tenant": "one"}
