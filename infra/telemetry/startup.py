"""How telemetry starts in a process, once, and is seen off when the process ends."""

import atexit
import logging
import os
import re
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from infra.telemetry.telemetry import Telemetry
from infra.telemetry.variables import wanted

if TYPE_CHECKING:
    from opentelemetry.sdk.resources import Resource
    from temporalio.client import Interceptor

log = logging.getLogger("longtake.telemetry")

_NAME = re.compile(r"\bOTEL_[A-Z_]+\b")
_started: Telemetry | None = None


def running() -> Telemetry | None:
    """What was started in this process."""
    return _started


def end_telemetry() -> None:
    """Send what is still here, where something was started."""
    if _started is not None:
        _started.close()


def interceptors() -> "list[Interceptor]":
    """What a Temporal client here is given, so that traces go through it and the workers that it serves."""
    if _started is None or _started.tracer_provider is None:
        return []
    from infra.telemetry.interceptor import Traces

    return [Traces(_started.tracer_provider)]


def start_telemetry(
    service: str, install_of: Callable[[str], str], tell: Callable[[str], object] = log.warning
) -> Telemetry | None:
    """Start what OpenTelemetry's variables ask for in this process, which is a `service`; None where they ask for nothing.

    What cannot be had is told in one sentence, and work goes on without it: `install_of` says how an extra is installed.
    """
    global _started
    asked = wanted()
    if asked.fault:
        tell(f"Telemetry: {asked.fault}.")
    if "otlp" not in (asked.traces, asked.logs) or _started is not None:  # metrics need no extra
        return _started
    if not _installed():
        tell(f"Telemetry is asked for by OTEL_ variables and is not installed: run {install_of('otel')}.")
        return None
    # Where nobody reads logs, as at a command line, it says nothing of a receiver that is away.
    logging.getLogger("opentelemetry").addHandler(logging.NullHandler())
    _started = telemetry = Telemetry(asked, _resource(service))
    for signal, exporter in (("traces", asked.traces), ("logs", asked.logs)):
        try:
            if exporter == "otlp":
                _start(signal, telemetry)
        except ValueError as error:
            tell(
                f"Telemetry: there are no {signal}: what {_variables_in(error, signal)} says cannot be used."
            )
    atexit.register(telemetry.close)
    return telemetry


def _start(signal: str, telemetry: Telemetry) -> None:
    if signal == "traces":
        from infra.telemetry.traces import start_traces

        start_traces(telemetry)
    else:
        from infra.telemetry.logs import start_logs

        start_logs(telemetry)


def _variables_in(error: ValueError, signal: str) -> str:
    """Which variables an error of OpenTelemetry's is about: of those of batches it names none. What they hold is never said."""
    named = [name for name in _NAME.findall(str(error)) if name in os.environ]
    batches = "OTEL_BSP_" if signal == "traces" else "OTEL_BLRP_"
    return " and ".join(named) or f"a variable that begins with {batches}"


def _installed() -> bool:
    try:
        return all(
            find_spec(name) for name in ("opentelemetry.sdk", "opentelemetry.exporter.otlp.proto.http")
        )
    except ModuleNotFoundError:
        return False


def _resource(service: str) -> "Resource":
    """Who this process is; OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES say it better."""
    from opentelemetry.sdk.resources import Resource

    ours: dict[str, Any] = {"service.version": _version(), "process.pid": os.getpid()}
    named = Resource.create(ours)
    if str(named.attributes.get("service.name", "")).startswith("unknown_service"):
        return named.merge(Resource({"service.name": service}))
    return named


def _version() -> str:
    try:
        return version("longtake")
    except PackageNotFoundError:
        return "unknown"
