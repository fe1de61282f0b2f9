"""What a process logs, sent to an OTLP receiver with the ids of the span that it was logged in."""

import logging
from typing import TYPE_CHECKING

from opentelemetry._logs import LogRecord, SeverityNumber
from opentelemetry.context import get_current
from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor

from infra.telemetry.variables import content_wanted
from infra.telemetry.words import argument_told, error_type, text_told

if TYPE_CHECKING:
    from infra.telemetry.telemetry import Telemetry

_TOLD = ("longtake", "temporalio")
"""Whose lines are sent: ours, and Temporal's. Other libraries log addresses and what they were asked."""

_SEVERITIES = {
    logging.DEBUG: SeverityNumber.DEBUG,
    logging.INFO: SeverityNumber.INFO,
    logging.WARNING: SeverityNumber.WARN,
    logging.ERROR: SeverityNumber.ERROR,
    logging.CRITICAL: SeverityNumber.FATAL,
}


class _Sender(logging.Handler):
    """Sends what is logged: the sentence, made of what may be told, and of an error its type."""

    def __init__(self, provider: LoggerProvider) -> None:
        super().__init__()
        self._provider = provider

    def emit(self, record: logging.LogRecord) -> None:
        """Send one line."""
        try:
            values = {"longtake.logger": record.name, **_of_temporal(record)}
            if record.exc_info and record.exc_info[1] is not None:
                values["error.type"] = error_type(record.exc_info[1])
            self._provider.get_logger(record.name).emit(
                LogRecord(
                    timestamp=int(record.created * 1e9),
                    context=get_current(),
                    severity_text=record.levelname,
                    severity_number=_SEVERITIES.get(record.levelno, SeverityNumber.INFO),
                    body=body_of(record),
                    attributes=values,
                )
            )
        except Exception:  # noqa: BLE001 - as every handler: a line that cannot be sent ends nobody's work
            self.handleError(record)


def body_of(record: logging.LogRecord) -> str:
    """The sentence of a record, made of what may be told."""
    if content_wanted():
        return text_told(record.getMessage())
    sentence = str(record.msg)
    if record.name.startswith("temporalio"):
        # What the SDK has of the activity or the workflow it adds to the text; the attributes have what matters of it.
        sentence = sentence.partition(" ({")[0]
    if not record.args:
        return text_told(sentence)
    args = record.args
    try:
        if isinstance(args, dict):
            return text_told(sentence % {key: argument_told(value) for key, value in args.items()})
        return text_told(sentence % tuple(argument_told(value) for value in args))
    except (TypeError, ValueError):
        return text_told(sentence)


def _of_temporal(record: logging.LogRecord) -> dict[str, str | int]:
    """Which activity or workflow the SDK logs of."""
    info = getattr(record, "temporal_activity", None) or getattr(record, "temporal_workflow", None) or {}
    named = {
        "activity_type": "temporal.activity.type",
        "workflow_type": "temporal.workflow.type",
        "attempt": "temporal.attempt",
        "task_queue": "temporal.task_queue",
    }
    return (
        {told: info[name] for name, told in named.items() if name in info} if isinstance(info, dict) else {}
    )


def start_logs(telemetry: "Telemetry") -> None:
    """What is logged here is sent from here on."""
    provider = LoggerProvider(resource=telemetry.resource, shutdown_on_exit=False)
    provider.add_log_record_processor(BatchLogRecordProcessor(OTLPLogExporter()))
    sender = _Sender(provider)
    loggers = [logging.getLogger(name) for name in _TOLD]
    for logger in loggers:
        logger.addHandler(sender)

    def end() -> None:
        for logger in loggers:
            logger.removeHandler(sender)
        provider.shutdown()

    telemetry.ends.append(end)
