"""A film started: found running, begun, or begun again where an earlier run of it has ended."""

import hashlib
from collections.abc import Awaitable

from temporalio.client import Client, WorkflowExecution, WorkflowExecutionStatus
from temporalio.common import Priority, SearchAttributePair, TypedSearchAttributes, WorkflowIDConflictPolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from activities.retries import TASK_TIMEOUT
from activities.turns import RETAKES
from library.briefs import put_aside
from models.base import Frozen
from models.errors import BadInput, EngineUnavailable, WrongMoment
from models.film.start import FilmRequest, Previous
from models.film.view import BRIEF_MEMO, BUDGET_MEMO
from models.money.budget import told_budget
from models.names import checked_film_id
from studio.client.executions import execution_of
from studio.client.film_reader import FilmReader
from studio.client.film_summaries import COST, STAGE
from studio.client.runs.keys import MARKS_MEMO, MOST_MARKS, is_among, marks_of
from studio.client.server_answers import SERVER_WITHIN, Unreadable, answered
from workflows.film import FilmWorkflow


class Started(Frozen):
    """A film that was started, or found `running` already; `again` when an earlier run of it had ended.

    `past`: nothing was started, as it ended beyond the stage that was asked for, or was asked for under the same key before.
    """

    film_id: str
    running: bool = False
    again: bool = False
    past: bool = False


async def start_film(
    client: Client,
    reader: FilmReader,
    request: FilmRequest,
    film_id: str,
    *,
    id_called: str,
    mark: str = "",
) -> Started:
    """Start a film; the same id and brief attach to one that runs, and start a new run of one that ended.

    Changes of a film attach to nothing: what runs makes others, or none.

    `id_called` is what whoever asks calls the id. What is asked for under a key has a `mark` (`runs/keys.py`): it is started once.

    Raises:
        BadInput: the id cannot be used, or belongs to another brief.
        KeyTaken: something else was asked for under the key.
        WrongMoment: the film is to be changed, and runs.
        EngineUnavailable: the server does not answer, or the film keeps starting and ending elsewhere.

    """
    film_id = checked_film_id(film_id)
    digest = request.brief.digest()
    request = request.model_copy(update={"brief": put_aside(request.brief, reader.store)})
    again, marks, changes = False, (mark,) if mark else (), request.previous is not None
    for _ in range(2):
        known = await execution_of(client, film_id)
        if known is not None:
            before = await marks_of(known)
            if is_among(mark, before):
                running = known.status == WorkflowExecutionStatus.RUNNING
                return Started(film_id=film_id, running=running, past=not running)
            marks = (*before, *((mark,) if mark else ()))[-MOST_MARKS:]
            # A film whose request could not be used is of no brief.
            if await _digest_of(reader, known) not in (digest, ""):
                raise BadInput(
                    f"The film {film_id!r} was made from another brief: choose another {id_called}, or leave it out."
                )
            if known.status == WorkflowExecutionStatus.RUNNING:
                if changes:
                    raise WrongMoment(
                        f"The film {film_id!r} runs by now, changed by somebody else: your change was not begun. Ask for it "
                        f"again once that has ended; `longtake watch {film_id}` follows it."
                    )
                return Started(film_id=film_id, running=True)
            again = True
            request = await _with_takes(reader, request, film_id)
        try:
            await _begun(client, request, film_id, digest, marks)
        except WorkflowAlreadyStartedError:
            continue
        return Started(film_id=film_id, again=again)
    raise EngineUnavailable(f"The film {film_id!r} keeps starting and ending elsewhere: try again.")


async def _begun(
    client: Client, request: FilmRequest, film_id: str, digest: str, marks: tuple[str, ...]
) -> None:
    """Start it with search attributes, or without where the namespace does not know them."""
    attributes = TypedSearchAttributes(
        [SearchAttributePair(STAGE, "casting"), SearchAttributePair(COST, 0.0)]
    )

    async def begin(attributes: TypedSearchAttributes) -> None:
        await client.start_workflow(
            FilmWorkflow.run,
            request,
            id=film_id,
            task_queue="film",
            id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
            memo={
                BRIEF_MEMO: digest,
                BUDGET_MEMO: told_budget(request.options.budget),
                **({MARKS_MEMO: list(marks)} if marks else {}),
            },
            search_attributes=attributes,
            static_summary=request.brief.title or film_id,
            task_timeout=TASK_TIMEOUT,
            priority=turns_of(film_id, request),
            rpc_timeout=SERVER_WITHIN,
        )

    try:
        await answered(_unless_unknown(begin(attributes)))
    except _Unknown:
        await answered(begin(TypedSearchAttributes.empty))


def turns_of(film_id: str, request: FilmRequest) -> Priority:
    """What lets films take turns on every queue where work waits: the server serves each key, of at most 64 bytes, by its weight.

    What goes on from an earlier run goes before what is made for the first time.
    """
    return Priority(
        priority_key=RETAKES if request.previous else None,
        fairness_key=hashlib.sha256(film_id.encode()).hexdigest(),
        fairness_weight=request.options.turns,
    )


class _Unknown(Exception):
    """The namespace does not know the films' search attributes."""


async def _unless_unknown(call: Awaitable[None]) -> None:
    try:
        await call
    except RPCError as error:
        if error.status == RPCStatusCode.INVALID_ARGUMENT and "search attribute" in error.message.lower():
            raise _Unknown from error
        raise


async def _with_takes(reader: FilmReader, request: FilmRequest, film_id: str) -> FilmRequest:
    """The request; of a film whose shots were retaken since, it goes on from those takes."""
    options = request.options
    if request.previous is not None or not options.use_cache or options.stop_at != "film":
        return request
    try:
        view = await reader.last_run(film_id)
    except Unreadable:
        return request  # nobody can tell which takes it had, and it must not stand in the way of another run
    if view is None or "film.mp4" not in view.documents or not any(shot.takes for shot in view.shots):
        return request
    return request.model_copy(update={"previous": Previous(run_id=view.run_id)})


async def _digest_of(reader: FilmReader, film: WorkflowExecution) -> str:
    digest = await film.memo_value(BRIEF_MEMO, None)
    if digest is not None:
        return str(digest)
    try:
        return (await reader.view(film.id)).brief_digest
    except Unreadable:
        return ""  # of what brief it was nobody can tell
