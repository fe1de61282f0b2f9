"""How films and shots end, told to the meters by their workflows: once for each, however often they are replayed."""

import asyncio
from collections.abc import Mapping
from typing import Any

from temporalio import workflow
from temporalio.exceptions import FailureError, is_cancelled_exception
from temporalio.worker import (
    ExecuteWorkflowInput,
    Interceptor,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
)

from infra.telemetry.meters import Meters
from models.film.view import FilmResult
from models.metrics import FILMS_ENDED, SHOTS_ENDED, Metric
from models.orders.shot_orders import MadeShot
from models.queues import FILM

_COUNTED: Mapping[str, Metric] = {"FilmWorkflow": FILMS_ENDED, "ShotWorkflow": SHOTS_ENDED}
_ENDS: Mapping[str, tuple[str, ...]] = {
    "FilmWorkflow": ("finished", "missing", "stopped", "rejected", "cancelled", "failed"),
    "ShotWorkflow": ("made", "missing", "lost", "stopped", "cancelled", "failed"),
}


def begin_counting(meters: Meters, namespace: str) -> None:
    """Show every end that there may be as one that has not come yet, with the labels that a workflow counts it with."""
    for kind, ends in _ENDS.items():
        of_kind = {"namespace": namespace, "task_queue": FILM, "workflow_type": kind}
        for end in ends:
            meters.begin(_COUNTED[kind], {**of_kind, "end": end})


class Ends(Interceptor):
    """Has films and shots count their ends."""

    def workflow_interceptor_class(
        self,
        input: WorkflowInterceptorClassInput,  # noqa: A002, ARG002 - the SDK's own name
    ) -> type[WorkflowInboundInterceptor]:
        """Who sees each workflow end."""
        return _Ends


class _Ends(WorkflowInboundInterceptor):
    async def execute_workflow(self, input: ExecuteWorkflowInput) -> Any:  # noqa: A002, ANN401
        try:
            result = await super().execute_workflow(input)
        except FailureError as error:  # what else is raised ends no workflow: another step, or run, goes on
            _count("cancelled" if is_cancelled_exception(error) else "failed")
            raise
        except asyncio.CancelledError:
            if workflow.cancellation_reason() is not None:  # not one that its worker only forgets
                _count("cancelled")
            raise
        _count(end_of(result))
        return result


def end_of(result: object) -> str:
    """How a film, or a shot, came to its end."""
    if isinstance(result, FilmResult):
        return (
            "missing"
            if result.missing and not result.status.startswith("stopped")
            else result.status.split()[0]
        )
    if not isinstance(result, MadeShot):
        return ""
    if result.lost is not None:
        return "lost"
    if result.stopped:
        return "stopped"
    return "made" if result.conformed is not None and not result.missing else "missing"


def _count(end: str) -> None:
    metric = _COUNTED.get(workflow.info().workflow_type)
    if metric is not None and end:
        counter = workflow.metric_meter().create_counter(metric.name, metric.about, metric.unit)
        counter.add(1, {"end": end})
