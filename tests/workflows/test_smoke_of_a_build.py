"""A smoke film tries a build before it is current, and is made on it alone."""

from pathlib import Path

import pytest
from temporalio.common import PinnedVersioningOverride, WorkerDeploymentVersion

from models.film.view import FilmResult
from models.names import run_mark
from tests.kit.deploys import NAME, deploys_at

pytestmark = pytest.mark.ops


async def test_a_smoke_film_is_made_on_the_build_that_it_tries(tmp_path: Path, film: str) -> None:
    async with deploys_at(tmp_path / "home") as kit:
        await kit.deploy("v1")
        await kit.open_build("v2")
        handle = await kit.client.start_workflow(
            "SmokeWorkflow",
            id=f"test-{NAME}:v2-{film}",
            task_queue="film",
            result_type=FilmResult,
            versioning_override=PinnedVersioningOverride(WorkerDeploymentVersion(NAME, "v2")),
        )
        assert (await handle.result()).status == "finished"
        film_id = f"smoke-{run_mark(str(handle.result_run_id))}"
        assert await kit.builds_of(film_id) == ["v2"]
