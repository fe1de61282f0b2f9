"""What has traces go through Temporal: from whoever starts a workflow, by its run and its stages, to every attempt of an activity."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from opentelemetry import context, trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.trace import SpanKind, Status, StatusCode, Tracer
from temporalio import activity, client, worker
from temporalio.exceptions import is_cancelled_exception

from infra.telemetry.course import Course, Teller
from infra.telemetry.passage import unpacked, with_header, within
from infra.telemetry.traces import OURS
from infra.telemetry.words import error_type, film_told


class Traces(client.Interceptor, worker.Interceptor):
    """Given to a client, it serves that client's workers as well."""

    def __init__(self, provider: TracerProvider) -> None:
        self._tracer = provider.get_tracer(OURS)
        self._course = type("Course", (Course,), {"teller": Teller(self._tracer, provider.sampler)})

    def intercept_client(self, next: client.OutboundInterceptor) -> client.OutboundInterceptor:  # noqa: A002
        """As the SDK asks for it."""
        return _Starts(next)

    def intercept_activity(
        self,
        next: worker.ActivityInboundInterceptor,  # noqa: A002
    ) -> worker.ActivityInboundInterceptor:
        """As the SDK asks for it."""
        return _Attempts(next, self._tracer)

    def workflow_interceptor_class(
        self,
        input: worker.WorkflowInterceptorClassInput,  # noqa: A002
    ) -> type[worker.WorkflowInboundInterceptor]:
        """As the SDK asks for it."""
        del input
        return cast(type[worker.WorkflowInboundInterceptor], self._course)


class _Starts(client.OutboundInterceptor):
    """A workflow that is started here belongs to the span that it is started in."""

    async def start_workflow(self, input: client.StartWorkflowInput) -> client.WorkflowHandle[Any, Any]:  # noqa: A002
        input.headers = with_header(input.headers, trace.get_current_span().get_span_context())
        return await super().start_workflow(input)


class _Attempts(worker.ActivityInboundInterceptor):
    """A span for each attempt at an activity."""

    def __init__(self, following: worker.ActivityInboundInterceptor, tracer: Tracer) -> None:
        super().__init__(following)
        self._tracer = tracer

    async def execute_activity(self, input: worker.ExecuteActivityInput) -> Any:  # noqa: A002, ANN401
        info = activity.info()
        film, _, rest = (info.workflow_id or "").partition("/")
        waited = info.started_time - info.current_attempt_scheduled_time
        values: dict[str, str | int | float] = {
            "longtake.film.id": film_told(film),
            "longtake.wait.s": max(0.0, waited.total_seconds()),
            "temporal.activity.id": film_told(info.activity_id),
            "temporal.attempt": info.attempt,
            "temporal.namespace": info.namespace,
            "temporal.task_queue": info.task_queue,
            "temporal.workflow.run_id": info.workflow_run_id or "",
        }
        if rest:
            values["longtake.part"] = rest.partition("/")[2]
        span = self._tracer.start_span(
            info.activity_type,
            context=within(unpacked(input.headers)),
            kind=SpanKind.CONSUMER,
            attributes=values,
        )
        # It stays the current one: what the SDK logs of a failure comes after this, in a task that ends with the attempt.
        context.attach(trace.set_span_in_context(span))
        try:
            with _told(span):
                return await super().execute_activity(input)
        finally:
            span.end()


@contextmanager
def _told(span: trace.Span) -> Iterator[None]:
    try:
        yield
    except BaseException as error:
        if is_cancelled_exception(error):
            span.set_attribute("longtake.state", "cancelled")
        elif type(error).__name__ == "_CompleteAsyncError":
            span.set_attribute("longtake.state", "waits")
        elif isinstance(error, Exception):
            span.set_attribute("error.type", error_type(error))
            span.set_status(Status(StatusCode.ERROR))
        raise
