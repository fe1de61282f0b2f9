"""The spans of a workflow: of its run and, of one that has stages, of each of them.

A workflow makes none. What it has done and is about to do is read from it as it asks for work and as it ends, so that
its commands are the same whether or not anybody listens. The ids of its spans follow from its own, hence whoever replays it
knows them without having been there, and a step that is taken again tells the same span. Its times are the history's. Only what is
not in the history yet is told; what was told in this process is not told again.
"""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from datetime import datetime
from threading import Lock
from typing import Any, ClassVar, NamedTuple, NoReturn

from opentelemetry import context
from opentelemetry.sdk.trace.sampling import Sampler
from opentelemetry.trace import Link, SpanContext, Status, StatusCode, Tracer
from temporalio import workflow
from temporalio.worker import (
    ContinueAsNewInput,
    ExecuteWorkflowInput,
    HandleSignalInput,
    HandleUpdateInput,
    StartActivityInput,
    StartChildWorkflowInput,
    WorkflowInboundInterceptor,
    WorkflowOutboundInterceptor,
)

from infra.telemetry.passage import nanoseconds, root_of, span_of, unpacked, with_header, within
from infra.telemetry.traces import Ids, chosen_ids
from infra.telemetry.words import error_type, film_told
from models.film.view import ENDED

_OWN_TRACE = "ReelWorkflow"
"""The workflow whose spans are a trace of their own: a long film's would be too large for anybody to look at."""
_MOST_REMEMBERED = 10_000


class Ended(NamedTuple):
    """A span of a workflow that has ended; times are nanoseconds since 1970."""

    name: str
    itself: SpanContext
    parent: SpanContext | None
    links: tuple[SpanContext, ...]
    began: int
    ended: int
    values: Mapping[str, str]
    error: str = ""


class Teller:
    """Tells of a process's workflows, of each span once; it is called by many threads."""

    def __init__(self, tracer: Tracer, sampler: Sampler) -> None:
        self._tracer = tracer
        self.sampler = sampler
        self._told: OrderedDict[int, None] = OrderedDict()
        self._lock = Lock()

    def tell(self, ended: Ended) -> None:
        """Have a span sent."""
        with self._lock:
            if ended.itself.span_id in self._told:
                return
            self._told[ended.itself.span_id] = None
            if len(self._told) > _MOST_REMEMBERED:
                self._told.popitem(last=False)
        with chosen_ids(Ids(ended.itself.trace_id, ended.itself.span_id)):
            span = self._tracer.start_span(
                ended.name,
                context=within(ended.parent),
                links=[Link(each) for each in ended.links],
                attributes=dict(ended.values),
                start_time=ended.began,
            )
        if ended.error:
            span.set_attribute("error.type", ended.error)
            span.set_status(Status(StatusCode.ERROR))
        span.end(max(ended.began, ended.ended))


