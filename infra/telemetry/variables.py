"""OpenTelemetry's variables: which signals are wanted here, and where they go. Nothing of OpenTelemetry is imported for that."""

import os
from typing import Literal, NamedTuple, get_args

Signal = Literal["traces", "metrics", "logs"]

CONTENT = "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"
"""`true` where prompts, sentences of errors and whole film ids may be told; the name is the GenAI conventions' own."""

_ENDPOINT, _PROTOCOL = "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_PROTOCOL"
_SPOKEN = "http/protobuf"


class Wanted(NamedTuple):
    """How each signal leaves this process: `otlp`, `none`, or another exporter's name (`prometheus`, of metrics)."""

    traces: str = "none"
    metrics: str = "none"
    logs: str = "none"
    fault: str = ""
    """What of the variables cannot be used, in a sentence; empty when there is nothing to say."""

    def __bool__(self) -> bool:
        return {self.traces, self.metrics, self.logs} != {"none"}


def wanted() -> Wanted:
    """What the variables of this process ask for."""
    if os.environ.get("OTEL_SDK_DISABLED", "").strip().lower() == "true":
        return Wanted()
    faults: dict[str, list[str]] = {}
    chosen = []
    for signal in get_args(Signal):
        exporter = _exporter_of(signal)
        protocol = _said(f"OTEL_EXPORTER_OTLP_{signal.upper()}_PROTOCOL") or _said(_PROTOCOL) or _SPOKEN
        if exporter == "otlp" and protocol != _SPOKEN:
            spoken = f"cannot be sent by {protocol}: set {_PROTOCOL}={_SPOKEN} (port 4318)"
            faults.setdefault(spoken, []).append(signal)
            exporter = "none"
        elif exporter not in ("otlp", "none") and (signal, exporter) != ("metrics", "prometheus"):
            faults.setdefault(f"can be otlp or none, not {exporter!r}", []).append(
                f"OTEL_{signal.upper()}_EXPORTER"
            )
            exporter = "none"
        chosen.append(exporter)
    traces, metrics, logs = chosen
    told = "; ".join(f"{', '.join(whose)} {fault}" for fault, whose in faults.items())
    return Wanted(traces, metrics, logs, told)


def content_wanted() -> bool:
    """Whether words of films may be told."""
    return _said(CONTENT).lower() in ("true", "1", "span_only", "span_and_event", "event_only")


def _exporter_of(signal: Signal) -> str:
    named = _said(f"OTEL_{signal.upper()}_EXPORTER").lower()
    somewhere = _said(_ENDPOINT) or _said(f"OTEL_EXPORTER_OTLP_{signal.upper()}_ENDPOINT")
    return named or ("otlp" if somewhere else "none")


def _said(name: str) -> str:
    return os.environ.get(name, "").strip()
