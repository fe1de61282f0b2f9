"""A film that is cancelled."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from temporalio import workflow
from temporalio.client import WorkflowFailureError
from temporalio.worker import Worker

from models.errors import BadInput, WrongMoment
from models.film.decisions import Decision
from models.film.run_options import RunOptions
from models.film.start import FilmRequest
from models.film.view import BRIEF_MEMO
from tests.kit.studio import StudioKit, short_shots


@pytest.mark.parametrize("stage", ["keyframes", "approval", "shots"])
async def test_a_cancelled_film_stops_and_keeps_what_it_has(studio: StudioKit, film: str, stage: str) -> None:
    hold = {"keyframes": "hold-image", "shots": "hold-video"}.get(stage)
    held: Path | None = studio.settings.home / hold if hold else None
    brief = short_shots("a quay", "a boat")
    if stage == "keyframes":
        assert held
        held.touch()
        await studio.begin(brief, film)
        await studio.until(film, lambda view: view.stage == "keyframes")
    else:
        await studio.at_gate(brief, film)
    if stage == "shots":
        assert held
        held.touch()
        await studio.decide(film, Decision(kind="approve"))
        await studio.until(film, lambda view: view.stage == "shots")
    await studio.cancel(film)
    if held:
        held.unlink()
    with pytest.raises(WorkflowFailureError):
        await studio.client.get_workflow_handle(film).result()
    view = await studio.view(film)
    assert view.stage == "cancelled"
    assert view.exit_code == 1
    assert not {shot.status for shot in view.shots} & {"drawing", "rendering"}, (
        "nothing is under way any more"
    )
    if stage != "keyframes":
        assert all(shot.keyframe for shot in view.shots)
    children = f"WorkflowId STARTS_WITH '{film}/' AND ExecutionStatus = 'Running'"
    async with asyncio.timeout(60):  # no shot goes on without its film; lists are a moment behind
        while (await studio.client.count_workflows(children)).count:
            await asyncio.sleep(0.05)
    with pytest.raises(WrongMoment, match="has ended"):
        await studio.cancel(film)


async def test_a_film_that_does_not_exist_cannot_be_cancelled_or_read(studio: StudioKit) -> None:
    for call in (
        studio.cancel("nobody"),
        studio.view("nobody"),
        studio.decide("nobody", Decision(kind="pause")),
    ):
        with pytest.raises(BadInput, match="no film 'nobody'"):
            await call


async def test_the_same_id_with_another_brief_is_refused(studio: StudioKit, film: str) -> None:
    await studio.make(short_shots("a quay"), film, stop_at="story")
    with pytest.raises(BadInput, match="another brief"):
        await studio.begin(short_shots("a boat"), film)


async def test_the_same_id_and_brief_attach_to_a_running_film(studio: StudioKit, film: str) -> None:
    await studio.at_gate(short_shots("a quay"), film)
    assert (await studio.begin(short_shots("a quay"), film)).running


@workflow.defn(name="FilmWorkflow", sandboxed=False)
class Stuck:
    """A film whose task fails without end, as that of another version's history does."""

    @workflow.run
    async def run(self, request: Any) -> None:
        raise RuntimeError("nobody can go on with this")


async def test_a_terminated_film_whose_task_failed_does_not_block_its_brief(
    studio: StudioKit, film: str
) -> None:
    brief = short_shots("a quay")
    async with Worker(studio.client, task_queue=film, workflows=[Stuck]):
        handle = await studio.client.start_workflow(
            "FilmWorkflow", None, id=film, task_queue=film, memo={BRIEF_MEMO: brief.digest()}
        )
        while not (await handle.describe()).raw_description.pending_workflow_task.attempt > 1:
            await asyncio.sleep(0.05)
        await handle.terminate(reason="it is stuck")
        view = await studio.view(film)
        assert (view.stage, view.reason) == (
            "failed",
            "Its workflow was terminated in Temporal: it is stuck.",
        )
        started = await studio.start(FilmRequest(brief=brief, options=RunOptions(approve="auto")), film)
    assert started.again
    assert (await studio.until(film, lambda view: view.ended)).stage == "finished"