class Course(WorkflowInboundInterceptor):
    """Follows one run of a workflow."""

    teller: ClassVar[Teller]
    asked_by: SpanContext | None
    run: SpanContext
    _begun = False
    _parent: SpanContext | None
    _links: tuple[SpanContext, ...]

    def init(self, outbound: WorkflowOutboundInterceptor) -> None:
        """As the SDK asks for it."""
        super().init(_Asked(outbound, self))

    async def execute_workflow(self, input: ExecuteWorkflowInput) -> Any:  # noqa: A002, ANN401 - the SDK's own
        """Run it, and tell how it ended; of a run that is only put away there is nothing to tell."""
        self.begin()
        # The run's own task ends with the run: nothing has to be put back.
        context.attach(within(self.run))
        try:
            result = await super().execute_workflow(input)
        except workflow.ContinueAsNewError:
            self._end(goes_on=True)
            raise
        except Exception as error:
            if workflow.is_failure_exception(error):
                self._end(error_type(error))
            raise
        self._end()
        return result

    async def handle_signal(self, input: HandleSignalInput) -> None:  # noqa: A002 - the SDK's own
        """One that came before the run's first task is handled before the run itself."""
        self.begin()
        await super().handle_signal(input)

    async def handle_update_handler(self, input: HandleUpdateInput) -> Any:  # noqa: A002, ANN401 - the SDK's own
        """As a signal."""
        self.begin()
        return await super().handle_update_handler(input)

    def begin(self) -> None:
        """Find where the run belongs, once, whoever comes first: the run, or what was sent to it."""
        if self._begun:
            return
        self._begun = True
        info = workflow.info()
        self.asked_by = asked_by = unpacked(info.headers)
        self._first = (info.workflow_id, info.first_execution_run_id)
        self._parent, self._links = asked_by, ()
        if asked_by is not None and info.workflow_type != _OWN_TRACE:
            self.run = span_of(asked_by, "run", info.workflow_id, info.run_id)
        else:
            root = root_of(self.teller.sampler, *self._first, like=asked_by)
            first = info.run_id == self._first[1]
            self._parent = None if first else root
            self.run = root if first else span_of(root, "run", info.workflow_id, info.run_id)
        # What an earlier run left open ends in this one.
        self._noticed = max(len(self._stages()) - 1, 0)

    def _stages(self) -> Sequence[Any]:
        """The stages that the workflow has entered; empty of one that has none."""
        return getattr(workflow.instance(), "stages", ())

    def _stage(self, number: int) -> SpanContext:
        return span_of(self.run, "stage", *self._first, str(number))

    @property
    def here(self) -> SpanContext:
        """The span that what is asked for now belongs to."""
        stages = self._stages()
        return self._stage(len(stages) - 1) if stages and stages[-1].stage not in ENDED else self.run

    def notice(self) -> None:
        """See which stages have ended."""
        self.begin()
        stages = self._stages()
        while self._noticed < len(stages) - 1:
            self._tell_stage(self._noticed, _moment(stages[self._noticed + 1].began))
            self._noticed += 1

    def _tell_stage(self, number: int, ended: int, error: str = "") -> None:
        stage = self._stages()[number]
        values = {"longtake.stage": stage.stage}
        self._tell(
            f"stage {stage.stage}",
            self._stage(number),
            (self.run, _moment(stage.began), ended),
            values,
            error,
        )

    def _end(self, error: str = "", *, goes_on: bool = False) -> None:
        self.notice()
        stages, now = self._stages(), workflow.time_ns()
        over = stages and stages[-1].stage in ENDED
        if stages and not over and not goes_on:
            self._tell_stage(len(stages) - 1, now, error)
        state = "goes on" if goes_on else stages[-1].stage if over else "failed" if error else "done"
        info = workflow.info()
        values = {"longtake.state": str(state), "temporal.workflow.run_id": info.run_id}
        began, kind = nanoseconds(info.start_time), info.workflow_type.removesuffix("Workflow").lower()
        if info.workflow_type == _OWN_TRACE and self.asked_by is not None:
            # In the film's trace it has one span, and each leads to the other.
            there = span_of(self.asked_by, "there", *self._first, info.run_id)
            self._say(Ended(kind, there, self.asked_by, (self.run,), began, now, self._values(values), error))
            self._links = (self.asked_by, there)
        self._tell(kind, self.run, (self._parent, began, now), values, error)

    def _tell(
        self,
        name: str,
        itself: SpanContext,
        place: tuple[SpanContext | None, int, int],
        values: Mapping[str, str],
        error: str,
    ) -> None:
        parent, began, ended = place
        links = self._links if itself is self.run else ()
        self._say(Ended(name, itself, parent, links, began, ended, self._values(values), error))

    def _values(self, values: Mapping[str, str]) -> Mapping[str, str]:
        info = workflow.info()
        film, _, rest = info.workflow_id.partition("/")
        part = {"longtake.part": rest.partition("/")[2]} if rest else {}
        return {
            "longtake.film.id": film_told(film),
            "temporal.namespace": info.namespace,
            "temporal.workflow.type": info.workflow_type,
            **part,
            **values,
        }

    def _say(self, ended: Ended) -> None:
        if not workflow.unsafe.is_replaying_history_events() and ended.itself.trace_flags.sampled:
            self.teller.tell(ended)


class _Asked(WorkflowOutboundInterceptor):
    """What a workflow asks for carries the span that it belongs to."""

    def __init__(self, following: WorkflowOutboundInterceptor, course: Course) -> None:
        super().__init__(following)
        self._course = course

    def start_activity(self, input: StartActivityInput) -> workflow.ActivityHandle[Any]:  # noqa: A002
        """Ask for work."""
        self._course.notice()
        input.headers = with_header(input.headers, self._course.here)
        return super().start_activity(input)

    async def start_child_workflow(
        self,
        input: StartChildWorkflowInput,  # noqa: A002
    ) -> workflow.ChildWorkflowHandle[Any, Any]:
        """Ask for a workflow's work."""
        self._course.notice()
        input.headers = with_header(input.headers, self._course.here)
        return await super().start_child_workflow(input)

    def continue_as_new(self, input: ContinueAsNewInput) -> NoReturn:  # noqa: A002
        """The next run belongs where this one does."""
        input.headers = with_header(input.headers, self._course.asked_by)
        super().continue_as_new(input)


def _moment(text: str) -> int:
    return nanoseconds(datetime.fromisoformat(text))
