"""The smoke film by which a build is tried before films are given to it: begun on that build alone, and ended in any case."""

import asyncio
from contextlib import suppress
from datetime import timedelta

from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import (
    Client,
    WorkflowExecutionDescription,
    WorkflowExecutionStatus,
    WorkflowFailureError,
    WorkflowHandle,
)
from temporalio.common import PinnedVersioningOverride, WorkerDeploymentVersion, WorkflowIDConflictPolicy
from temporalio.exceptions import ApplicationError

from models.base import Frozen
from models.errors import BuildRefused, EngineUnavailable, UnknownFilm
from models.names import run_mark
from models.readable import one_line
from studio.client.server_answers import SERVER_WITHIN, server_answered

_LOOK_EVERY_S = 0.5
_PATIENCE_S = 30.0
"""How long a server may be away while the film is made."""
_TRIES = 4
"""A workflow whose step is tried for so many times, after an error, is not gone on with by this build."""


class Smoke(Frozen):
    """A smoke film that came out whole, and how long it took."""

    film: str
    seconds: float


async def smoke_film(client: Client, version: WorkerDeploymentVersion, within_s: float) -> Smoke:
    """Have a build make its smoke film; one that is under way on it already is waited for.

    It ends with its build tried: the server itself ends one that takes longer than `within_s`, whether somebody still waits or not.

    Raises:
        BuildRefused: it did not come out whole; says why.
        EngineUnavailable: the server does not answer.

    """
    handle = await server_answered(
        client.start_workflow(
            "SmokeWorkflow",
            id=f"deploy/{version.deployment_name}:{version.build_id}",
            task_queue="film",
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            execution_timeout=timedelta(seconds=within_s),
            versioning_override=PinnedVersioningOverride(version),
            static_summary=f"Smoke film of build {version.build_id}",
            rpc_timeout=SERVER_WITHIN,
        )
    )
    run = client.get_workflow_handle(handle.id, run_id=handle.first_execution_run_id or handle.result_run_id)
    ended = await _ended(client, run, version.build_id)
    film, begun, closed = _film_of(ended), ended.start_time, ended.close_time
    if ended.status == WorkflowExecutionStatus.COMPLETED and closed is not None:
        return Smoke(film=film, seconds=round((closed - begun).total_seconds(), 1))
    raise _refused(version.build_id, await _reason(run, ended, within_s))


async def _ended(
    client: Client, run: WorkflowHandle[object, object], build: str
) -> WorkflowExecutionDescription:
    """What the server knows of the run once it has ended; one that is stuck is ended here."""
    loop = asyncio.get_running_loop()
    heard_at = loop.time()
    while True:
        stuck = ""
        try:
            described = await server_answered(run.describe(rpc_timeout=SERVER_WITHIN), run.id)
            if described.status != WorkflowExecutionStatus.RUNNING:
                return described
            stuck = await _stuck(client, (run.id, _film_of(described)))
            heard_at = loop.time()
        except EngineUnavailable:
            if loop.time() > heard_at + _PATIENCE_S:
                raise
        if stuck:
            with suppress(UnknownFilm):
                await server_answered(run.terminate(f"Refused: {stuck}", rpc_timeout=SERVER_WITHIN), run.id)
            raise _refused(build, f"no worker of it could go on with the film's workflow: {stuck}")
        await asyncio.sleep(_LOOK_EVERY_S)


async def _stuck(client: Client, workflow_ids: tuple[str, ...]) -> str:
    """What a step of one of these fails with again and again; empty where none does."""
    for each in workflow_ids:
        handle = client.get_workflow_handle(each)
        with suppress(UnknownFilm):  # it has not been begun
            described = await server_answered(handle.describe(rpc_timeout=SERVER_WITHIN), each)
            if described.raw_description.pending_workflow_task.attempt >= _TRIES:
                return await server_answered(_last_failure(handle), each)
    return ""


async def _last_failure(handle: WorkflowHandle[object, object]) -> str:
    said = ""
    async for event in handle.fetch_history_events(rpc_timeout=SERVER_WITHIN):
        said = _said(event) or said
    return said


def _said(event: HistoryEvent) -> str:
    return one_line(event.workflow_task_failed_event_attributes.failure.message)[:200].rstrip(".")


def _film_of(described: WorkflowExecutionDescription) -> str:
    return f"smoke-{run_mark(described.run_id)}"


async def _reason(
    run: WorkflowHandle[object, object], ended: WorkflowExecutionDescription, within_s: float
) -> str:
    """Why it did not come out whole."""
    if ended.status == WorkflowExecutionStatus.TIMED_OUT:
        return (
            f"it was not made within {within_s:g} s, and was ended; `longtake doctor` says whether somebody serves "
            "all it needs"
        )
    try:
        await run.result(rpc_timeout=SERVER_WITHIN)
    except WorkflowFailureError as error:
        if isinstance(error.cause, ApplicationError):
            return one_line(error.cause.message).rstrip(".")
    return "somebody stopped it"


def _refused(build: str, reason: str) -> BuildRefused:
    return BuildRefused(
        f"Build {build} was refused, and films go on as before: its smoke film did not come out whole: {reason}."
    )
