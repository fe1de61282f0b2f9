"""Films that have ended and are moved: a move that breaks off between the beginning and the end of one leaves nothing that runs for ever."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from temporalio.client import WorkflowExecutionStatus

from infra.database.database import open_database
from infra.settings import Settings
from infra.storage import open_store
from infra.temporal import connect, local_config
from library.assets import Library
from models.brief import Brief
from models.errors import EngineUnavailable
from models.film.start import FilmRequest
from models.film.view import FilmResult, FilmView, Stage
from studio.client import Studio
from studio.service.move import arrival
from studio.service.move.arrival import arrive
from studio.service.move.journal import Journal, PlannedFilm
from tests.kit.migrated import migrated
from workflows.film import FilmWorkflow
from workflows.runs.moved import Ended

BRIEF = Brief(prompt="A quay.")


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    settings = Settings(home=tmp_path / "home")
    migrated(settings.home / "longtake.db")
    with closing(open_database(settings.database_url)) as database:
        yield Library(open_store(settings), database)


@pytest.fixture
async def there(library: Library, address: str) -> AsyncIterator[Studio]:
    """A cluster whose workers are not started yet."""
    yield Studio(
        await connect(library.store, local_config(address)),
        library.store,
        lambda work, _: work(library.database),
    )


def ended(library: Library, film: str, stage: Stage) -> Journal:
    """A home with a film that came to its end there."""
    view = FilmView(film_id=film, run_id="its-run-at-home", brief_digest=BRIEF.digest(), stage=stage)
    planned = PlannedFilm(
        film_id=film,
        how="ended",
        request=FilmRequest(brief=BRIEF),
        run_id=view.run_id,
        ended=Ended(stage=stage, reason="It would not.", result=FilmResult(status=stage, title="")),
        word=library.store.put_bytes(view.model_dump_json().encode(), ".json"),
        stage=stage,
    )
    return Journal(where="there", id=f"move-{film}", planned=True, rows=True, films=(planned,))


async def status(there: Studio, film: str) -> WorkflowExecutionStatus | None:
    return (await there.client.get_workflow_handle(film).describe()).status


@pytest.mark.parametrize("stage", ["finished", "cancelled", "failed"])
async def test_a_film_that_was_begun_there_when_the_move_was_killed_comes_to_its_end(
    there: Studio, library: Library, film: str, stage: Stage
) -> None:
    journal = ended(library, film, stage)
    await arrival._begin(there.client, f"move/{journal.id}", journal.films[0])
    begun = await there.client.get_workflow_handle(film).describe()
    assert begun.status == WorkflowExecutionStatus.RUNNING
    await arrive(there, library, journal)
    view = await there.view(film)
    assert (view.stage, view.run_id, view.runs) == (stage, begun.run_id, ("its-run-at-home",))
    await arrive(there, library, journal)
    assert (await there.view(film)).run_id == begun.run_id, "nothing is begun twice"


@pytest.mark.parametrize("how", ["cancelled", "terminated"])
async def test_a_film_that_was_ended_over_its_head_between_two_tries_arrives_all_the_same(
    there: Studio, library: Library, film: str, how: str
) -> None:
    journal = ended(library, film, "finished")
    await arrival._begin(there.client, f"move/{journal.id}", journal.films[0])
    handle = there.client.get_workflow_handle(film)
    await (handle.cancel() if how == "cancelled" else handle.terminate("it hangs"))
    await arrive(there, library, journal)
    assert await status(there, film) == WorkflowExecutionStatus.COMPLETED
    assert (await there.view(film)).stage == "finished"


async def test_a_film_that_does_not_end_there_in_time_is_told_of_and_ends_at_the_next_try(
    there: Studio, library: Library, film: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = ended(library, film, "finished")
    with monkeypatch.context() as patch:
        patch.setattr(arrival, "_ENDS_WITHIN_S", 0.0)
        with pytest.raises(EngineUnavailable, match="run the same again"):
            await arrive(there, library, journal)
    await arrive(there, library, journal)
    assert (await there.view(film)).stage == "finished"


async def test_a_film_that_was_changed_there_before_the_move_was_done_keeps_its_change(
    there: Studio, library: Library, film: str
) -> None:
    journal = ended(library, film, "finished")
    await arrive(there, library, journal)
    ended_there = f"WorkflowId = '{film}' AND ExecutionStatus != 'Running'"
    while not (await there.client.count_workflows(ended_there)).count:
        await asyncio.sleep(0.05)
    changed = await there.client.start_workflow(
        FilmWorkflow.run, FilmRequest(brief=BRIEF), id=film, task_queue=f"nobody/{film}"
    )
    await arrive(there, library, journal)
    now = await there.client.get_workflow_handle(film).describe()
    assert (now.run_id, now.status) == (changed.first_execution_run_id, WorkflowExecutionStatus.RUNNING)
    await changed.terminate("the test is over")
