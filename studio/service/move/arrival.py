"""Moved films on the cluster: those that have ended are found there as they were, those that were stopped are begun again."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from temporalio.client import Client, WorkflowExecution, WorkflowFailureError, WorkflowHandle
from temporalio.common import SearchAttributePair, TypedSearchAttributes, WorkflowIDConflictPolicy
from temporalio.service import RPCError, RPCStatusCode
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from activities.documents.last_word import file_view
from library.assets import Library
from models.errors import BadInput, EngineUnavailable
from models.film.view import LAST_WORD_MEMO, MOVED_MEMO, FilmView
from models.orders.assets import Blob
from studio.client import Studio
from studio.client.executions import RUNNING, execution_of
from studio.client.film_summaries import COST, STAGE, TITLE
from studio.client.runs.keys import is_among, mark_of, marks_of
from studio.client.server_answers import answered
from studio.service.move.journal import Journal, PlannedFilm
from workflows.runs.moved import MovedFilm

_LOOK_EVERY_S = 0.1
_ENDS_WITHIN_S = 60.0


async def check_ids(client: Client, move_id: str, ended: Sequence[PlannedFilm], again: Sequence[str]) -> None:
    """See that no film of the cluster has the id of one that is moved, as `ended` or to be begun `again`, unless that is this one.

    Raises:
        BadInput: one has.
        EngineUnavailable: the cluster does not answer.

    """
    there = {film.film_id: await _has_arrived(client, film) for film in ended}
    there |= {film_id: await _was_begun(client, move_id, film_id) for film_id in again}
    for film_id, is_this_one in there.items():
        if not is_this_one and await execution_of(client, film_id) is not None:
            raise BadInput(
                f"The cluster has a film {film_id!r} already, and it is another one: nothing was moved."
            )


async def arrive(studio: Studio, library: Library, journal: Journal) -> None:
    """Have every moved film on the cluster, each once, however often this is asked for.

    Raises:
        LongtakeError: the cluster does not answer, or refuses a film.

    """
    client, queue = studio.client, f"move/{journal.id}"
    ended = [film for film in journal.films if film.how == "ended"]
    if missing := [film for film in ended if not await _has_ended(client, film)]:
        runner = UnsandboxedWorkflowRunner()  # it is a few lines of ours, and asks nobody for anything
        async with Worker(client, task_queue=queue, workflows=[MovedFilm], workflow_runner=runner):
            for film in missing:
                await _ended(client, library, queue, film)
    for film in journal.films:
        if film.how == "again" and not await _was_begun(client, journal.id, film.film_id):
            await studio.start(film.request, film.film_id, mark=_key(journal.id, film.film_id))


async def _ended(client: Client, library: Library, queue: str, film: PlannedFilm) -> None:
    """Have a film end on the cluster; one that an earlier try left running there is gone on with.

    Raises:
        EngineUnavailable: it does not end.

    """
    try:
        async with asyncio.timeout(_ENDS_WITHIN_S):
            while not await _has_ended(client, film):
                await answered(_end(client, library, queue, film))
    except TimeoutError as error:
        raise EngineUnavailable(
            f"The film {film.film_id!r} has not come to its end on the cluster within {_ENDS_WITHIN_S:.0f} s: run the same again."
        ) from error


async def _end(client: Client, library: Library, queue: str, film: PlannedFilm) -> None:
    """A film that has ended, on the cluster: its last word is that of the run there, which goes on from its earlier ones."""
    execution = await execution_of(client, film.film_id)
    if execution is None or execution.status not in RUNNING or not await _is_ours(execution, film):
        await _begin(client, queue, film)
    handle = client.get_workflow_handle(film.film_id)
    run_id = (await handle.describe()).run_id
    word = await asyncio.to_thread(_filed, library, film, run_id)
    with suppress(WorkflowFailureError):
        if not await _told(handle, word):
            return
        if film.stage == "cancelled":
            while await (described := await handle.describe()).memo_value(LAST_WORD_MEMO, None) is None:
                if described.status not in RUNNING:
                    return
                await asyncio.sleep(_LOOK_EVERY_S)
            await handle.cancel()
        await handle.result()


async def _told(handle: WorkflowHandle[Any, Any], word: Blob) -> bool:
    """Whether a film that has ended was told where its last word lies; not one that has just come to its end."""
    try:
        await handle.signal(MovedFilm.left, word)
    except RPCError as error:
        if error.status != RPCStatusCode.NOT_FOUND:
            raise
        return False
    return True


def _filed(library: Library, film: PlannedFilm, run_id: str) -> Blob:
    assert film.word is not None, "a film without a last word is not moved"
    view = FilmView.model_validate_json(library.store.read_bytes(film.word))
    return file_view(library, view.model_copy(update={"run_id": run_id, "runs": (*view.runs, view.run_id)}))


async def _has_ended(client: Client, film: PlannedFilm) -> bool:
    """Whether a film that has ended is there, and has ended there with what it left: one that was ended over its head has not.

    It has, too, where it was changed there since.
    """
    execution = await execution_of(client, film.film_id)
    if execution is None:
        return False
    if await _is_ours(execution, film):
        return await _left_its_word(execution)
    query = f"WorkflowId = '{film.film_id}' AND ExecutionStatus != 'Running'"

    async def earlier() -> bool:
        runs = [run async for run in client.list_workflows(query)]
        return any([await _is_ours(run, film) and await _left_its_word(run) for run in runs])

    return await answered(earlier())


async def _left_its_word(run: WorkflowExecution) -> bool:
    return run.status not in RUNNING and await run.memo_value(LAST_WORD_MEMO, None) is not None


async def _has_arrived(client: Client, film: PlannedFilm) -> bool:
    """Whether a film that has ended is there."""
    execution = await execution_of(client, film.film_id)
    return execution is not None and await _is_ours(execution, film)


async def _is_ours(execution: WorkflowExecution, film: PlannedFilm) -> bool:
    with suppress(RuntimeError, ValueError):  # whoever starts a film may write there what they like
        return bool(await execution.memo_value(MOVED_MEMO, "") == film.run_id)
    return False


async def _was_begun(client: Client, move_id: str, film_id: str) -> bool:
    """Whether a film that was stopped for the move was begun again there."""
    execution = await execution_of(client, film_id)
    return execution is not None and is_among(_key(move_id, film_id), await marks_of(execution))


def _key(move_id: str, film_id: str) -> str:
    """The mark under which a film of a move is begun again, once."""
    return mark_of("move", move_id, film_id)


async def _begin(client: Client, queue: str, film: PlannedFilm) -> None:
    """The run of a film that has ended, with search attributes, or without where the namespace does not know them."""
    pairs: list[SearchAttributePair[Any]] = [
        SearchAttributePair(STAGE, film.stage),
        SearchAttributePair(COST, film.cost),
    ]
    if client.data_converter.payload_codec is None:  # where it encrypts, attributes tell no title
        pairs.append(SearchAttributePair(TITLE, film.title))

    async def begin(attributes: TypedSearchAttributes) -> None:
        await client.start_workflow(
            MovedFilm.run,
            args=[film.request, film.ended],
            id=film.film_id,
            task_queue=queue,
            id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
            memo={**film.memo, MOVED_MEMO: film.run_id},
            search_attributes=attributes,
            static_summary=film.title or film.film_id,
        )

    try:
        await begin(TypedSearchAttributes(pairs))
    except RPCError as error:
        if error.status != RPCStatusCode.INVALID_ARGUMENT or "search attribute" not in error.message.lower():
            raise
        await begin(TypedSearchAttributes.empty)
