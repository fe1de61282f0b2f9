"""The smoke film: as Temporal's Worker Controller starts it, on a build that no film is given to yet."""

from pathlib import Path

import pytest
from temporalio.client import Client, WorkflowFailureError

from infra.payloads.key_file import create
from infra.settings import Settings
from models.film.view import FilmResult
from models.names import run_mark
from tests.kit.studio import StudioKit, studio_of

TYPE = "SmokeWorkflow"


async def test_a_smoke_film_is_made_under_a_name_that_is_no_films(studio: StudioKit, film: str) -> None:
    handle = await studio.client.start_workflow(
        TYPE, id=f"test-longtake/film:749ae04-{film}", task_queue="film", result_type=FilmResult
    )
    made = await handle.result()
    assert (made.status, made.title, made.missing) == ("finished", "Smoke film", ())
    assert made.film is not None
    view = await studio.view(f"smoke-{run_mark(str(handle.result_run_id))}")
    assert (view.verdict, view.documents["film.mp4"]) == ("finished", made.film)


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        (
            {"brief": {"shots": [{"enhanced_prompt": "FAIL-video a boat", "duration": 1}, {"enhanced_prompt": "a quay", "duration": 1}], "seconds": 6}, "options": {"approve": "auto"}},
            "finished with 1 shot missing",
        ),
        ({"brief": {"prompt": "A boat.", "profile": "nowhere"}, "options": {"approve": "auto"}}, "nowhere"),
        ({"brief": {"prompt": "A boat.", "seconds": 1}}, "seconds"),
        ("A boat.", "must be a JSON object"),
    ],
    ids=["a-shot-is-missing", "it-cannot-be-cast", "it-cannot-be-read", "no-request"],
)  # fmt: skip
async def test_a_smoke_film_that_does_not_come_out_whole_is_an_error(
    request_: object, said: str, studio: StudioKit, film: str
) -> None:
    with pytest.raises(WorkflowFailureError) as failed:
        await studio.client.execute_workflow(TYPE, request_, id=f"test/{film}", task_queue="film")
    assert said in str(failed.value.cause)


async def test_a_smoke_film_is_asked_for_by_whoever_has_no_keys(
    address: str, tmp_path: Path, film: str
) -> None:
    keys = tmp_path / "keys"
    create(keys, "first")
    settings = Settings(home=tmp_path / "home", encryption_keys=keys)
    async with studio_of(address, settings) as studio:
        plain = await Client.connect(address)
        started = await plain.start_workflow(TYPE, id=f"test/{film}", task_queue="film")
        handle = studio.client.get_workflow_handle(started.id, result_type=FilmResult)
        assert (await handle.result()).status == "finished"
