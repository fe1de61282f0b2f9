"""Runway's own library certifies the double: it completes the job that the adapter does, with the same body."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from models.errors import UnknownOutcome
from providers.vendors.endpoints.table import Endpoints
from providers.vendors.runway.adapter import RunwayVideos
from tests.kit.vendors.contract import Pictures, client_of, completed, video_request
from tests.kit.vendors.manners import KEY, Behaviour, Fault, billed
from tests.kit.vendors.runway import Runway

BETWEEN_S = 0.02


@pytest.fixture
def runway(tmp_path: Path) -> Iterator[Runway]:
    with Runway(tmp_path / "runway", BETWEEN_S) as double:
        yield double


@pytest.fixture
def library(runway: Runway, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runway's library; left to itself it asks again, and pays again, when an answer is lost."""
    import runwayml
    from runwayml.lib import polling

    monkeypatch.setattr(polling, "POLL_TIME", BETWEEN_S * 1.5)
    monkeypatch.setattr(polling, "POLL_JITTER", 0.0)
    return runwayml.RunwayML(api_key=KEY, base_url=runway.api, max_retries=0)


def adapter(runway: Runway, name: str) -> RunwayVideos:
    endpoint = Endpoints.load().find("video", f"runway/{name}")
    assert endpoint is not None
    maker = RunwayVideos(client_of("runway", runway.api), endpoint)
    maker.poll_every_s = BETWEEN_S
    return maker


def theirs(body: dict[str, Any]) -> dict[str, Any]:
    """A body by the library's names."""
    names = {"promptText": "prompt_text", "promptImage": "prompt_image", "negativePrompt": "negative_prompt"}
    return {names.get(name, name): value for name, value in body.items()}


@pytest.mark.parametrize("name", ["gen4_turbo", "veo3.1_fast", "hailuo3", "seedance2"])
def test_runways_own_library_completes_the_same_job_as_the_adapter(
    runway: Runway, library: Any, tmp_path: Path, name: str
):
    maker, pictures = adapter(runway, name), Pictures(tmp_path)
    request = video_request(pictures, 4.0, seed=5)
    ours = completed(maker, request, pictures, tmp_path / "ours")
    runway.behave(Behaviour(polls=4))
    created = library.image_to_video.create(**theirs(maker.body(request, pictures.file)))
    assert created.estimated_cost.credits == maker.quote(request).usd * 100
    task = created.wait_for_task_output()
    assert task.status == "SUCCEEDED"
    assert task.cost.credits == maker.quote(request).usd * 100
    assert httpx.get(task.output[0]).content == ours.path.read_bytes()
    first, second = runway.books.jobs.values()
    assert first["asked"] == second["asked"]
    assert first["usd"] == second["usd"]
    assert runway.books.crimes == []


def test_the_library_reads_every_state_and_every_failure_of_the_double(
    runway: Runway, library: Any, tmp_path: Path
):
    from runwayml import TaskFailedError

    pictures = Pictures(tmp_path)
    body = theirs(adapter(runway, "gen4_turbo").body(video_request(pictures, 2.0), pictures.file))
    runway.behave(Behaviour(polls=4))
    created, seen = library.image_to_video.create(**body), []
    for _ in range(4):
        seen.append(library.tasks.retrieve(created.id).status)
        time.sleep(BETWEEN_S * 1.5)
    assert seen == ["PENDING", "THROTTLED", "RUNNING", "SUCCEEDED"]
    runway.behave(Behaviour(faults=(Fault(where="job", how="fail", code="SAFETY.INPUT.TEXT"),)))
    with pytest.raises(TaskFailedError) as failed:
        library.image_to_video.create(**body).wait_for_task_output()
    details: Any = failed.value.task_details
    assert (details.failure_code, details.cost.credits) == ("SAFETY.INPUT.TEXT", 10)
    assert library.organization.retrieve().credit_balance == 10_000


def test_a_task_is_refunded_while_it_waits_paid_once_it_runs_and_gone_once_it_is_deleted(
    runway: Runway, library: Any, tmp_path: Path
):
    import runwayml

    pictures, maker = Pictures(tmp_path), adapter(runway, "gen4_turbo")
    runway.behave(Behaviour(polls=9))
    waiting, running = (
        maker.submit(video_request(pictures, 2.0), pictures.file, "film/shot_001/1") for _ in range(2)
    )
    for _ in range(3):
        maker.poll(running)
    for job_id in (waiting, running):
        library.tasks.delete(job_id)
    time.sleep(BETWEEN_S * 1.5)
    assert library.tasks.retrieve(running).status == "CANCELLED"
    time.sleep(BETWEEN_S * 1.5)
    paid, refunded = maker.poll(running), maker.poll(waiting)
    assert (str(paid.cost), str(refunded.cost)) == ("0.10", "0.00")
    assert billed(runway.folder) == paid.cost
    library.tasks.delete(running)
    time.sleep(BETWEEN_S * 1.5)
    with pytest.raises(runwayml.NotFoundError):
        library.tasks.retrieve(running)


def test_the_librarys_own_retries_would_pay_twice_where_the_adapter_does_not(
    runway: Runway, library: Any, tmp_path: Path
):
    pictures, maker = Pictures(tmp_path), adapter(runway, "gen4_turbo")
    request = video_request(pictures, 2.0)
    runway.behave(Behaviour(faults=(Fault(where="submit", how="drop-after"),)))
    with pytest.raises(UnknownOutcome):
        maker.submit(request, pictures.file, "film/shot_001/1")
    assert runway.books.did["take"] == 1
    runway.behave(Behaviour(faults=(Fault(where="submit", how="drop-after"),)))
    library.with_options(max_retries=2).image_to_video.create(**theirs(maker.body(request, pictures.file)))
    assert runway.books.did["take"] == 3, "the trap that the facts name"


def test_a_request_without_runways_version_is_refused(runway: Runway):
    answer = httpx.get(f"{runway.api}/v1/organization", headers={"Authorization": f"Bearer {KEY}"})
    assert answer.status_code == 400
