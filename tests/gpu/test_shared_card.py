"""One card's worker for two tenants: they share what runs on it, and nothing that it makes."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from infra.settings import load_settings
from infra.storage import open_store
from infra.temporal import cluster_config, connect
from models.brief import Brief
from tests.gpu.kit.tiny_parts import TinyShelf
from tests.gpu.kit.tiny_sdxl import sdxl
from tests.kit.small_pictures import small_pictures
from tests.kit.studio import StudioKit, end_all, short_shots
from tests.kit.tenants import NAMES, make_namespace
from workers.composition import DEFAULT_LABELS, build_workers, build_workshop
from workers.registry import build_registry

pytestmark = pytest.mark.gpu

STEPS = 12


def brief() -> Brief:
    return short_shots("a quay").model_copy(update={"casting": {"image": "sdxl"}})


@pytest.fixture
async def both(
    tmp_path: Path, address: str, tiny: TinyShelf, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[list[StudioKit]]:
    """Two tenants, each with workers of its own for everything but cards, and one worker of a card for both."""
    for name in [name for name in os.environ if name.startswith(("LONGTAKE_", "TEMPORAL_"))]:
        monkeypatch.delenv(name)
    home = tmp_path / "home"
    home.mkdir()
    (home / "all-models.toml").write_text(
        f'[open-models.sdxl]\nsource = "{tiny.of(sdxl)}"\nsizes = {{ step = 8, pixels = 4096 }}\nsteps = {STEPS}\n'
    )
    tables = [f'[{name}]\nnamespace = "{name}-card-{os.getpid()}"\n' for name in NAMES]
    (home / "tenants.toml").write_text("".join(tables))
    said = {"LONGTAKE_HOME": home, "LONGTAKE_MODELS": home / "all-models.toml", "TEMPORAL_ADDRESS": address}
    for name, value in said.items():
        monkeypatch.setenv(name, str(value))
    monkeypatch.chdir(tmp_path)
    async with AsyncExitStack() as stack:
        stack.enter_context(small_pictures())
        kits = []
        for name in NAMES:
            await make_namespace(address, f"{name}-card-{os.getpid()}")
            settings = load_settings(name)
            settings.home.mkdir(parents=True)
            config = cluster_config(settings)
            assert config is not None
            kit = StudioKit(await connect(open_store(settings), config), settings)
            workers = build_workers(
                kit.client, settings, DEFAULT_LABELS, build_registry(settings), build_workshop(settings)
            )
            for worker in workers:
                await stack.enter_async_context(worker)
            stack.push_async_callback(end_all, kit.client)
            kits.append(kit)
        command = ("worker", "gpu", "--all-tenants", "--allow-cpu")
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "tests.gpu.kit.watched_worker", str(tmp_path / "steps"), *command],
            cwd=tmp_path,
        )
        stack.callback(process.wait)
        stack.callback(process.kill)
        yield kits


async def test_a_card_that_two_share_draws_for_each_what_the_other_has_already(
    both: list[StudioKit], tmp_path: Path
) -> None:
    def steps() -> int:
        journal = tmp_path / "steps"
        return len(journal.read_text().split()) if journal.exists() else 0

    acme, globex = [await kit.make(brief(), "shared", stop_at="storyboard") for kit in both]
    assert steps() == 2 * STEPS
    pictures = [film.shots[0].keyframe for film in (acme, globex)]
    assert pictures[0] is not None and pictures[1] is not None
    assert pictures[0].blob == pictures[1].blob  # alike, and each in its own store
    assert [kit.store.holds(pictures[0].blob) for kit in both] == [True, True]
    await both[0].make(brief(), "again", stop_at="storyboard")
    assert steps() == 2 * STEPS


def test_a_tenant_with_weights_of_its_own_shares_no_card(tmp_path: Path) -> None:
    (tmp_path / "tenants.toml").write_text('[acme]\n[globex]\nweights = "own"\n')
    environment = os.environ | {
        "LONGTAKE_HOME": str(tmp_path),
        "LONGTAKE_TENANT": "",
        "TEMPORAL_ADDRESS": "127.0.0.1:1",
    }
    ended = subprocess.run(
        [sys.executable, "-P", "-m", "studio", "worker", "gpu", "--all-tenants", "--allow-cpu"],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 2
    assert "The tenant globex has weights of its own" in ended.stderr
