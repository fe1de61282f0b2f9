"""The one Temporal runtime of a process: what it logs, and where its metrics go, Temporal's own and ours."""

import logging
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from importlib.metadata import PackageNotFoundError, version
from typing import NamedTuple
from urllib.parse import unquote

from temporalio.runtime import (
    LoggingConfig,
    OpenTelemetryConfig,
    OpenTelemetryMetricTemporality,
    PrometheusConfig,
    Runtime,
    TelemetryConfig,
)

from infra.telemetry.meters import Meters, use
from infra.telemetry.variables import wanted
from models.metrics import METRICS

log = logging.getLogger("longtake.telemetry")

PORTS = 20
"""How many ports are tried from the first on: several workers of a machine each have one."""
PORT = 9464
_MOST_PORT = 65_535
EVERY_MS = 15_000
"""How often metrics are sent where OTEL_METRIC_EXPORT_INTERVAL does not say."""
LEAST_MS, MOST_MS = 100, 3_600_000

_ENDPOINT, _OF_METRICS = "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"
_NOWHERE = "http://localhost:4318"
_RESOURCE, _SERVICE = "OTEL_RESOURCE_ATTRIBUTES", "OTEL_SERVICE_NAME"
_COMPRESSION = ("OTEL_EXPORTER_OTLP_COMPRESSION", "OTEL_EXPORTER_OTLP_METRICS_COMPRESSION")
"""The SDK compresses nothing, and builds no exporter where it is asked to."""
_BUCKETS = {
    name: metric.buckets for metric in METRICS if metric.buckets for name in (metric.name, metric.prometheus)
}


class _Made(NamedTuple):
    runtime: Runtime
    measured: bool


_made: _Made | None = None


def start_runtime(*, quiet: bool = False, service: str = "") -> Runtime:
    """The runtime of this process, made by the first call and every client's from then on.

    A `quiet` one logs nothing: the SDK's own log goes to stdout. With the name of a `service` its metrics go where
    OpenTelemetry's variables say; what cannot be had is said in one sentence, and work goes on without it. A process that
    began without a service's name, as commands do, has its runtime replaced when it begins to serve.
    """
    global _made
    if _made is not None and (_made.measured or not service):
        return _made.runtime
    exporter = wanted().metrics if service else "none"
    if _made is not None and exporter == "none":
        return _made.runtime
    logs = None if quiet else LoggingConfig.default
    runtime = _measured(exporter, logs, service) if exporter != "none" else None
    _made = _Made(runtime or Runtime(telemetry=TelemetryConfig(logging=logs)), bool(service))
    Runtime.set_default(_made.runtime, error_if_already_set=False)
    if runtime is not None:
        use(Meters(runtime.metric_meter, dotted=exporter == "otlp"))
    return _made.runtime


def interval_s() -> float:
    """How often metrics leave this process, in seconds."""
    said = _said("OTEL_METRIC_EXPORT_INTERVAL")
    if not said:
        return EVERY_MS / 1000
    if said.isdigit() and LEAST_MS <= int(said) <= MOST_MS:
        return int(said) / 1000
    log.warning(
        "OTEL_METRIC_EXPORT_INTERVAL has to be milliseconds from %d to %d: %d are taken.",
        LEAST_MS,
        MOST_MS,
        EVERY_MS,
    )
    return EVERY_MS / 1000


def _measured(exporter: str, logs: LoggingConfig | None, service: str) -> Runtime | None:
    try:
        if exporter == "prometheus":
            return _scraped(logs)
        config = TelemetryConfig(logging=logs, attach_service_name=False, metrics=_otlp())
        with _variables_of(service):
            return Runtime(telemetry=config)
    except (ValueError, RuntimeError, OSError):
        # Not in its own words: an address may hold a key.
        what = (
            "OTEL_EXPORTER_PROMETHEUS_HOST or _PORT"
            if exporter == "prometheus"
            else f"{_ENDPOINT} or {_OF_METRICS}"
        )
        log.warning("There are no metrics: what %s says cannot be used.", what)
        return None


def _otlp() -> OpenTelemetryConfig:
    base = (_said(_ENDPOINT) or _NOWHERE).rstrip("/")
    preferred = _said("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE").lower()
    temporality = OpenTelemetryMetricTemporality
    return OpenTelemetryConfig(
        url=_said(_OF_METRICS) or f"{base}/v1/metrics",
        headers=_headers(),
        http=True,
        metric_periodicity=timedelta(seconds=interval_s()),
        metric_temporality=temporality.DELTA if preferred == "delta" else temporality.CUMULATIVE,
        durations_as_seconds=True,
        histogram_bucket_overrides=_BUCKETS,
    )


def _scraped(logs: LoggingConfig | None) -> Runtime | None:
    """A runtime that answers Prometheus, at the first port from the one that is set on which nobody else does."""
    first = int(_said("OTEL_EXPORTER_PROMETHEUS_PORT") or PORT)
    if not 0 < first <= _MOST_PORT:
        raise ValueError("no port")
    host = _said("OTEL_EXPORTER_PROMETHEUS_HOST")
    here = "127.0.0.1" if host in ("", "localhost") else host
    family, _, _, _, where = socket.getaddrinfo(here, None, type=socket.SOCK_STREAM)[0]
    at = f"[{where[0]}]" if family == socket.AF_INET6 else where[0]
    for port in range(first, min(first + PORTS, _MOST_PORT + 1)):
        config = PrometheusConfig(
            bind_address=f"{at}:{port}",
            counters_total_suffix=True,
            durations_as_seconds=True,
            histogram_bucket_overrides=_BUCKETS,
        )
        try:
            runtime = Runtime(
                telemetry=TelemetryConfig(logging=logs, attach_service_name=False, metrics=config)
            )
        except ValueError as error:
            if "in use" not in str(error):
                raise
        else:
            log.info("Metrics for Prometheus: http://%s:%d/metrics", at, port)
            return runtime
    log.warning("There are no metrics: the ports %d to %d of %s are all taken.", first, first + PORTS - 1, at)
    return None


def _headers() -> dict[str, str]:
    """What goes with each request: `name=value` with commas between, percent-encoded."""
    said = _said("OTEL_EXPORTER_OTLP_METRICS_HEADERS") or _said("OTEL_EXPORTER_OTLP_HEADERS")
    pairs = (pair.partition("=") for pair in said.split(",") if "=" in pair)
    return {name.strip(): unquote(value.strip()) for name, _, value in pairs}


@contextmanager
def _variables_of(service: str) -> Iterator[None]:
    """The variables as the SDK reads them: who the process is, so that two are never taken for one, and no compression."""
    before = {name: os.environ.get(name) for name in (_RESOURCE, _SERVICE, *_COMPRESSION)}
    said = before[_RESOURCE] or ""
    ours = {
        "service.instance.id": f"{socket.gethostname()}:{os.getpid()}",
        "service.version": _version(),
        **({} if before[_SERVICE] else {"service.name": service}),
    }
    given = {pair.partition("=")[0].strip() for pair in said.split(",")}
    added = [f"{name}={value}" for name, value in ours.items() if name not in given]
    os.environ[_RESOURCE] = ",".join(filter(None, [said, *added]))
    for name in _COMPRESSION:
        os.environ.pop(name, None)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _version() -> str:
    try:
        return version("longtake")
    except PackageNotFoundError:
        return "unknown"


def _said(name: str) -> str:
    return os.environ.get(name, "").strip()
