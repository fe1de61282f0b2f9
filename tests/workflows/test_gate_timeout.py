"""What happens when nobody decides: days pass on the time-skipping server."""

import shutil
import sysconfig
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from temporalio.testing import WorkflowEnvironment

from infra.payloads.converter import data_converter
from infra.search_attributes import register_search_attributes
from infra.settings import Settings
from infra.storage import LocalStore
from models.film.decisions import Decision
from models.film.run_options import RunOptions
from models.film.start import FilmRequest
from models.shots.takes import Change
from studio.service.film.retakes import changed_film
from tests.kit.providers import watched_registry
from tests.kit.studio import StudioKit, short_shots
from workers.composition import DEFAULT_LABELS, build_workers, build_workshop


@pytest.fixture
async def environment(tmp_path: Path) -> AsyncIterator[WorkflowEnvironment]:
    """A server whose clock jumps to the next timer while a result is awaited."""
    store = LocalStore(Settings(home=tmp_path / "home").assets_dir)
    program = shutil.which("temporal-test-server", path=sysconfig.get_path("scripts"))
    async with await _started(program, store) as environment:
        await register_search_attributes(environment.client)
        yield environment


async def _started(program: str | None, store: LocalStore) -> WorkflowEnvironment:
    """The server, which gives itself five seconds to start: on a loaded machine once more."""
    try:
        return await WorkflowEnvironment.start_time_skipping(
            test_server_existing_path=program, data_converter=data_converter(store)
        )
    except RuntimeError:
        return await WorkflowEnvironment.start_time_skipping(
            test_server_existing_path=program, data_converter=data_converter(store)
        )


@pytest.fixture
async def skipping(environment: WorkflowEnvironment, tmp_path: Path) -> AsyncIterator[StudioKit]:
    """A studio on that server."""
    settings = Settings(home=tmp_path / "home")
    settings.home.mkdir()
    kit = StudioKit(environment.client, settings)
    workers = build_workers(
        environment.client, settings, DEFAULT_LABELS, watched_registry(kit.journal), build_workshop(settings)
    )
    async with workers[0], workers[1], workers[2]:
        yield kit


def undecided(on_timeout: str) -> FilmRequest:
    approval = {"timeout_hours": 48, "on_timeout": on_timeout}
    return FilmRequest(brief=short_shots("a quay"), options=RunOptions.model_validate({"approval": approval}))


async def test_a_film_nobody_decides_on_is_approved_when_its_policy_says_so(
    skipping: StudioKit, environment: WorkflowEnvironment, film: str
) -> None:
    await skipping.start(undecided("approve"), film)
    await skipping.until(film, lambda view: view.board == 1)
    await environment.sleep(timedelta(hours=48, minutes=1))
    view = await skipping.until(film, lambda view: view.ended)
    assert view.stage == "finished"
    assert view.decisions[0].decision.by == "timeout"


async def test_a_film_nobody_decides_on_is_cancelled_when_its_policy_says_so(
    skipping: StudioKit, environment: WorkflowEnvironment, film: str
) -> None:
    await skipping.start(undecided("cancel"), film)
    await skipping.until(film, lambda view: view.board == 1)
    await environment.sleep(timedelta(hours=48, minutes=1))
    view = await skipping.until(film, lambda view: view.ended)
    assert view.stage == "cancelled"
    assert view.reason == "Nobody decided on board 1 in 48 hours."
    assert "storyboard.png" in view.documents
    assert view.exit_code == 1


async def test_a_film_whose_policy_is_to_wait_still_waits_after_weeks(
    skipping: StudioKit, environment: WorkflowEnvironment, film: str
) -> None:
    await skipping.start(undecided("wait"), film)
    await skipping.until(film, lambda view: view.board == 1)
    await environment.sleep(timedelta(weeks=3))
    assert (await skipping.view(film)).stage == "approval"
    await skipping.decide(film, Decision(kind="approve", board=1))
    await skipping.until(film, lambda view: view.stage == "finished")


async def test_a_retake_nobody_decides_on_leaves_the_film_as_it_was(
    skipping: StudioKit, environment: WorkflowEnvironment, film: str
) -> None:
    request = undecided("cancel")
    first = await skipping.make(request.brief, film, approval={"timeout_hours": 48, "on_timeout": "cancel"})
    change = Change(shot_id="1", prompt="a lamp")
    await skipping.start(await changed_film(skipping, film, (change,), auto=False), film)
    await skipping.until(film, lambda view: view.board == 2)
    await environment.sleep(timedelta(hours=48, minutes=1))
    view = await skipping.until(film, lambda view: view.ended)
    assert view.stage == "cancelled"
    assert view.shots[0].take == 1
    assert view.documents["film.mp4"] == first.documents["film.mp4"]
    assert view.documents["storyboard.png"] == first.documents["storyboard.png"]
