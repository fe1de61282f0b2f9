"""A server that stands still while builds are looked at or changed: it is named, and not the workers, which ask for work."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest
from temporalio.client import Client
from temporalio.common import WorkerDeploymentVersion

from infra.settings import Settings
from models.errors import NoWorker
from studio.client.deploys.census import film_builds, films_by_version, running_on, workers_by_build
from studio.client.deploys.smoke_film import smoke_film
from studio.client.deploys.traffic import deployments_of, make_current, routing_of
from studio.client.deploys.woken import wake_films
from studio.service.deploys.builds import builds_facts, until_drained
from tests.kit.builds import workers_of
from tests.kit.deploys import NAME, server_of_builds
from tests.kit.standstill import freeze, thaw

_V1 = WorkerDeploymentVersion(NAME, "v1")


async def test_a_server_that_stands_still_is_named_and_no_worker(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("census", "smoke_film", "traffic", "woken"):
        monkeypatch.setattr(f"studio.client.deploys.{module}.SERVER_WITHIN", timedelta(seconds=1))
    async with server_of_builds(Settings(home=tmp_path / "home")) as server, workers_of(server.client, "v1"):
        client = server.client
        before = await routing_of(client, NAME)
        asked: list[Callable[[Client], Awaitable[object]]] = [
            film_builds,
            films_by_version,
            builds_facts,
            wake_films,
            lambda client: wake_films(client, NAME),
            lambda client: running_on(client, _V1),
            lambda client: workers_by_build(client, NAME),
            lambda client: routing_of(client, NAME),
            lambda client: deployments_of(client, "v1"),
            lambda client: make_current(client, before, "v1"),
            lambda client: smoke_film(client, _V1, 60),
            lambda client: until_drained(client, "v1", 0, print),
        ]
        freeze(server.pid)
        try:
            said = await asyncio.gather(*(ask(client) for ask in asked), return_exceptions=True)
        finally:
            thaw(server.pid)
    assert [type(one) for one in said] == [NoWorker] * len(asked), said
    assert {str(one) for one in said} == {
        "The Temporal server did not answer in time: run the command again."
    }
