"""What is read of films: of one that has ended what it left in the store, of one that runs what changed since the last look."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from temporalio.client import (
    Client,
    WorkflowExecution,
    WorkflowExecutionDescription,
    WorkflowExecutionStatus,
    WorkflowQueryFailedError,
    WorkflowQueryRejectedError,
)

from infra.storage import Store
from models.errors import BadInput, EngineUnavailable, StorageError
from models.film.page import BIBLE, FilmPage
from models.film.view import LAST_WORD_MEMO, FilmView
from models.orders.assets import Blob
from models.shots.view import ShotView
from studio.client.executions import execution_of, handle_of, request_of
from studio.client.server_answers import ANSWER_WITHIN, Unreadable, answered, no_film
from studio.client.trouble import end_of, silent_view, trouble_of
from workers.query_guard import AHEAD
from workflows.film import FilmWorkflow

R = TypeVar("R")

RUNNING = (None, WorkflowExecutionStatus.RUNNING)

MOST_ASKED = 5
"""How often a film is asked that was behind its history, as one whose worker just died may be."""

REMEMBERED = 4
"""Of how many running films the shots are remembered between two looks."""


class _Known:
    """The shots of a running film as they were read last, and the change up to which they were."""

    def __init__(self) -> None:
        self.change = 0
        self.shots: dict[int, ShotView] = {}

    def take(self, page: FilmPage) -> None:
        self.change = page.change
        self.shots |= {placed.place: placed.view for placed in page.shots}


class FilmReader:
    """Reads films. A long one is read page by page once, and after that only what changed of it."""

    def __init__(self, client: Client, store: Store) -> None:
        self._client = client
        self.store = store
        self._known: dict[str, _Known] = {}

    async def view(self, film_id: str) -> FilmView:
        """Everything that can be read of a film.

        Raises:
            BadInput: there is no such film.
            EngineUnavailable: no worker answers; Unreadable, none can read it.

        """
        execution = await self._execution(film_id)
        if execution.status not in RUNNING:
            return await self._over(execution)
        if because := await trouble_of(self._client, execution):
            return await silent_view(
                self._client, execution, because
            )  # asked, it would be waited for in vain
        try:
            return await self._asked(execution)
        except EngineUnavailable:
            now = await execution_of(self._client, film_id, execution.run_id) or execution
            if now.status not in RUNNING:
                return await self._over(now)
            if because := await trouble_of(self._client, now):
                return await silent_view(self._client, now, because)
            raise

    async def last_run(self, film_id: str) -> FilmView | None:
        """What the last run left that ended by itself, however often one was cut short since; None without any.

        Raises:
            BadInput: there is no such film.
            EngineUnavailable: the server does not answer.

        """
        run_id: str | None = None
        while execution := await execution_of(self._client, film_id, run_id):
            if word := await self._last_word(execution):
                return word
            try:
                previous = (await request_of(self._client, film_id, execution.run_id)).previous
            except BadInput:
                return None  # it was never a film, or its history is gone
            if previous is None or previous.run_id == run_id:
                return None
            run_id = previous.run_id
        return None

    async def _over(self, execution: WorkflowExecution) -> FilmView:
        """A film that has ended: as it left itself, else as its workflow says when it is asked, else as Temporal says."""
        view = await self._last_word(execution)
        if view is None:
            try:
                view = await self._asked(execution)
            except Unreadable:
                # It has its shots and its papers all the same: it is no empty one.
                return await silent_view(self._client, execution, "")
        if view.ended:
            return view
        ended = "cancelled" if execution.status == WorkflowExecutionStatus.CANCELED else "failed"
        reason = await end_of(self._client, execution)
        return view.model_copy(update={"stage": ended, "reason": reason, "waiting": ""})

    async def _last_word(self, execution: WorkflowExecution) -> FilmView | None:
        """What a run that has ended left in the store; None when it left nothing that can be read."""
        try:
            blob = await execution.memo_value(LAST_WORD_MEMO, None, type_hint=Blob)
            if blob is None:
                return None
            view = FilmView.model_validate_json(await asyncio.to_thread(self.store.read_bytes, blob))
        except (
            StorageError,
            ValueError,
            RuntimeError,
        ):  # whoever starts a film may write what they like there
            return None
        return view if (view.film_id, view.run_id) == (execution.id, execution.run_id) else None

    async def _execution(self, film_id: str) -> WorkflowExecutionDescription:
        execution = await execution_of(self._client, film_id)
        if execution is None:
            raise no_film(film_id)
        return execution

    async def _asked(self, execution: WorkflowExecution) -> FilmView:
        """The film as its workflow says it is: page after page, until nothing has changed since."""
        known = self._known.pop(execution.run_id, None) or _Known()
        while True:
            page = await self._page(execution, known.change)
            known.take(page)
            if not page.more:
                break
        self._known[execution.run_id] = known
        for run in list(self._known)[:-REMEMBERED]:
            del self._known[run]
        shots = tuple(known.shots[place] for place in range(page.count))
        film = page.film.model_copy(update={"shots": shots})
        if BIBLE in page.left_out:
            film = film.model_copy(update={"bible": await self._queried(execution, FilmWorkflow.bible)})
        return film

    async def _page(self, execution: WorkflowExecution, since: int) -> FilmPage:
        return await self._queried(execution, FilmWorkflow.film, since)

    async def _queried(self, execution: WorkflowExecution, query: Callable[..., R], *given: object) -> R:
        """What a film's workflow answers.

        Raises:
            Unreadable: it cannot be asked.
            EngineUnavailable: no worker answers.

        """
        handle, asked = handle_of(self._client, execution.id, execution.run_id), 0
        while True:
            asked += 1
            try:
                answer: R = await answered(
                    handle.query(query, args=given, rpc_timeout=ANSWER_WITHIN), execution.id
                )
            except (WorkflowQueryFailedError, WorkflowQueryRejectedError) as error:
                if AHEAD not in str(error) or asked == MOST_ASKED:
                    raise Unreadable(f"The film {execution.id!r} cannot be read: {error}.") from error
            else:
                return answer
