"""What is read of films: of one that has ended what it left in the store, of one that runs what it answers and its books have."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeVar

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
from models.film.page import BIBLE, REELS, FilmPage
from models.film.reels import ReelStanding
from models.film.view import LAST_WORD_MEMO, FilmView
from models.names import run_mark
from models.orders.assets import Blob
from models.subjects.bible import Bible, SubjectView
from studio.client.executions import RUNNING, execution_of, first_run, now_of, request_of
from studio.client.reels.views import ReelViews
from studio.client.server_answers import ANSWER_WITHIN, Unreadable, answered, no_film
from studio.client.shot_states import Standing, WrittenShots
from studio.client.trouble import end_of, of_its_build, silent_view, trouble_of
from workers.query_guard import AHEAD
from workflows.film import FilmWorkflow

R = TypeVar("R")


MOST_ASKED = 5
"""How often a film is asked that was behind its history, as one whose worker just died may be."""

MOST_LOOKED_AT = 12
"""Of how many reels a glance asks what each was told and waits for; of a film of more, it is what the film says of them."""

_REMEMBERED = 2
"""Of how many films that have ended it is remembered what they left: who reads one piece by piece asks often."""

NOTHING_WRITTEN = (
    "Nothing is written yet of its {count:,} shots: its workers write to another database than the one that "
    "LONGTAKE_DATABASE names here, or none of them works."
)


class Glance(NamedTuple):
    """A film, how many shots it has of which status, and some of them, in order: those that need somebody come first.

    `as_of` is when that was written, ISO 8601 UTC, where no worker answers; empty where the film answered. `reels` counts
    the shots of each reel that runs. `seq` counts what was written of its shots; 0 of one that has ended.
    """

    film: FilmView
    counts: Mapping[str, int]
    as_of: str = ""
    reels: Mapping[int, Mapping[str, int]] = {}
    seq: int = 0


class FilmReader:
    """Reads films: what one that runs is asked for is everything but its shots, which are read from its books."""

    def __init__(self, client: Client, store: Store, shots: WrittenShots) -> None:
        self._client = client
        self.store = store
        self._shots = shots
        self._reels = ReelViews(self._answer, store)
        self._left: dict[str, FilmView] = {}

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
            film = await self._asked(execution)
            now = await now_of(self._client, execution) if film.ended else None
            return await self._over(now) if now and now.status not in RUNNING else film
        except EngineUnavailable as error:
            now = await now_of(self._client, execution) or execution
            if now.status not in RUNNING:
                return await self._over(now)
            if because := await trouble_of(self._client, now):
                return await self._silent(now, because)
            raise of_its_build(error, now) from error.__cause__

    async def glance(self, film_id: str, most: int) -> Glance:
        """Where a film stands, with at most so many of its shots; as it stood last, where no worker answers.

        Raises:
            BadInput: there is no such film.
            EngineUnavailable: no worker answers, and nothing of the film is written.

        """
        execution = await self._execution(film_id)
        run_id = first_run(execution)
        if execution.status not in RUNNING:
            film = await self._over(execution)
            return Glance(film, Counter(shot.status for shot in film.shots))
        if because := await trouble_of(self._client, execution):
            standing = await self._shots.some(film_id, run_id, most)
            return _glance(await silent_view(self._client, execution, because), standing)
        try:
            page = await self._page(execution)
        except EngineUnavailable as error:
            standing = await self._shots.some(film_id, run_id, most)
            if standing.head is None:
                raise of_its_build(error, execution) from error.__cause__
            film = await silent_view(self._client, execution, "")
            at = standing.head.at
            waiting = (
                f"{of_its_build(error, execution)} Until {at[:19].replace('T', ' ')} UTC it came so far."
            )
            return _glance(film.model_copy(update={"waiting": waiting}), standing, at)
        standing = await self._shots.some(film_id, run_id, most, page)
        film = await self._told(execution, page, standing)
        if 0 < len(film.reels) <= MOST_LOOKED_AT:
            film = await self._reels.whole(film, run_mark(run_id))
        return _glance(film, standing)

    async def summary(self, film_id: str) -> FilmView:
        """What a film that runs says of itself, without shots, and of a film of several reels without what these say.

        Raises:
            EngineUnavailable: no worker answers.

        """
        return await self._answer(film_id)

    async def reel(self, film_id: str, number: int) -> FilmView:
        """What one of a film's reels that runs says of itself; raises as `ReelViews.one`."""
        return await self._reels.one(film_id, await self.mark(film_id), number)

    async def mark(self, film_id: str) -> str:
        """The mark of a film's run, which is in the ids of its reels."""
        return run_mark(first_run(await self._execution(film_id)))

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

    async def _over(self, execution: WorkflowExecutionDescription) -> FilmView:
        """A film that has ended: as it left itself, else as its workflow says when it is asked, else as Temporal says."""
        view = await self._last_word(execution)
        if view is None:
            try:
                view = await self._asked(execution)
            except Unreadable:
                # It has its shots and its papers all the same: it is no empty one.
                return await self._silent(execution, "")
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
            view = self._left.get(blob.sha256)
            if view is None:
                view = FilmView.model_validate_json(await asyncio.to_thread(self.store.read_bytes, blob))
                self._left = dict([*self._left.items(), (blob.sha256, view)][-_REMEMBERED:])
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

    async def _asked(self, execution: WorkflowExecutionDescription) -> FilmView:
        """The film as its workflow says it is, and its shots as they are written."""
        page = await self._page(execution)
        running = execution.status in RUNNING
        standing = await self._shots.of(execution.id, first_run(execution), page if running else None)
        film = await self._told(execution, page, standing)
        if not film.reels:
            return film
        whole = await self._reels.whole(film, run_mark(first_run(execution)))
        shots = {shot.shot.shot_id: shot for shot in (*whole.shots, *film.shots)}
        dropped = {shot.shot.shot_id: shot for shot in (*whole.dropped, *film.dropped)}
        by_number = sorted(shots.values(), key=lambda shot: shot.shot.shot_number)
        return whole.model_copy(update={"shots": tuple(by_number), "dropped": tuple(dropped.values())})

    async def _told(self, execution: WorkflowExecution, page: FilmPage, standing: Standing) -> FilmView:
        """The film of its page, its shots, and its bible and its reels where those were too long for the page."""
        film = await self._with_reels(execution.id, execution.run_id, page)
        shots = standing.shots if film.retake else standing.numbered(film.reels)
        film = film.model_copy(update={"shots": shots, "dropped": standing.dropped})
        if page.count and standing.head is None:
            film = film.model_copy(update={"notes": (*film.notes, NOTHING_WRITTEN.format(count=page.count))})
        if BIBLE in page.left_out:
            film = film.model_copy(update={BIBLE: await self._bible(execution)})
        return film

    async def _page(self, execution: WorkflowExecution) -> FilmPage:
        return await self._queried(execution.id, execution.run_id, FilmWorkflow.film)

    async def _answer(self, workflow_id: str) -> FilmView:
        """What a film or a reel that runs says of itself, without shots."""
        page = await self._queried(workflow_id, None, FilmWorkflow.film)
        return await self._with_reels(workflow_id, None, page)

    async def _with_reels(self, workflow_id: str, run_id: str | None, page: FilmPage) -> FilmView:
        """The film of a page, with its reels where they are too many for that."""
        reels: list[ReelStanding] = []
        while len(reels) < page.left_out.get(REELS, 0):
            found = await self._queried(workflow_id, run_id, FilmWorkflow.reels, len(reels))
            reels += found.reels
            if not found.more:
                break
        return page.film.model_copy(update={REELS: tuple(reels)}) if reels else page.film

    async def _bible(self, execution: WorkflowExecution) -> Bible:
        subjects: tuple[SubjectView, ...] = ()
        while True:
            page = await self._queried(execution.id, execution.run_id, FilmWorkflow.bible, len(subjects))
            subjects += page.bible.subjects
            if not page.more:
                return page.bible.model_copy(update={"subjects": subjects})

    async def _silent(self, execution: WorkflowExecutionDescription, because: str) -> FilmView:
        """What can be read of a film that cannot be asked, and its shots as they are written."""
        view = await silent_view(self._client, execution, because)
        return view.model_copy(
            update={"shots": (await self._shots.of(execution.id, first_run(execution))).shots}
        )

    async def _queried(
        self, workflow_id: str, run_id: str | None, query: Callable[..., R], *given: object
    ) -> R:
        """What the workflow of a film, or of a reel, answers.

        Raises:
            UnknownFilm: there is none.
            Unreadable: it cannot be asked.
            EngineUnavailable: no worker answers.

        """
        handle, asked = self._client.get_workflow_handle(workflow_id, run_id=run_id), 0
        while True:
            asked += 1
            try:
                answer: R = await answered(
                    handle.query(query, args=given, rpc_timeout=ANSWER_WITHIN), workflow_id
                )
            except (WorkflowQueryFailedError, WorkflowQueryRejectedError) as error:
                if AHEAD not in str(error) or asked == MOST_ASKED:
                    raise Unreadable(f"The film {workflow_id!r} cannot be read: {error}.") from error
            else:
                return answer


def _glance(film: FilmView, standing: Standing, as_of: str = "") -> Glance:
    seq = standing.head.seq if standing.head else 0
    shots = standing.shots if film.retake else standing.numbered(film.reels)
    film = film.model_copy(update={"shots": shots})
    return Glance(film, standing.counts, as_of, standing.reels, seq)
