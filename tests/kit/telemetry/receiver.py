"""An OTLP receiver over HTTP: protobuf, plain or gzipped, whole or in chunks; what came is kept and can be waited for."""

import gzip
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

from opentelemetry.proto.collector.logs.v1 import logs_service_pb2 as of_logs
from opentelemetry.proto.collector.metrics.v1 import metrics_service_pb2 as of_metrics
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2 as of_traces

WAITS_S = 180.0
"""How long something is waited for before a test says that it did not come."""


class Span(NamedTuple):
    service: str
    scope: str
    name: str
    kind: int
    trace: str
    id: str
    parent: str
    links: tuple[tuple[str, str], ...]
    start: int
    end: int
    values: dict[str, Any]
    events: int
    failed: bool
    why: str

    @property
    def seconds(self) -> float:
        return (self.end - self.start) / 1e9


class Line(NamedTuple):
    service: str
    body: str
    trace: str
    span: str
    severity: str
    values: dict[str, Any]


class Point(NamedTuple):
    service: str
    name: str
    kind: str
    unit: str
    value: float
    times: int
    values: dict[str, Any]


def _value(value: Any) -> Any:
    kind = value.WhichOneof("value")
    if kind == "array_value":
        return [_value(each) for each in value.array_value.values]
    return getattr(value, kind) if kind else None


def _values(attributes: Iterable[Any]) -> dict[str, Any]:
    return {each.key: _value(each.value) for each in attributes}


class Receiver:
    """Takes what is sent to `endpoint`; `raw` is every body as it came, unpacked."""

    def __init__(self) -> None:
        self.spans: list[Span] = []
        self.logs: list[Line] = []
        self.points: list[Point] = []
        self.raw: list[bytes] = []
        self._came = threading.Condition()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: Any) -> None:
                pass

            def do_POST(self) -> None:
                body = _body(self)
                signal = self.path.rsplit("/", 1)[-1]
                answer = receiver.take(signal, body)
                self.send_response(200)
                self.send_header("content-type", "application/x-protobuf")
                self.send_header("content-length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.endpoint = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def take(self, signal: str, body: bytes) -> bytes:
        """Keep what came; gives the answer."""
        with self._came:
            self.raw.append(body)
            answer: Any
            if signal == "traces":
                answer = self._take_traces(of_traces.ExportTraceServiceRequest.FromString(body))
            elif signal == "metrics":
                answer = self._take_metrics(of_metrics.ExportMetricsServiceRequest.FromString(body))
            else:
                answer = self._take_logs(of_logs.ExportLogsServiceRequest.FromString(body))
            self._came.notify_all()
            said: bytes = answer.SerializeToString()
            return said

    def _take_traces(self, sent: Any) -> Any:
        for resource in sent.resource_spans:
            service = _values(resource.resource.attributes).get("service.name", "")
            for scope in resource.scope_spans:
                for span in scope.spans:
                    self.spans.append(
                        Span(
                            service,
                            scope.scope.name,
                            span.name,
                            span.kind,
                            span.trace_id.hex(),
                            span.span_id.hex(),
                            span.parent_span_id.hex(),
                            tuple((link.trace_id.hex(), link.span_id.hex()) for link in span.links),
                            span.start_time_unix_nano,
                            span.end_time_unix_nano,
                            _values(span.attributes),
                            len(span.events),
                            span.status.code == 2,
                            span.status.message,
                        )
                    )
        return of_traces.ExportTraceServiceResponse()

    def _take_metrics(self, sent: Any) -> Any:
        for resource in sent.resource_metrics:
            service = _values(resource.resource.attributes).get("service.name", "")
            for scope in resource.scope_metrics:
                for metric in scope.metrics:
                    kind = metric.WhichOneof("data")
                    for point in getattr(metric, kind).data_points:
                        value = point.sum if kind == "histogram" else point.as_int or point.as_double
                        count = point.count if kind == "histogram" else 1
                        self.points.append(
                            Point(
                                service,
                                metric.name,
                                kind,
                                metric.unit,
                                value,
                                count,
                                _values(point.attributes),
                            )
                        )
        return of_metrics.ExportMetricsServiceResponse()

    def _take_logs(self, sent: Any) -> Any:
        for resource in sent.resource_logs:
            service = _values(resource.resource.attributes).get("service.name", "")
            for scope in resource.scope_logs:
                for line in scope.log_records:
                    self.logs.append(
                        Line(
                            service,
                            str(_value(line.body)),
                            line.trace_id.hex(),
                            line.span_id.hex(),
                            line.severity_text,
                            _values(line.attributes),
                        )
                    )
        return of_logs.ExportLogsServiceResponse()

    def waited(self, found: Callable[["Receiver"], Any], what: str) -> Any:
        """What `found` finds in what came, once that is something."""
        until = time.monotonic() + WAITS_S
        with self._came:
            while not (there := found(self)):
                left = until - time.monotonic()
                assert left > 0 and self._came.wait(left), f"{what} did not come: {self.heard()}"
            return there

    def span(self, name: str, **values: Any) -> Span:
        """The first span of a name that has these values (dots are written `__`), once it came."""
        told = {key.replace("__", "."): value for key, value in values.items()}
        span: Span = self.waited(
            lambda here: next(
                (
                    each
                    for each in here.spans
                    if each.name == name and all(each.values.get(key) == told[key] for key in told)
                ),
                None,
            ),
            f"the span {name} {told}",
        )
        return span

    def named(self, name: str, trace: str = "") -> list[Span]:
        """The spans of a name that came, of one trace or of any."""
        return [each for each in self.spans if each.name == name and trace in ("", each.trace)]

    def heard(self) -> str:
        """The names of what came, for a test that fails."""
        return ", ".join(sorted({each.name for each in self.spans})) or "nothing"


def _body(handler: BaseHTTPRequestHandler) -> bytes:
    body = handler.rfile.read(int(handler.headers.get("content-length") or 0))
    if handler.headers.get("transfer-encoding") == "chunked":
        body = b""
        while size := int(handler.rfile.readline().strip() or b"0", 16):
            body += handler.rfile.read(size)
            handler.rfile.readline()
        handler.rfile.readline()
    return gzip.decompress(body) if handler.headers.get("content-encoding") == "gzip" else body


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver that listens during the block."""
    receiver = Receiver()
    try:
        yield receiver
    finally:
        receiver.close()


def variables(receiver: Receiver) -> dict[str, str]:
    """What has a process send everything there, soon."""
    return {
        "OTEL_EXPORTER_OTLP_ENDPOINT": receiver.endpoint,
        "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",
        "OTEL_EXPORTER_OTLP_COMPRESSION": "gzip",
        "OTEL_BSP_SCHEDULE_DELAY": "100",
        "OTEL_BLRP_SCHEDULE_DELAY": "100",
        "OTEL_METRIC_EXPORT_INTERVAL": "500",
    }
