"""An engine whose work is watched, and the door for agents beside it over HTTP."""

from collections.abc import Iterator

import pytest

from infra.settings import Settings
from tests.kit.agents import AgentDesk
from tests.kit.engine import commands
from workers.engine import attached, ensure_engine, stop_engine


@pytest.fixture(scope="package")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AgentDesk]:
    desk = AgentDesk(tmp_path_factory.mktemp("agents"))
    settings = Settings(home=desk.home)
    with attached(settings):
        ensure_engine(settings, worker_commands=commands(desk.home / "journal"))
        with desk.serving():
            yield desk
    stop_engine(settings)
