"""What is sent to a workflow before its first task is handled before the run itself begins: with traces on it asks for work all the same."""

import asyncio
from datetime import timedelta
from typing import NamedTuple

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from infra.telemetry.interceptor import Traces
from infra.telemetry.traces import _ChosenIds

pytestmark = pytest.mark.ops


class _Stage(NamedTuple):
    stage: str
    began: str


@activity.defn
async def drawn() -> str:
    """Draws."""
    return "drawn"


@workflow.defn
class Early:
    """Waits at a stage until a signal's handler has had something drawn at the next one; its first run goes on `elsewhere`."""

    @workflow.init
    def __init__(self, elsewhere: str) -> None:
        self._elsewhere = elsewhere
        self._done = ""
        self.stages = [_Stage("approval", workflow.now().isoformat())]

    @workflow.run
    async def run(self, _: str) -> str:
        """Wait."""
        if self._elsewhere:
            workflow.continue_as_new("", task_queue=self._elsewhere)
        await workflow.wait_condition(lambda: bool(self._done))
        return self._done

    @workflow.signal
    async def draw(self) -> None:
        """Have it drawn."""
        self.stages.append(_Stage("shots", workflow.now().isoformat()))
        self._done = await workflow.execute_activity(drawn, start_to_close_timeout=timedelta(minutes=1))


def worker(client: Client, queue: str) -> Worker:
    return Worker(
        client,
        task_queue=queue,
        workflows=[Early],
        activities=[drawn],
        workflow_runner=UnsandboxedWorkflowRunner(),
    )


@pytest.mark.parametrize("continued", [False, True], ids=["first", "continued"])
async def test_a_signal_before_the_first_task_of_a_run_has_work_done_and_tells_where_it_belongs(
    address: str, film: str, *, continued: bool
) -> None:
    provider, spans = TracerProvider(id_generator=_ChosenIds()), InMemorySpanExporter()
    provider.add_span_processor(SimpleSpanProcessor(spans))
    client = await Client.connect(address, interceptors=[Traces(provider)])
    queue, later = f"{film}-queue", f"{film}-later"
    with provider.get_tracer("longtake").start_as_current_span("make"):
        handle = await client.start_workflow(Early.run, later if continued else "", id=film, task_queue=queue)
    async with asyncio.timeout(60):
        if continued:
            async with worker(client, queue):
                while (await handle.describe()).run_id == handle.first_execution_run_id:
                    await asyncio.sleep(0.05)
        # Nobody serves the run yet: the signal is there before its first task.
        await client.get_workflow_handle(film).signal(Early.draw)
        async with worker(client, later if continued else queue):
            assert await client.get_workflow_handle(film, result_type=str).result() == "drawn"
    check(spans.get_finished_spans())


def check(spans: tuple[ReadableSpan, ...]) -> None:
    names = {span.context.span_id: span.name for span in spans if span.context}
    parents = {span.name: names[span.parent.span_id] for span in spans if span.parent}
    assert parents == {
        "early": "make",
        "stage approval": "early",
        "stage shots": "early",
        "drawn": "stage shots",
    }
    assert len({span.context.trace_id for span in spans if span.context}) == 1
