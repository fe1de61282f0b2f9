"""Fixtures: one real Temporal server for the session, a studio for a test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from infra.engine.server import TemporalServer
from infra.settings import Settings
from tests.kit.studio import StudioKit, studio_at
from workers.engine_files import prepare_home

pytest_plugins = ["tests.kit.databases", "tests.kit.object_stores"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest come first, so that no worker ends alone with one of them."""
    items.sort(key=lambda item: "test_real_model" not in item.nodeid)


@pytest.fixture(scope="session")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[TemporalServer]:
    """A real server, shared by the tests that do not kill it."""
    settings = Settings(home=tmp_path_factory.mktemp("server"))
    prepare_home(settings)
    server = TemporalServer(settings)
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def studio(server: TemporalServer, tmp_path: Path) -> AsyncIterator[StudioKit]:
    """A studio of one's own on the shared server, with watched providers."""
    async with studio_at(server.address, tmp_path / "home") as kit:
        yield kit


@pytest.fixture
def film(tmp_path: Path) -> str:
    """A film's id that no other test uses."""
    return tmp_path.name


@pytest.fixture
def address(server: TemporalServer) -> str:
    """Where the shared server listens."""
    return server.address
