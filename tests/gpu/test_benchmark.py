"""The benchmark of a card runs to its end on the CPU with tiny models, and its full-size models are those that are meant."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks import gpu
from benchmarks.cards.ablation import ablation, trials
from benchmarks.cards.clock import Budget, Clock
from benchmarks.cards.material import built, params_of, read_models
from benchmarks.cards.results import markdown, targets_of
from benchmarks.cards.shots import paired, plain_took

pytestmark = pytest.mark.gpu

ROOT = Path(__file__).parents[2]
PARAMS = {"sdxl": 2_567_463_684, "svd": 1_524_623_082, "klein": 3_875_544_576, "wan": 4_999_787_712}
VAES = {"sdxl": 83_653_863, "svd": 97_742_847, "klein": 84_046_115, "wan": 704_688_668}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    out = tmp_path_factory.mktemp("report") / "report.json"
    command = [sys.executable, "-m", "benchmarks.gpu", "--tiny", "--out", str(out)]
    # On a CPU that has much to do MKL takes fewer threads at one time than at another, and then sums up in another order; by the
    # variable of conftest.py it goes by no place in memory either.
    alone = {**os.environ, "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
    done = subprocess.run(
        command, cwd=ROOT, env=alone, capture_output=True, text=True, check=False, timeout=600
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    assert markdown(found) in done.stdout
    return found


def test_every_model_is_measured_beside_plain_diffusers(report):
    assert report["failed"] == {}
    assert report["skipped"] == []
    assert list(report["models"]) == ["sdxl", "svd", "klein", "wan"]
    assert report["bf16_tflops"] > 0
    assert {"card", "driver", "torch", "cuda", "diffusers", "python", "date"} <= set(report["about"])
    for name, facts in report["models"].items():
        assert facts["failed"] == {}, name
        assert facts["sources"]
        for shot in facts["shots"]:
            assert shot["plain_s"] > 0
            assert shot["times"] == pytest.approx(shot["plain_s"] / shot["ours_s"])
    assert [shot["batch"] for shot in report["models"]["sdxl"]["shots"]] == [1, 2]


def test_a_run_that_is_broken_off_goes_on_bit_for_bit(report):
    for name, facts in report["models"].items():
        resumed = facts["resume"]
        assert resumed["same"], name
        assert resumed["finite"]
        assert 0 < resumed["step"] < resumed["steps"]
        assert resumed["bytes"] > 0


def test_errors_checkpoints_and_idle_cards_are_told(report):
    for facts in report["models"].values():
        assert facts["error"] == {"ours_to_eager": 0.0, "ours_to_fp32": 0.0, "eager_to_fp32": 0.0}
        assert {"without_s", "with_s", "share"} <= set(facts["checkpoints"])
    assert report["models"]["sdxl"]["gap"]["shots"] == 4
    assert "gap" not in report["models"]["wan"]


def test_tiny_models_are_measured_against_no_target(report):
    assert report["targets"] == []
    assert "says nothing about speed" in markdown(report)
    met = targets_of({"sdxl": {**report["models"]["sdxl"], "targets": {"seconds": 1.47, "times": 1.8}}})
    assert [target["what"] for target in met] == [
        "sdxl: seconds",
        "sdxl: times eager",
        "sdxl: checkpoints",
        "sdxl: idle between shots",
    ]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    def ask(*flags: str) -> None:
        monkeypatch.setattr("sys.argv", ["gpu.py", *flags])
        gpu.main()

    return ask


def test_what_does_not_fit_into_the_time_is_skipped_and_named(asked, tmp_path: Path, capsys):
    out = tmp_path / "report.json"
    asked("--tiny", "--only", "wan,klein", "--seconds", "0", "--out", str(out))
    assert "skipped wan: about 1 s, and 0 s were left" in capsys.readouterr().out
    assert len(json.loads(out.read_text(encoding="utf-8"))["skipped"]) == 2


def test_an_unknown_model_is_said_in_a_sentence(asked):
    with pytest.raises(
        SystemExit, match=r"^There is no model dalle here: there are sdxl, svd, klein, wan\.$"
    ):
        asked("--tiny", "--only", "dalle")


def test_a_machine_without_a_card_is_said_in_a_sentence(asked, monkeypatch):
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    with pytest.raises(SystemExit, match=r"^There is no CUDA device here, and"):
        asked("--only", "sdxl")


def test_parts_of_the_speed_are_tried_one_on_top_of_the_other(tmp_path: Path):
    model = read_models(tiny=True)["wan"]
    titles = [trial.title for trial in trials(model.open.speed)]
    assert titles[:3] == ["+ attention: cudnn", "+ fused: true", "+ compiled: WanTransformerBlock"]
    pair = paired(model, Clock("cpu"), tmp_path)
    budget = Budget(50.0)
    rows = ablation(pair, plain_took(pair).seconds, budget)
    assert [row["what"] for row in rows] == titles[:2]
    assert all(row["error"] < 1e-5 for row in rows)
    assert len(budget.skipped) == len(titles) - 2


@pytest.mark.parametrize("name", list(PARAMS))
def test_a_full_size_model_has_as_many_weights_as_the_real_one(name):
    model = read_models()[name]
    assert params_of(built(model.parts[model.network], "meta")) == PARAMS[name] == model.params
    assert params_of(built(model.parts["vae"], "meta")) == VAES[name]
