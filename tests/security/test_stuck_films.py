"""A film whose workflow task fails again and again: the cause is said in words, a fix lets it go on, cancel ends it."""

import asyncio
from collections.abc import Iterator

import pytest
from temporalio.client import WorkflowExecutionStatus

from models.errors import WrongMoment
from studio.client.trouble import TRIED_AGAIN
from tests.kit.studio import StudioKit, short_shots
from workflows.pictures import Pictures


@pytest.fixture
def fault() -> Iterator[pytest.MonkeyPatch]:
    """A fault in the program: the film's pictures are looked for where they are not."""

    async def draw_all(_: Pictures) -> None:
        raise KeyError("a picture that nobody drew")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Pictures, "draw_all", draw_all)
        yield patch


async def stuck(studio: StudioKit, film: str) -> None:
    """A film that meets the fault, until its task has failed more than once."""
    await studio.begin(short_shots("a quay"), film)
    handle = studio.client.get_workflow_handle(film)
    async with asyncio.timeout(60):
        while (await handle.describe()).raw_description.pending_workflow_task.attempt < TRIED_AGAIN:
            await asyncio.sleep(0.05)


async def test_a_fault_in_the_program_is_told_in_words_and_once_it_is_mended_the_film_goes_on(
    studio: StudioKit, film: str, fault: pytest.MonkeyPatch
) -> None:
    await stuck(studio, film)
    view = await studio.view(film)
    assert not view.ended
    assert view.title == "Short"
    assert view.waiting == (
        "It cannot go on: KeyError: 'a picture that nobody drew'. It is tried again by itself; "
        f"`longtake cancel {film}` ends it."
    )
    fault.undo()
    await studio.until(film, lambda view: view.stage == "approval")


async def test_cancel_ends_a_film_that_cannot_hear_it_and_says_so(
    studio: StudioKit, film: str, fault: pytest.MonkeyPatch
) -> None:
    await stuck(studio, film)
    done = await studio.cancel(film, within_s=2)
    assert (done.became, done.because) == ("terminated", "KeyError: 'a picture that nobody drew'")
    described = await studio.client.get_workflow_handle(film).describe()
    assert described.status == WorkflowExecutionStatus.TERMINATED
    view = await studio.view(film)
    assert view.stage == "failed"
    assert "KeyError: 'a picture that nobody drew'" in view.reason
    with pytest.raises(WrongMoment, match="has ended"):
        await studio.cancel(film)
    fault.undo()
    assert (await studio.make(short_shots("a quay"), film, stop_at="story")).stage == "stopped", (
        "what is left of the ended run is in nobody's way"
    )


async def test_cancel_says_that_a_film_stopped_or_had_ended(studio: StudioKit, film: str) -> None:
    await studio.at_gate(short_shots("a quay"), film)
    assert (await studio.cancel(film)).became == "cancelled"
    assert (await studio.view(film)).stage == "cancelled"


async def test_a_film_that_no_worker_serves_is_told_to_stop_and_that_is_said(
    studio: StudioKit, film: str
) -> None:
    await studio.client.start_workflow("FilmWorkflow", None, id=film, task_queue="served-by-nobody")
    assert (await studio.cancel(film, within_s=0.5)).became == "asked"


async def test_an_end_of_an_unknown_kind_is_told_as_temporal_knows_it(studio: StudioKit, film: str) -> None:
    await studio.at_gate(short_shots("a quay"), film)
    await studio.client.get_workflow_handle(film).terminate(reason="the machine is needed")
    view = await studio.view(film)
    assert (view.stage, view.reason) == (
        "failed",
        "Its workflow was terminated in Temporal: the machine is needed.",
    )
    assert view.shots, "it still tells what it had"
