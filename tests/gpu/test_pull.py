"""Weights fetched by the hub's own client from a hub over a socket: only what is needed, and on from where it stopped."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.gpu.kit.hub import COMMIT, Hub, hub_of
from tests.kit.small_weights import TAKEN, names_in, repository

pytestmark = pytest.mark.gpu

ROOT = Path(__file__).parents[2]
SDXL = "stabilityai/stable-diffusion-xl-base-1.0"
PULL = [sys.executable, "-P", "-m", "studio", "models", "pull", "sdxl"]
Pull = Callable[[], "subprocess.CompletedProcess[str]"]


@pytest.fixture
def hub() -> Iterator[Hub]:
    with hub_of({SDXL: repository(bytes(range(256)) * 4000)}) as found:
        yield found


@pytest.fixture
def pull(hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pull:
    """`longtake models pull sdxl` in a process of its own, which reads the hub's address when it starts."""
    monkeypatch.setenv("HF_ENDPOINT", hub.url)
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    monkeypatch.setenv("HF_HUB_DISABLE_TELEMETRY", "1")
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    monkeypatch.setenv("LONGTAKE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))

    def pull() -> "subprocess.CompletedProcess[str]":
        return subprocess.run(PULL, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)

    return pull


def names_of_whole_files(weights: Path) -> set[str]:
    """What the hub's client has written down as whole: it does so after a file is in its place, so that a
    kill between the two has it fetched again.
    """
    kept = [path for path in weights.glob("*/.cache/huggingface/download") if path.is_dir()]
    return {
        str(note.relative_to(folder).with_suffix(""))
        for folder in kept
        for note in folder.rglob("*.metadata")
        if note.read_text(encoding="utf-8").count("\n") >= 3
    }


def test_only_what_the_model_is_loaded_from_is_fetched(hub: Hub, pull: Pull, tmp_path: Path) -> None:
    ran = pull()
    assert ran.returncode == 0, ran.stderr
    assert names_in(tmp_path / "home" / "weights" / "sdxl") == TAKEN
    assert [path.name for path in (tmp_path / "home" / "weights").iterdir()] == ["sdxl"]
    assert not [
        line
        for line in hub.asked
        if line.startswith("GET") and line.endswith((".bin", ".onnx", "_1.0.safetensors"))
    ]
    assert "1 MB  vae/diffusion_pytorch_model.safetensors" in ran.stderr
    assert "in 7 files." in ran.stderr
    hub.asked.clear()
    assert "were here before" in pull().stdout
    assert hub.asked == []


def test_a_pull_that_is_killed_leaves_nothing_in_the_place_and_goes_on(
    hub: Hub, pull: Pull, tmp_path: Path
) -> None:
    hub.holds = "vae/diffusion_pytorch_model.safetensors"
    process = subprocess.Popen(PULL, cwd=tmp_path, stderr=subprocess.DEVNULL)
    assert hub.held.wait(60)
    weights = tmp_path / "home" / "weights"
    others = set(TAKEN) - {hub.holds}
    deadline = time.monotonic() + 60
    while not others <= (whole := names_of_whole_files(weights)) and time.monotonic() < deadline:
        time.sleep(0.02)
    process.kill()
    process.wait()
    assert whole == others
    hub.holds = ""
    hub.free.set()
    place = weights / "sdxl"
    assert not place.exists()
    hub.asked.clear()
    again = pull()
    assert again.returncode == 0, again.stderr
    assert names_in(place) == TAKEN
    fetched = {line.partition(f"{COMMIT}/")[2] for line in hub.asked if line.startswith("GET")}
    assert whole.isdisjoint(fetched), "what is whole is not fetched again"


def test_a_hub_that_is_closed_is_not_there_or_has_nothing_is_said_in_one_sentence(
    hub: Hub, pull: Pull
) -> None:
    hub.gated = True
    ran = pull()
    assert (ran.returncode, "set HF_TOKEN to a token of yours" in ran.stderr) == (2, True), ran.stderr
    hub.gated = False
    hub.repositories = {}
    ran = pull()
    assert (ran.returncode, f"There is no repository '{SDXL}' at the hub" in ran.stderr) == (2, True), (
        ran.stderr
    )


def test_without_a_network_one_sentence_says_what_to_do(pull: Pull, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("HF_ENDPOINT", "http://127.0.0.1:9"), ("HF_HUB_OFFLINE", "1")):
        monkeypatch.setenv(name, value)
        ran = pull()
        assert ran.returncode == 1, ran.stderr
        assert "The hub does not answer, so the weights of sdxl cannot be fetched" in ran.stderr
        assert "Traceback" not in ran.stderr
