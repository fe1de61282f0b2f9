"""What OpenTelemetry's variables ask for, and that nothing of it is imported where they ask for nothing."""

import os
import subprocess
import sys

import pytest

from infra.telemetry.startup import interceptors, start_telemetry
from infra.telemetry.variables import Wanted, content_wanted, wanted
from providers.installation import install_of

HERE = "http://127.0.0.1:4318"


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("OTEL_")]:
        monkeypatch.delenv(name)


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ({}, Wanted()),
        ({"OTEL_SERVICE_NAME": "films"}, Wanted()),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": HERE}, Wanted("otlp", "otlp", "otlp")),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": f"{HERE}/v1/traces"}, Wanted("otlp", "none", "none")),
        ({"OTEL_TRACES_EXPORTER": "otlp"}, Wanted("otlp", "none", "none")),
        (
            {"OTEL_EXPORTER_OTLP_ENDPOINT": HERE, "OTEL_TRACES_EXPORTER": "none"},
            Wanted("none", "otlp", "otlp"),
        ),
        ({"OTEL_METRICS_EXPORTER": "prometheus"}, Wanted("none", "prometheus", "none")),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": HERE, "OTEL_SDK_DISABLED": "true"}, Wanted()),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": " "}, Wanted()),
    ],
)
def test_the_usual_variables_say_what_is_sent(
    said: dict[str, str], asked: Wanted, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in said.items():
        monkeypatch.setenv(name, value)
    assert wanted() == asked
    assert bool(wanted()) == (asked != Wanted())


def test_what_cannot_be_sent_is_said_with_what_to_set_instead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", HERE)
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")
    monkeypatch.setenv("OTEL_LOGS_EXPORTER", "console")
    assert not wanted()
    assert "set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf (port 4318)" in wanted().fault
    assert "OTEL_LOGS_EXPORTER can be otlp or none, not 'console'" in wanted().fault
    told: list[str] = []
    assert start_telemetry("longtake", install_of, told.append) is None
    assert len(told) == 1
    assert interceptors() == []


@pytest.mark.parametrize(
    ("said", "asked"), [("", False), ("false", False), ("true", True), ("span_only", True)]
)
def test_words_are_told_only_where_somebody_asks_for_them(
    said: str, asked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT", said)
    assert content_wanted() is asked


def _ran(code: str, **variables: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def test_without_variables_nothing_of_opentelemetry_is_imported() -> None:
    code = (
        "import sys, studio.cli.app, studio.service.session, workers.composition, workers.__main__\n"
        "from infra.telemetry.startup import start_telemetry\n"
        "assert start_telemetry('longtake', str) is None\n"
        "from infra.telemetry.spans import span\n"
        "with span('a') as mark: mark.tell({'b': 1})\n"
        "print([name for name in sys.modules if name.startswith('opentelemetry')])"
    )
    assert _ran(code).strip() == "[]"


def test_where_it_is_asked_for_and_not_installed_one_sentence_says_how_and_work_goes_on() -> None:
    code = (
        "import sys; sys.modules['opentelemetry'] = None\n"
        "from infra.telemetry.startup import start_telemetry\n"
        "from providers.installation import install_of\n"
        "assert start_telemetry('longtake', install_of, print) is None"
    )
    assert _ran(code, OTEL_EXPORTER_OTLP_ENDPOINT=HERE) == (
        f"Telemetry is asked for by OTEL_ variables and is not installed: run {install_of('otel')}.\n"
    )


@pytest.mark.parametrize(
    ("name", "value", "lacking", "told"),
    [
        ("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "100000", ["traces"], "a variable that begins with OTEL_BSP_"),
        ("OTEL_BLRP_SCHEDULE_DELAY", "-77", ["logs"], "a variable that begins with OTEL_BLRP_"),
        (
            "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT",
            "hunter2",
            ["traces", "logs"],
            "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT",
        ),
        ("OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT", "-1", ["logs"], "OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT"),
    ],
)
def test_what_a_variable_says_that_cannot_be_used_costs_signals_and_not_the_process(
    name: str, value: str, lacking: list[str], told: str
) -> None:
    code = (
        "import os\n"
        "from infra.telemetry.startup import interceptors, start_telemetry\n"
        "started = start_telemetry('longtake', str, print)\n"
        "print(len(started.ends), len(interceptors()), flush=True)\n"
        "os._exit(0)"
    )
    assert _ran(code, OTEL_EXPORTER_OTLP_ENDPOINT=HERE, **{name: value}).splitlines() == [
        *(f"Telemetry: there are no {signal}: what {told} says cannot be used." for signal in lacking),
        f"{2 - len(lacking)} {int('traces' not in lacking)}",
    ]
