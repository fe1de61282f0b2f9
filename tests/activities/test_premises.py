"""Who serves a queue, as a worker sees it whose clock is not the server's."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from temporalio.testing import ActivityEnvironment

from activities.premises.activity import Premises
from tests.kit.deploys import until_true
from tests.kit.studio import StudioKit


@pytest.mark.parametrize(("by_server", "here"), [(timedelta(hours=-1), True), (timedelta(hours=1), False)])
async def test_who_serves_a_queue_goes_by_the_servers_clock(
    studio: StudioKit, by_server: timedelta, here: bool
) -> None:
    premises = Premises(studio.client, "", asyncio.get_running_loop())

    async def served_at(moment: datetime) -> bool:
        environment = ActivityEnvironment()
        environment.info = replace(environment.info, started_time=moment)
        return bool(await asyncio.to_thread(environment.run, premises.serves, "cpu"))

    await until_true(lambda: served_at(datetime.now(UTC)), "nobody serves the queue")
    assert await served_at(datetime.now(UTC) + by_server) is here
