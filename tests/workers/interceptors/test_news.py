"""What activities did is told of the shot that it is about, and the last of it before a worker has ended."""

import json
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from activities.contracts import Job, JobTicket, SheetRequest
from infra.database.database import open_database
from infra.settings import Settings
from library.events.log import since
from models.orders.cast import Choice
from models.orders.requests import ImageRequest, Order
from models.shots.shot_list import Shot
from workers.interceptors import news
from workers.interceptors.news import Newsroom, shot_of


@activity.defn
async def drawn() -> str:
    return "drawn"


@workflow.defn
class Drawing:
    @workflow.run
    async def run(self) -> str:
        return await workflow.execute_activity(drawn, start_to_close_timeout=timedelta(seconds=5))


async def test_what_a_worker_did_last_is_told_when_it_has_ended(
    address: str, film: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(news, "GATHERED_S", 60.0)
    client = await Client.connect(address)
    with closing(open_database(Settings(home=tmp_path / "home").database_url)) as database:
        newsroom = Newsroom(database)
        async with Worker(
            client,
            task_queue=film,
            workflows=[Drawing],
            activities=[drawn],
            interceptors=[newsroom],
            plugins=[newsroom.plugin()],
            workflow_runner=UnsandboxedWorkflowRunner(),
        ):
            assert await client.execute_workflow(Drawing.run, id=film, task_queue=film) == "drawn"
        told = [json.loads(each.data)["state"] for each in since(database, 0, 10)]
    assert told == ["begun", "done"]


SHOT = Shot(shot_id="shot_003", shot_number=3, enhanced_prompt="a quay", duration=3)


def test_work_is_told_of_the_shot_that_it_is_for_and_a_sheet_and_a_page_are_of_none() -> None:
    request = ImageRequest(shot=SHOT, width=640, height=360)
    order: Order[ImageRequest] = Order(
        choice=Choice(kind="image", provider="animatic", label="cpu", revision="1"), request=request
    )
    assert shot_of(order) == "shot_003"
    assert shot_of(order.model_copy(update={"request": request.model_copy(update={"sheet": True})})) == ""
    assert shot_of(SheetRequest(film_id="f", title="F", board=1, shots=())) == ""
    assert shot_of(None) == ""
    assert shot_of({"shot": "shot_003"}) == "", "what could not be read is of none"
    assert shot_of(JobTicket(job=Job(order=order, reference="ours"))) == "shot_003"
