"""Films whose keys somebody lacks, or a service keeps: they wait, and are not ended as if nobody could read them."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from temporalio.api.common.v1 import Payload
from temporalio.client import Client, WorkflowFailureError
from temporalio.common import RawValue

from infra.engine.server import TemporalServer
from infra.payloads.key_file import create
from infra.payloads.keys import _unwrapped
from infra.payloads.unreadable import ENCRYPTED
from infra.settings import Settings
from infra.storage import open_store
from infra.temporal import connect, local_config
from models.errors import KeysAway
from models.film.start import FilmRequest
from tests.kit.migrated import migrated
from tests.kit.providers import watched_registry
from tests.kit.studio import StudioKit, short_shots, studio_of
from tests.kit.vendors.aws_kms import ALIAS, AwsKmsDouble
from workers.composition import build_workers, build_workshop
from workers.interceptors import keyless

pytestmark = pytest.mark.ops


@asynccontextmanager
async def films_alone(address: str, settings: Settings) -> AsyncIterator[Client]:
    """Workers of films' workflows, and of nothing else."""
    client = await connect(open_store(settings), local_config(address), settings.encryption_keys)
    settings.home.mkdir(parents=True, exist_ok=True)
    migrated(settings.home / "longtake.db")
    registry = watched_registry(settings.home / "journal")
    async with AsyncExitStack() as stack:
        for worker in build_workers(client, settings, ("film",), registry, build_workshop(settings)):
            await stack.enter_async_context(worker)
        yield client


async def test_a_film_waits_for_a_worker_that_has_its_keys_and_says_what_is_missing(
    server: TemporalServer, tmp_path: Path, film: str
) -> None:
    create(tmp_path / "keys", "first")
    blind = Settings(home=tmp_path / "home")
    sighted = Settings(home=tmp_path / "home", encryption_keys=tmp_path / "keys")
    client = await connect(open_store(sighted), local_config(server.address), sighted.encryption_keys)
    kit = StudioKit(client, sighted)
    async with films_alone(server.address, blind):
        await kit.start(FilmRequest(brief=short_shots("a quay", "a boat")), film)
        view = await kit.until(film, lambda view: bool(view.waiting), within_s=180)
        assert view.waiting == (
            "It cannot go on: A worker lacks its keys: it is encrypted, and LONGTAKE_ENCRYPTION_KEYS is not set where it "
            f"was to be read. It is tried again by itself; `longtake cancel {film}` ends it."
        )
    async with studio_of(server.address, sighted) as studio:
        view = await studio.until(
            film, lambda view: view.stage == "approval" and view.board == 1, within_s=240
        )
        assert view.waiting == "" or "approv" in view.waiting


async def test_what_is_only_marked_as_encrypted_ends_after_its_time_and_is_not_tried_for_ever(
    server: TemporalServer, tmp_path: Path, film: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyless, "WAITED_FOR", timedelta(seconds=2))
    garbage = RawValue(Payload(metadata={"encoding": ENCRYPTED, "key-id": b"x"}, data=b"garbage"))
    async with studio_of(server.address, Settings(home=tmp_path / "home")) as studio:
        begun = await studio.client.start_workflow("FilmWorkflow", garbage, id=film, task_queue="film")
        with pytest.raises(WorkflowFailureError) as failed:
            await begun.result()
        assert "The film's request cannot be read: it is encrypted, and LONGTAKE_ENCRYPTION_KEYS" in str(
            failed.value.cause
        )


async def test_a_film_of_keys_at_a_service_outlasts_its_absence_and_the_service_is_asked_a_few_times(
    server: TemporalServer, tmp_path: Path, film: str, kms: AwsKmsDouble
) -> None:
    create(tmp_path / "keys", "first", ALIAS)
    settings = Settings(home=tmp_path / "home", encryption_keys=tmp_path / "keys")
    async with studio_of(server.address, settings) as studio:
        await studio.at_gate(short_shots("a quay at quaxmoor", "a boat"), film)
        # Somebody else, with a data key of their own, decides, and then the service is away.
        other = await connect(open_store(settings), local_config(server.address), settings.encryption_keys)
        kms.manner = "away"
        asked = len(kms.calls)
        await other.get_workflow_handle(film).signal("approve_storyboard", {"board": 1, "by": "ann"})
        _unwrapped.cache_clear()  # as in another process
        with pytest.raises(KeysAway, match="cannot answer now"):
            await connect(open_store(settings), local_config(server.address), settings.encryption_keys)
        with pytest.raises(KeysAway, match="cannot answer now"):
            await StudioKit(other, settings).view(film)
        view = await studio.until(film, lambda view: "AWS KMS" in view.waiting, within_s=180)
        assert "It cannot go on: AWS KMS, which has the key" in view.waiting
        assert len(kms.calls) - asked < 60, "nobody asks it in a loop"
        kms.manner = "well"
        view = await studio.until(film, lambda view: view.ended, within_s=240)
        assert (view.stage, view.decisions[-1].decision.by) == ("finished", "ann")
        history = await studio.client.get_workflow_handle(film).fetch_history()
        assert not any(b"quaxmoor" in event.SerializeToString() for event in history.events)
    assert kms.calls.count("Decrypt") < 30
