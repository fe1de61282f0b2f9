"""Where a process's spans go, and what of them: to an OTLP receiver, in batches, and of each only what may be told."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, NamedTuple

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.id_generator import IdGenerator, RandomIdGenerator
from opentelemetry.trace import Link, Status
from opentelemetry.util.types import AttributeValue

from infra.telemetry.spans import use_tracer
from infra.telemetry.variables import content_wanted
from infra.telemetry.words import LONGEST

if TYPE_CHECKING:
    from infra.telemetry.telemetry import Telemetry

OURS = "longtake"
"""The scope of the spans that the program makes itself; those of libraries have theirs."""

_TOLD = ("gen_ai.", "longtake.", "temporal.")
_TOLD_ALSO = frozenset(
    {
        *("error.type", "http.request.method", "http.response.status_code", "http.route", "server.address"),
        *("server.port", "url.scheme", "url.template", "db.system.name", "db.query.summary"),
        *("rpc.system", "rpc.service", "rpc.method"),
    }
)
_CONTENT = ("gen_ai.input.", "gen_ai.output.messages", "gen_ai.system_instructions")
"""What is told of models where words of films are wanted, and only there."""


class Ids(NamedTuple):
    """The ids that the next span is to have."""

    trace: int
    span: int


_chosen: ContextVar[Ids | None] = ContextVar("chosen span ids", default=None)


@contextmanager
def chosen_ids(ids: Ids) -> Iterator[None]:
    """A span that starts in the block has these ids."""
    token = _chosen.set(ids)
    try:
        yield
    finally:
        _chosen.reset(token)


class _ChosenIds(IdGenerator):
    """Random ids, but where somebody has chosen."""

    def __init__(self) -> None:
        self._random = RandomIdGenerator()

    def generate_span_id(self) -> int:
        chosen = _chosen.get()
        return chosen.span if chosen else self._random.generate_span_id()

    def generate_trace_id(self) -> int:
        chosen = _chosen.get()
        return chosen.trace if chosen else self._random.generate_trace_id()


class Discreet(SpanExporter):
    """Hands on what may be told of spans, whoever made them: no address, no statement, no sentence of an error."""

    def __init__(self, following: SpanExporter) -> None:
        self._following = following

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Send them."""
        return self._following.export([told(span) for span in spans])

    def shutdown(self) -> None:
        """Send nothing any more."""
        self._following.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """Everything was sent."""
        return self._following.force_flush(timeout_millis)


def told(span: ReadableSpan) -> ReadableSpan:
    """What may be told of a span."""
    scope = span.instrumentation_scope
    ours = scope is not None and scope.name.split(".")[0] == OURS
    return ReadableSpan(
        # A library may call a span by an address or a statement.
        name=span.name[:LONGEST] if ours else span.name.split(" ")[0].split("/")[0][:LONGEST],
        context=span.get_span_context(),
        parent=span.parent,
        resource=span.resource,
        attributes={
            key: _cut(key, value) for key, value in (span.attributes or {}).items() if _may_be_told(key)
        },
        links=[Link(link.context) for link in span.links],
        kind=span.kind,
        status=Status(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=scope,
    )


def _may_be_told(key: str) -> bool:
    if key.startswith(_CONTENT):
        return content_wanted()
    return key.startswith(_TOLD) or key in _TOLD_ALSO


def _cut(key: str, value: AttributeValue) -> AttributeValue:
    return value[:LONGEST] if isinstance(value, str) and not key.startswith(_CONTENT) else value


def start_traces(telemetry: "Telemetry") -> None:
    """Spans of this process are made and sent from here on."""
    provider = TracerProvider(resource=telemetry.resource, id_generator=_ChosenIds(), shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(Discreet(OTLPSpanExporter())))
    telemetry.tracer_provider = provider
    use_tracer(provider.get_tracer(OURS))
    telemetry.ends.append(provider.shutdown)
