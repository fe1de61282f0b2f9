"""Fixtures: one real Temporal server for the session, a studio for a test."""

import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import settings as examples

from infra.engine.server import TemporalServer
from infra.settings import Settings
from tests.kit.fuzz import TIMES
from tests.kit.studio import StudioKit, studio_at
from workers.engine_files import prepare_home

pytest_plugins = [
    "tests.kit.databases",
    "tests.kit.object_stores",
    "tests.kit.vendors.aws_kms",
    "tests.kit.chaos.seed",
]

# A machine that stalls is no fault of an example, and what fails once fails again; `make fuzz` draws others each time.
examples.register_profile("settled", deadline=None, derandomize=TIMES == 1)
examples.load_profile("settled")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell has what it begins in the background ignore Ctrl-C, and so would every command that a test starts.
    signal.signal(signal.SIGINT, signal.default_int_handler)

LONGEST_FIRST = (
    "workers/tenants/test_nothing_crosses.py",
    "workflows/test_real_model.py",
    "chaos/test_mixed_films.py",
    "chaos/test_kills.py",
    "chaos/test_pay_once.py",
    "studio/cli/commands/test_verbs.py",
    "workflows/test_retakes.py",
    "workflows/test_deploys.py",
    "workflows/test_hosted.py",
    "workflows/test_film.py",
    "workflows/test_bible.py",
    "workflows/test_lines.py",
    "workflows/test_reels.py",
    "studio/cli/commands/test_storyboard.py",
    "studio/cli/commands/test_retakes.py",
    "workflows/test_reel_retakes.py",
    "studio/mcp/test_tools.py",
    "studio/mcp/test_paid.py",
    "studio/mcp/test_people.py",
    "studio/mcp/test_refusals.py",
    "workflows/test_storyboard_gate.py",
    "studio/cli/commands/test_scenario.py",
    "workflows/story/test_stretches.py",
    "workflows/test_killed_reels.py",
    "studio/cli/commands/test_bible.py",
    "workflows/test_written_by_models.py",
    "workflows/test_unknown_jobs.py",
    "workflows/test_spending.py",
    "studio/cli/commands/test_reels.py",
    "security/test_every_end.py",
    "workflows/test_turns.py",
    "workflows/test_waits.py",
    "workflows/test_limits_of_a_key.py",
    "workflows/test_long_film.py",
    "activities/cut/sound/test_film_sound.py",
    "workflows/test_premium.py",
    "workers/test_supervisor.py",
)
"""Modules with tests that take many seconds each. A worker takes over the end of what another has before it."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest modules come first, so that what is left at the end is short and no worker ends alone."""
    rank = {module: place for place, module in enumerate(LONGEST_FIRST)}
    root = Path(__file__).parent
    items.sort(key=lambda item: rank.get(item.path.relative_to(root).as_posix(), len(rank)))


@pytest.fixture(scope="session")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[TemporalServer]:
    """A real server, shared by the tests that do not kill it."""
    settings = Settings(home=tmp_path_factory.mktemp("server"))
    prepare_home(settings)
    server = TemporalServer(settings)
    with pytest.MonkeyPatch.context() as patch:
        # Without it no test of this process runs, however slow the machine is.
        patch.setattr("infra.engine.server._READY_WITHIN_S", 120.0)
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
