"""What a running film is told, the decisions, and what becomes of them."""

from functools import partial
from typing import Any

from temporalio.client import Client, WorkflowExecutionStatus, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from models.errors import BadInput, UnknownFilm, WrongMoment
from models.film.decisions import BIBLE_KINDS, GATE_KINDS, Decision, DecisionKind, DecisionRecord
from models.shots.named_parts import check_shot
from models.shots.shot_list import find_shot
from studio.client.decision_records import recorded
from studio.client.executions import execution_of
from studio.client.film_reader import FilmReader
from studio.client.reels.decisions import OfReels, Reading
from studio.client.runs.keys import is_among
from studio.client.server_answers import ANSWER_WITHIN, SERVER_WITHIN, answered
from workflows.film import FilmWorkflow
from workflows.money.decisions import THE_FILM

BLIND: tuple[DecisionKind, ...] = (*("reject", "pause", "resume"), *BIBLE_KINDS)
"""What the whole film decides, and is said without looking at it first: the film refuses it at once, or always accepts it."""

SIGNALS = {"budget": "set_budget", "allow": "allow_spending", "resolve": "resolve_job"}
"""The signals that are not called as their decision is."""


async def tell_film(client: Client, reader: FilmReader, film_id: str, decision: Decision) -> DecisionRecord:
    """Tell a film a decision; gives its record, which says whether it was accepted.

    Raises:
        BadInput: there is no such film, or no such shot or reel in it.
        EngineUnavailable: no worker answers.
        WrongMoment: the film cannot take it now, or has ended; the message says why.

    """
    await _check_runs(client, film_id)
    try:
        return await _tell(client, reader, film_id, decision)
    except UnknownFilm:
        # To the server one that has ended meanwhile is one that it does not know.
        await _check_runs(client, film_id)
        raise


async def resolve_all(
    client: Client, reader: FilmReader, film_id: str, decision: Decision
) -> list[DecisionRecord]:
    """Tell a film the same about every job that waits to be resolved, each as its own decision.

    Raises:
        BadInput, EngineUnavailable: as `tell_film`.
        WrongMoment: no job waits to be resolved, or the film has ended.

    """
    await _check_runs(client, film_id)
    waits = dict.fromkeys(job.shot_id or "score" for job in (await reader.view(film_id)).unknown)
    if not waits:
        raise WrongMoment(f"No job of the film {film_id!r} waits to be resolved.")
    return [
        await tell_film(client, reader, film_id, decision.model_copy(update={"shot": shot})) for shot in waits
    ]


async def _check_runs(client: Client, film_id: str) -> None:
    known = await execution_of(client, film_id)
    if known is not None and known.status != WorkflowExecutionStatus.RUNNING:
        raise WrongMoment(
            f"The film {film_id!r} has ended: nothing can be decided any more. `longtake retake` makes shots of a "
            "finished one anew."
        )


async def _tell(client: Client, reader: FilmReader, film_id: str, decision: Decision) -> DecisionRecord:
    tell = partial(_told, client)
    if decision.kind in BLIND:
        return await tell(film_id, decision, None)
    film = await reader.summary(film_id)
    if film.reels:
        return await OfReels(film, reader, tell).decide(decision)
    if decision.kind in ("approve", "undo"):
        return await tell(film_id, decision, None)
    view = await reader.view(film_id)
    for name in decision.named_shots:
        if name not in THE_FILM and view.bible.find(name) is None:
            check_shot(view, name)
    shot = find_shot(tuple(shot.shot for shot in view.shots), decision.shot) if decision.says else None
    if shot and (objection := decision.objection(shot)):
        raise BadInput(objection)
    return await tell(film_id, decision, lambda: reader.view(film_id))


async def _told(client: Client, workflow_id: str, decision: Decision, read: Reading | None) -> DecisionRecord:
    """Tell the workflow of a film, or of a reel, a decision; what is no gate's, and no reading follows, is always taken."""
    payload = decision.model_dump(mode="json", exclude_defaults=True, exclude={"kind"})
    if decision.kind in (*GATE_KINDS, *BIBLE_KINDS):
        payload = {"decision": decision.kind, **payload}
        return await _decided_at_gate(client, workflow_id, payload, decision.mark)
    known = (await read()).told if read else 0
    signal = SIGNALS.get(decision.kind, decision.kind)
    handle = client.get_workflow_handle(workflow_id)
    await answered(handle.signal(signal, payload, rpc_timeout=SERVER_WITHIN), workflow_id)
    if read is None:
        return DecisionRecord(decision=decision, accepted=True)
    return await recorded(read, decision, known)


async def _decided_at_gate(
    client: Client, workflow_id: str, payload: dict[str, Any], mark: str
) -> DecisionRecord:
    """What the gate says at once: its update is refused, or recorded; under the key of a `mark` it is made once, whoever else sends it now."""
    try:
        record: DecisionRecord = await answered(
            client.get_workflow_handle(workflow_id).execute_update(
                FilmWorkflow.decide_storyboard,
                payload,
                id=mark.partition(":")[0] or None,
                rpc_timeout=ANSWER_WITHIN,
            ),
            workflow_id,
        )
    except WorkflowUpdateFailedError as error:
        cause = error.cause
        if not isinstance(cause, ApplicationError):
            raise WrongMoment(f"The decision could not be taken: {cause}.") from error
        kind = BadInput if cause.type == BadInput.__name__ else WrongMoment
        raise kind(cause.message) from error
    if mark:
        is_among(mark, (record.decision.mark,))
    return record
