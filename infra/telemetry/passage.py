"""How a trace goes on through Temporal: by a header, as the SDK's own interceptors have it, and with ids that nobody has to remember."""

import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.sdk.trace.sampling import Decision, Sampler
from opentelemetry.trace import NonRecordingSpan, SpanContext, TraceFlags
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from temporalio.api.common.v1 import Payload

HEADER = "_tracer-data"
"""The SDK's own name for it; no codec touches it."""

_W3C = TraceContextTextMapPropagator()


def packed(span: SpanContext) -> Payload:
    """A span as a header."""
    carrier: dict[str, str] = {}
    _W3C.inject(carrier, within(span))
    return Payload(metadata={"encoding": b"json/plain"}, data=json.dumps(carrier).encode())


def unpacked(headers: Mapping[str, Payload]) -> SpanContext | None:
    """The span that a header names; None where there is none, or what is there is no such header."""
    payload = headers.get(HEADER)
    if payload is None:
        return None
    try:
        carrier = json.loads(payload.data)
        found = trace.get_current_span(_W3C.extract(carrier, Context())).get_span_context()
    except (ValueError, TypeError, AttributeError):
        return None
    return found if found.is_valid else None


def with_header(headers: Mapping[str, Payload], span: SpanContext | None) -> Mapping[str, Payload]:
    """Headers with a span's beside them."""
    return {**headers, HEADER: packed(span)} if span is not None and span.is_valid else headers


def within(span: SpanContext | None) -> Context:
    """The context in which a span that somebody else makes is the current one."""
    return trace.set_span_in_context(NonRecordingSpan(span), Context()) if span is not None else Context()


def id_of(bits: int, *parts: str) -> int:
    """An id that these parts have wherever it is asked for, and nothing else has; never zero."""
    return int.from_bytes(sha256("\x00".join(parts).encode()).digest()[: bits // 8], "big") or 1


def span_of(like: SpanContext, *parts: str) -> SpanContext:
    """A span of the same trace, which these parts determine."""
    return SpanContext(like.trace_id, id_of(64, *parts), is_remote=True, trace_flags=like.trace_flags)


def root_of(sampler: Sampler, *parts: str, like: SpanContext | None = None) -> SpanContext:
    """A span that begins a trace, both of which these parts determine; it is taken where one `like` it is."""
    number = id_of(128, "trace", *parts)
    taken = sampler.should_sample(None, number, "root").decision is Decision.RECORD_AND_SAMPLE
    flags = (
        TraceFlags(TraceFlags.SAMPLED if taken else TraceFlags.DEFAULT) if like is None else like.trace_flags
    )
    return SpanContext(number, id_of(64, *parts), is_remote=True, trace_flags=flags)


def nanoseconds(moment: datetime) -> int:
    """A moment since 1970."""
    return int(moment.timestamp() * 1_000_000) * 1_000
