"""A film that ended on another server, where its history stays: here it has ended as it did there, and goes on from that when it is changed."""

import asyncio
from typing import Any

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from models.base import Frozen
    from models.film.view import LAST_WORD_MEMO, FilmResult, Stage
    from models.orders.assets import Blob


class Ended(Frozen):
    """How a film ended: at a stage, for a reason, with a result."""

    stage: Stage
    reason: str = ""
    result: FilmResult


@workflow.defn(name="FilmWorkflow")
class MovedFilm:
    """Ends as the film did, once it was told where its last word lies; whoever moves it cancels one that was cancelled.

    Its first input is what the film was started with, so that it can be started from that again.
    """

    def __init__(self) -> None:
        self._word: Blob | None = None

    @workflow.signal
    def left(self, word: Blob) -> None:
        """Where everything lies that can be read of the film."""
        self._word = word

    @workflow.run
    async def run(self, request: Any, ended: Ended) -> FilmResult:  # noqa: ANN401 - as the film's own
        """End."""
        del request
        await workflow.wait_condition(lambda: self._word is not None)
        workflow.upsert_memo({LAST_WORD_MEMO: self._word})
        if ended.stage == "failed":
            raise ApplicationError(ended.reason or "The film failed.", type="FilmFailed", non_retryable=True)
        if ended.stage == "cancelled":
            await asyncio.Future()
        return ended.result
