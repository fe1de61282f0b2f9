"""SmokeWorkflow: one small film, by which a new build is tried before others are begun on it."""

from typing import Any

from temporalio import workflow
from temporalio.exceptions import ApplicationError, ChildWorkflowError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from activities import retries
    from models.brief import Brief
    from models.film.run_options import RunOptions
    from models.film.start import FilmRequest
    from models.film.view import FilmResult
    from models.names import run_mark
    from workflows.failures import reason_of, started_with
    from workflows.film import FilmWorkflow

SMOKE = FilmRequest(
    brief=Brief(prompt="A keeper finds a door in the sea.", title="Smoke film", seconds=6),
    options=RunOptions(approve="auto", use_cache=False),
)
"""A few seconds by the providers that need nobody, all of it made afresh."""


@workflow.defn
class SmokeWorkflow:
    """Makes a film and ends in an error unless it comes out whole.

    A workflow of its own, since whoever tries builds calls it as they like, and not every name is a film's.
    """

    @workflow.run
    async def run(self, *given: Any) -> FilmResult:  # noqa: ANN401 - whatever whoever starts it hands over
        """Make the film of the `FilmRequest` that is given, or `SMOKE`.

        Raises:
            ApplicationError: it did not come out whole; says what its film says of it.

        """
        request = started_with(given, FilmRequest, "smoke film's request") if given else SMOKE
        film_id = f"smoke-{run_mark(workflow.info().run_id)}"
        try:
            result = await workflow.execute_child_workflow(
                FilmWorkflow.run,
                args=[request],
                id=film_id,
                static_summary=request.brief.title or film_id,
                task_timeout=retries.TASK_TIMEOUT,
            )
        except ChildWorkflowError as error:
            if is_cancelled_exception(error):
                raise
            raise _failed(film_id, reason_of(error)) from error
        if result.status != "finished":
            raise _failed(film_id, f"{result.status}.")
        return result


def _failed(film_id: str, reason: str) -> ApplicationError:
    return ApplicationError(f"The film {film_id}: {reason}", type="SmokeFailed", non_retryable=True)
