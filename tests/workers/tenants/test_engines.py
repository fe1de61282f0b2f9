"""Without a server of one's own each tenant has an engine of its own, whose processes have its keys and nobody else's."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from infra.settings import load_settings
from workers.engine import attached, ensure_engine, stop_engine
from workers.engine_files import read_state

pytestmark = pytest.mark.ops

ENTER = """
import json, os
from infra.settings import load_settings, variables
from infra.temporal import cluster_config
from workers.engine import enter_home
settings = enter_home(load_settings(), "127.0.0.1:7777")
config = cluster_config(settings)
print(json.dumps([str(settings.home), settings.tenant, config["target_host"], config.get("namespace", "default"),
                  variables(["FAL_KEY", "ELEVENLABS_API_KEY"]), os.environ.get("ELEVENLABS_API_KEY")]))
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two tenants of a home, where the process itself has keys too."""
    for name in [name for name in os.environ if name.startswith(("LONGTAKE_", "TEMPORAL_"))]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LONGTAKE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ELEVENLABS_API_KEY", "the-operators-own")
    (tmp_path / ".env").write_text("FAL_KEY=the-operators-own\n")
    (tmp_path / "home").mkdir()
    for name in ("acme", "globex"):
        (tmp_path / "home" / f"{name}.env").write_text(f"FAL_KEY=of-{name}\n")
    (tmp_path / "home" / "tenants.toml").write_text(
        '[acme]\nenv = "acme.env"\n[globex]\nenv = "globex.env"\n'
    )
    return tmp_path / "home"


def environment_of(pid: int) -> dict[str, str]:
    pairs = Path(f"/proc/{pid}/environ").read_text().split("\0")
    return dict(pair.split("=", 1) for pair in pairs if "=" in pair)


def test_engines_of_two_tenants_share_neither_a_server_nor_a_key(home: Path) -> None:
    tenants = [load_settings(name) for name in ("acme", "globex")]
    addresses = []
    try:
        for settings in tenants:
            with attached(settings):
                addresses.append(ensure_engine(settings).address)
            state = read_state(settings)
            assert state is not None
            for pid in (state.supervisor.pid, *(child.pid for child in state.children.values())):
                said = environment_of(pid)
                assert said["LONGTAKE_HOME"] == str(home / "tenants" / settings.tenant)
                assert "the-operators-own" not in said.values()
                assert said["FAL_KEY"] == f"of-{settings.tenant}"
        assert len(set(addresses)) == 2
    finally:
        for settings in tenants:
            stop_engine(settings)


def test_a_worker_beside_a_tenants_engine_is_one_of_its_home(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LONGTAKE_TENANT", "globex")
    (home / "tenants" / "globex").mkdir(parents=True)  # whoever starts an engine has made its home
    ended = subprocess.run([sys.executable, "-P", "-c", ENTER], capture_output=True, text=True, check=True)
    assert json.loads(ended.stdout) == [
        *(str(home / "tenants" / "globex"), "", "127.0.0.1:7777", "default"),
        *({"FAL_KEY": "of-globex"}, None),
    ]
