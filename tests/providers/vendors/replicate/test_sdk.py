"""Replicate's own library certifies the double: it completes the job that the adapter does, with the same input."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from models.errors import UnknownOutcome
from providers.vendors.endpoints.table import Endpoints
from providers.vendors.replicate.adapter import ReplicateImages
from tests.kit.vendors.contract import Pictures, client_of, completed, image_request
from tests.kit.vendors.manners import KEY, Behaviour, Fault
from tests.kit.vendors.replicate import Replicate, signed
from tests.kit.vendors.replicate_models import VERSIONS


@pytest.fixture
def replicate(tmp_path: Path) -> Iterator[Replicate]:
    with Replicate(tmp_path / "replicate") as double:
        yield double


@pytest.fixture
def library(replicate: Replicate, monkeypatch: pytest.MonkeyPatch) -> Any:
    from replicate.client import Client

    monkeypatch.setenv("REPLICATE_POLL_INTERVAL", "0.01")
    return Client(api_token=KEY, base_url=replicate.api)


def adapter(replicate: Replicate, name: str) -> ReplicateImages:
    endpoint = Endpoints.load().find("image", f"replicate/{name}")
    assert endpoint is not None
    return ReplicateImages(client_of("replicate", replicate.api), endpoint)


@pytest.mark.parametrize(
    ("name", "references"), [("black-forest-labs/flux-schnell", 0), ("google/nano-banana-pro", 2)]
)
def test_replicates_own_library_completes_the_same_job_as_the_adapter(
    replicate: Replicate, library: Any, tmp_path: Path, name: str, references: int
):
    maker, pictures = adapter(replicate, name), Pictures(tmp_path)
    request = image_request(pictures, references)
    ours = completed(maker, request, pictures, tmp_path / "ours")
    replicate.behave(Behaviour(polls=2))
    prediction = library.models.predictions.create(
        model=name, input=maker.body(request, pictures.file), webhook="https://hooks.example/x",
        webhook_events_filter=["start", "completed"],
    )  # fmt: skip
    assert prediction.status == "starting"
    prediction.wait()
    assert prediction.status == "succeeded"
    url = prediction.output[0] if isinstance(prediction.output, list) else prediction.output
    assert httpx.get(url).content == ours.path.read_bytes()
    first, second = replicate.books.jobs.values()
    assert first["asked"] == second["asked"]
    assert first["usd"] == second["usd"]


def test_the_library_asks_a_model_that_is_not_official_by_its_version_and_reads_its_end(
    replicate: Replicate, library: Any
):
    version = next(key for key, name in VERSIONS.items() if name == "somebody/sketches")
    assert library.models.get("somebody", "plain").owner == "somebody"
    prediction = library.predictions.create(version=version, input={"text": "A boat", "shape": "1:1"})
    prediction.wait()
    assert prediction.metrics == {"predict_time": 1.5}
    replicate.behave(Behaviour(faults=(Fault(where="job", how="fail"),)))
    failed = library.predictions.create(version=version, input={"text": "A boat"})
    failed.wait()
    assert (failed.status, failed.error) == ("failed", "CUDA out of memory")
    canceled = library.predictions.cancel(
        library.predictions.create(version=version, input={"text": "A boat"}).id
    )
    assert canceled.status == "canceled"


def test_the_library_cannot_read_a_job_that_was_aborted_where_the_adapter_can(
    replicate: Replicate, library: Any, tmp_path: Path
):
    name, pictures = "black-forest-labs/flux-schnell", Pictures(tmp_path)
    replicate.behave(Behaviour(faults=(Fault(where="job", how="aborted", times=2),)))
    maker = adapter(replicate, name)
    request = image_request(pictures)
    state = maker.poll(maker.submit(request, pictures.file, "film/shot_001/1"))
    assert state.status == "failed"
    assert state.cost == 0
    body = maker.body(request, pictures.file)
    prediction = library.models.predictions.create(model=name, input=body)
    with pytest.raises(ValueError, match="status"):
        prediction.wait()


def test_neither_the_library_nor_the_adapter_asks_twice_when_an_answer_is_lost(
    replicate: Replicate, library: Any, tmp_path: Path
):
    name, pictures = "black-forest-labs/flux-schnell", Pictures(tmp_path)
    replicate.behave(Behaviour(faults=(Fault(where="submit", how="drop-after", times=2),)))
    maker = adapter(replicate, name)
    request = image_request(pictures)
    with pytest.raises(UnknownOutcome):
        maker.submit(request, pictures.file, "film/shot_001/1")
    with pytest.raises(httpx.HTTPError):
        library.models.predictions.create(model=name, input=maker.body(request, pictures.file))
    assert replicate.books.did["take"] == 2


def test_the_library_believes_the_notices_of_the_double(replicate: Replicate, library: Any):
    from replicate.webhook import Webhooks

    body = b'{"id": "rep1"}'
    secret = library.webhooks.default.secret()
    Webhooks.validate(
        headers=signed(body, "msg_1", time.time()), body=body.decode(), secret=secret, tolerance=60
    )
