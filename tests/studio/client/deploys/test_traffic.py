"""Where films go, changed by two at once: only what one of them did not want is a conflict."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from temporalio.client import Client

from infra.settings import Settings
from models.errors import BuildRefused
from studio.client.deploys.traffic import make_current, ramp, routing_of
from tests.kit.builds import workers_of
from tests.kit.deploys import NAME, server_of_builds, until_true


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[Client]:
    async with server_of_builds(Settings(home=tmp_path / "home")) as server:
        yield server.client


async def test_a_build_that_somebody_else_has_made_current_is_what_was_wanted_and_another_is_not(
    client: Client,
) -> None:
    async with workers_of(client, "v1", "v2"):

        async def both() -> bool:
            return {"v1", "v2"} <= (await routing_of(client, NAME)).states.keys()

        await until_true(both, "the builds do not come")
        before = await routing_of(client, NAME)
        # The server takes the same once more from the same process alone.
        address = str(client.service_client.config.target_host)
        another = await Client.connect(address, identity="another process")
        first = await make_current(client, before, "v2")
        second = await make_current(another, before, "v2")
        assert (second.current, second.token) == ("v2", first.token)
        with pytest.raises(BuildRefused, match=r"^Somebody else has changed meanwhile"):
            await make_current(client, before, "v1")
        back = await make_current(client, second, "v1")
        parts = [await ramp(each, back, "v2", 20) for each in (client, another)]
        assert [(each.current, each.ramping, each.percentage) for each in parts] == [("v1", "v2", 20)] * 2
        with pytest.raises(BuildRefused, match=r"^Somebody else has changed meanwhile"):
            await ramp(another, back, "v2", 30)
