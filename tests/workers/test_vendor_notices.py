"""Notices of the vendors that ship, at an address a vendor: heard once, from the vendor itself, and never much later."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from activities.jobs.records import JobRecord, JobRecords
from infra.database.database import Database
from infra.settings import Settings
from models.orders.requests import ImageRequest
from providers.jobs import Hosted
from providers.registry import Registry
from tests.activities.jobs.test_records import record
from tests.kit.receivers import called
from tests.kit.vendors.contract import Pictures, image_request
from tests.kit.vendors.fal import Fal, tell
from tests.kit.vendors.manners import KEY
from workers.callers import networks
from workers.notices import Notices
from workers.registry import build_registry
from workers.webhooks import Receiver

NAME = "fal/fal-ai/flux/schnell"
REFERENCE = "film/run/shot_001/keyframe/1.1"


@pytest.fixture
def fal(tmp_path: Path) -> Iterator[Fal]:
    with Fal(tmp_path / "fal") as double:
        yield double


@contextmanager
def hearing(registry: Registry, database: Database) -> Iterator[Receiver]:
    with Receiver("127.0.0.1", 0, Notices(registry, database), networks(())) as receiver:
        thread = threading.Thread(target=receiver.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield receiver
        finally:
            receiver.shutdown()
            thread.join()


@pytest.fixture
def registry(fal: Fal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Registry:
    """What a worker has that knows where it can be called."""
    monkeypatch.setenv("FAL_KEY", KEY)
    monkeypatch.setenv("FAL_BASE_URL", fal.address)
    return build_registry(Settings(home=tmp_path / "home", webhooks_url="https://films.example/hooks"))


def submitted(registry: Registry, records: JobRecords, tmp_path: Path) -> JobRecord:
    """A picture that fal was asked for."""
    maker, pictures = registry.find("image", NAME), Pictures(tmp_path)
    assert isinstance(maker, Hosted)
    request: ImageRequest = image_request(pictures)
    job_id = maker.submit(request, pictures.file, REFERENCE)
    return records.open(
        record(REFERENCE).model_copy(update={"provider": NAME, "state": "submitted", "job_id": job_id})
    )


def test_fal_is_told_to_call_at_the_public_address_and_its_call_is_heard_once(
    registry: Registry, fal: Fal, database: Database, tmp_path: Path
) -> None:
    records = JobRecords(database)
    job = submitted(registry, records, tmp_path)
    hook = fal.books.jobs[job.job_id]["hook"]
    assert hook.startswith("https://films.example/hooks/jobs/fal?reference=")
    with hearing(registry, database) as receiver:
        assert receiver.notices.vendors == ("fal",)
        # The proxy that a person has before the receiver leads its own address there.
        fal.books.jobs[job.job_id]["hook"] = f"{receiver.address}/jobs/fal?{urlsplit(hook).query}"
        assert tell(fal, job.job_id, at=time.time() - 3600) == 401
        assert called(records, [REFERENCE]) == []
        assert tell(fal, job.job_id) == 200
        assert called(records, [REFERENCE]) == [REFERENCE]
        assert tell(fal, job.job_id) == 200
    assert records.find(REFERENCE) == job


def test_of_the_notice_of_one_job_nobody_makes_that_of_another(
    registry: Registry, fal: Fal, database: Database, tmp_path: Path
) -> None:
    records = JobRecords(database)
    job = submitted(registry, records, tmp_path)
    other = records.open(record().model_copy(update={"provider": NAME, "state": "unknown"}))
    query = urlsplit(fal.books.jobs[job.job_id]["hook"]).query
    with hearing(registry, database) as receiver:
        forged = query.replace(REFERENCE.replace("/", "%2F"), other.reference.replace("/", "%2F"))
        assert forged != query
        fal.books.jobs[job.job_id]["hook"] = f"{receiver.address}/jobs/fal?{forged}"
        assert tell(fal, job.job_id) == 401
    assert records.find(other.reference) == other


def test_without_a_public_address_no_call_is_asked_for(
    fal: Fal, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAL_KEY", KEY)
    monkeypatch.setenv("FAL_BASE_URL", fal.address)
    registry = build_registry(Settings(home=tmp_path / "home"))
    job = submitted(registry, JobRecords(database), tmp_path)
    assert fal.books.jobs[job.job_id]["hook"] == ""
