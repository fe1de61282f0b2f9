"""A film that ended on another server, where its history stays: here it has ended as it did there, and goes on from that when it is changed."""

import asyncio
from typing import Any

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from models.base import Frozen
    from models.film.view import FilmResult, Stage


class Ended(Frozen):
    """How a film ended: at a stage, for a reason, with a result."""

    stage: Stage
    reason: str = ""
    result: FilmResult


@workflow.defn(name="FilmWorkflow")
class MovedFilm:
    """Ends at once as the film did; whoever moves it cancels one that was cancelled.

    Its first input is what the film was started with, so that it can be started from that again; its memo has what it left.
    """

    @workflow.run
    async def run(self, request: Any, ended: Ended) -> FilmResult:  # noqa: ANN401 - as the film's own
        """End."""
        del request
        if ended.stage == "failed":
            raise ApplicationError(ended.reason or "The film failed.", type="FilmFailed", non_retryable=True)
        if ended.stage == "cancelled":
            await asyncio.Future()
        return ended.result
