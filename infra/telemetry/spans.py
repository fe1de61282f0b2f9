"""Spans that the program makes, wherever in it: nothing, and nothing of OpenTelemetry, where nobody asked for them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Literal

from infra.telemetry.words import error_type

if TYPE_CHECKING:
    from opentelemetry.context import Context
    from opentelemetry.trace import Span, Tracer

Kind = Literal["internal", "server", "client", "producer", "consumer"]
Value = str | bool | int | float
Values = Mapping[str, Value]

_tracer: "Tracer | None" = None
_reads_told: ContextVar[bool] = ContextVar("whether what is only read is told", default=True)


class Mark:
    """A span that is under way; one that nobody takes takes everything."""

    def __init__(self, span: "Span | None" = None) -> None:
        self._span = span

    @property
    def taken(self) -> bool:
        """Whether somebody takes it."""
        return self._span is not None and self._span.is_recording()

    def tell(self, values: Values) -> None:
        """Add what has become known; empty texts are left out."""
        if self._span is not None:
            self._span.set_attributes({name: value for name, value in values.items() if value != ""})

    def rename(self, name: str) -> None:
        """Call it by what is known by now."""
        if self._span is not None:
            self._span.update_name(name)

    def end(self) -> None:
        """It ends here, where no block does it."""
        if self._span is not None:
            self._span.end()

    def fail(self, kind: str) -> None:
        """It ended in an error of a kind; its sentence is not told, since it may have words of the film."""
        if self._span is not None:
            from opentelemetry.trace import Status, StatusCode

            self._span.set_attribute("error.type", kind)
            self._span.set_status(Status(StatusCode.ERROR))


_NOBODY = Mark()


def use_tracer(tracer: "Tracer | None") -> None:
    """From here on this process's spans are made by it; None: there are none any more."""
    global _tracer
    _tracer = tracer


def on() -> bool:
    """Whether this process makes spans."""
    return _tracer is not None


@contextmanager
def span(
    name: str,
    kind: Kind = "internal",
    values: Values | None = None,
    *,
    inner: bool = False,
    caller: Mapping[str, str] | None = None,
) -> Iterator[Mark]:
    """A span around the block, which fails with it.

    One that is `inner` is made only within another; a `caller` that names its own, by the header `traceparent`, has it within that.
    """
    if _tracer is None or (inner and not _within()):
        yield _NOBODY
        return
    from opentelemetry.trace import SpanKind

    told = {key: value for key, value in (values or {}).items() if value != ""}
    with _tracer.start_as_current_span(
        name,
        context=_context_of(caller) if caller else None,
        kind=SpanKind[kind.upper()],
        attributes=told,
        record_exception=False,
        set_status_on_exception=False,
    ) as made:
        mark = Mark(made)
        try:
            yield mark
        except Exception as error:
            mark.fail(error_type(error))
            raise


@contextmanager
def unread() -> Iterator[None]:
    """Within the block nothing is told of what is only read: a command that watches a film looks again and again."""
    token = _reads_told.set(False)
    try:
        yield
    finally:
        _reads_told.reset(token)


def reads_told() -> bool:
    """Whether what is only read is told here."""
    return _reads_told.get()


def begun(name: str, kind: Kind, values: Values) -> Mark | None:
    """A span that somebody ends, within that of whoever calls; None where nobody has one."""
    if _tracer is None or not _within():
        return None
    from opentelemetry.trace import SpanKind

    told = {key: value for key, value in values.items() if value != ""}
    return Mark(_tracer.start_span(name, kind=SpanKind[kind.upper()], attributes=told))


def _context_of(caller: Mapping[str, str]) -> "Context":
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    return TraceContextTextMapPropagator().extract(caller)


def _within() -> bool:
    from opentelemetry.trace import get_current_span

    return get_current_span().get_span_context().is_valid
