"""Open models on the command line: listed, brought from a folder, removed; licences listed and accepted."""

import json
from pathlib import Path
from typing import Any

import pytest

from infra.settings import load_settings
from providers.open_models.table import OpenModels
from studio.cli.app import run
from tests.kit.small_weights import TAKEN, names_in, repository, safetensors, write

DREAM = """
[open-models.dream]
kind = "image"
title = "Dream"
pipeline = "StableDiffusionXLPipeline"
source = "somebody/dream"
sizes = {}
memory = [{ vram_gb = 12 }]
licence = { name = "Own" }
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LONGTAKE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TEMPORAL_ADDRESS", "127.0.0.1:1")
    monkeypatch.delenv("LONGTAKE_LICENCES", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home"


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Any:
    """What a command prints as JSON."""

    def told(*words: str, code: int = 0) -> Any:
        assert run([*words, "--json"]) == code
        return json.loads(capsys.readouterr().out)

    return told


def test_every_model_is_listed_with_what_it_needs_and_whether_it_is_here(told: Any, home: Path) -> None:
    listed = {one["name"]: one for one in told("models", "list")["models"]}
    assert list(listed) == [model.name for model in OpenModels.load().all()]
    assert (listed["sdxl"]["state"], listed["sdxl"]["vram_gb"]) == ("not here", [7.0, 12.0])
    assert (listed["svd"]["restricted"], listed["svd"]["accepted"]) == (True, False)
    assert not home.exists(), "to look makes nothing"


def test_weights_are_taken_from_a_folder_whole_and_removed_again(
    told: Any, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = write(tmp_path / "own", repository(b"1" * 1000) | {".git/config": b"x", "notes.md": b"x"})
    assert run(["models", "pull", "sdxl", "--from", str(source)]) == 0
    printed = capsys.readouterr()
    assert f"The weights of sdxl are here: 1 kB in {home}/weights/sdxl." in printed.out
    assert "files." in printed.err
    assert names_in(home / "weights" / "sdxl") == TAKEN
    listed = {one["name"]: one for one in told("models", "list")["models"]}
    assert listed["sdxl"]["state"] == "here"
    assert told("models", "pull", "sdxl")["fetched"] is False, "what is here is not fetched again"
    assert told("models", "rm", "sdxl")["freed_bytes"] > 0
    assert list((home / "weights").iterdir()) == []
    assert run(["models", "rm", "sdxl"]) == 2
    assert "No weights of sdxl are here: there is nothing to remove." in capsys.readouterr().err
    (home / "weights" / ".sdxl.part").mkdir()  # as a pull leaves it that the hub refused
    assert run(["models", "rm", "sdxl"]) == 2
    assert "there is nothing to remove." in capsys.readouterr().err
    assert list((home / "weights").iterdir()) == []


def test_a_single_file_is_a_model_of_ones_own(
    told: Any, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "dream-v2.safetensors").write_bytes(safetensors(name="model.diffusion_model.w"))
    assert run(["models", "pull", "sdxl", "--from", "dream-v2.safetensors"]) == 2
    assert "sdxl is loaded from a folder: give a single file a name of its own" in capsys.readouterr().err
    home.mkdir()
    (home / "models.toml").write_text(DREAM)
    told("models", "pull", "dream", "--from", "dream-v2.safetensors")
    assert names_in(home / "weights") == ["dream.safetensors"]
    listed = {one["name"]: one for one in told("models", "list")["models"]}
    assert listed["dream"]["state"] == "here"
    told("models", "rm", "dream")
    assert names_in(home / "weights") == []


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        (
            {"unet/model.safetensors": safetensors()[:-1]},
            "is cut short, or longer than it says: fetch it again.",
        ),
        ({"unet/model.safetensors": b"no header"}, "is no safetensors file: fetch it again."),
        ({"unet/model.bin": b"x"}, "is a pickle, which can hold a program and is not opened"),
        ({"readme.txt": b"x"}, "holds no weights of sdxl"),
    ],
)
def test_weights_that_are_not_whole_are_refused_and_what_was_there_stays(
    files: dict[str, bytes],
    sentence: str,
    told: Any,
    home: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    told("models", "pull", "sdxl", "--from", str(write(tmp_path / "whole", repository())))
    before = names_in(home)
    assert run(["models", "pull", "sdxl", "--from", str(write(tmp_path / "other", files))]) == 2
    last = capsys.readouterr().err.splitlines()[-1]
    assert sentence in last
    assert str(tmp_path / "other") in last
    assert names_in(home) == before


def test_a_folder_that_is_not_there_and_a_model_that_nobody_knows_are_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["models", "pull", "sdxl", "--from", "/no/such/folder"]) == 2
    assert (
        "There is no folder or file /no/such/folder to take the weights of sdxl from."
        in capsys.readouterr().err
    )
    assert run(["models", "pull", "sdx"]) == 2
    assert "There is no open model 'sdx'. Known: sdxl, flux-schnell" in capsys.readouterr().err


def test_weights_in_a_folder_of_ones_own_are_neither_fetched_nor_removed(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = write(tmp_path / "own", repository())
    home.mkdir()
    (home / "models.toml").write_text(f'[open-models.sdxl]\nsource = "{own}"\n')
    for command in ("pull", "rm"):
        assert run(["models", command, "sdxl"]) == 2
        assert f"The weights of sdxl lie in {own}, as your models.toml says" in capsys.readouterr().err
    assert names_in(own)


def test_a_licence_that_forbids_something_is_accepted_once_and_by_a_variable_for_workers(
    told: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def accepted() -> set[str]:
        return {
            one["name"]
            for one in told("licences", "list")["licences"]
            if one["restricted"] and one["accepted"]
        }

    assert accepted() == set()
    assert run(["licences", "accept", "svd"]) == 0
    assert "which forbids commercial use by whoever earns more than" in capsys.readouterr().out
    assert told("licences", "accept", "svd")["restricted"]
    assert len(load_settings().licences_file.read_text().splitlines()) == 1
    monkeypatch.setenv("LONGTAKE_LICENCES", "musicgen, ltx-2")
    assert accepted() == {"svd", "musicgen", "ltx-2"}
    assert told("licences", "accept", "sdxl")["restricted"] is False, "which nobody has to accept"


@pytest.mark.parametrize("command", ["make", "estimate"])
def test_a_film_by_a_model_whose_licence_nobody_accepted_is_refused_before_anything_starts(
    command: str, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("brief.toml").write_text('prompt = "A keeper finds a door in the sea"\n[casting]\nvideo = "svd"\n')
    assert run([command, "--brief", "brief.toml"]) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith("Stable Video Diffusion XT is under the licence")
    assert line.endswith("`longtake licences accept svd` accepts it.")
    assert not home.exists()
    monkeypatch.setenv("LONGTAKE_LICENCES", "svd")
    assert run(["estimate", "--brief", "brief.toml"]) == 0
