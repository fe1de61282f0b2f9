"""A run that is broken off goes on from its last step, and gives what it would have given."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from providers.open_models.resume import Work, resumed, standing
from tests.gpu.kit.at_work import DyingAt, KeptInFolder, Killed, bay_at, bench_at, tiny_model
from tests.gpu.kit.tiny_parts import TinyShelf
from tests.gpu.kit.tiny_sdxl import sdxl

pytestmark = pytest.mark.gpu

STEPS = 5
CALL = {"prompt": "a boat", "height": 64, "width": 64, "num_inference_steps": STEPS, "output_type": "np"}


@pytest.fixture
def pipeline(tiny: TinyShelf, tmp_path: Path) -> Any:
    with bay_at(tmp_path).at_work(tiny_model("sdxl", tiny.of(sdxl), steps=STEPS), lambda: None) as loaded:
        return loaded.pipeline


def work(tmp_path: Path, kept: KeptInFolder, **other: Any) -> Work:
    return Work("key", 3, bench_at(tmp_path / "into", kept=kept, **other), every_s=0.0)


def pixels(pipeline: Any, work: Work) -> np.ndarray:
    made: np.ndarray = resumed(pipeline, CALL, work).images
    return made


def test_goes_on_from_the_last_step_and_gives_the_same(pipeline: Any, tmp_path: Path) -> None:
    whole = pixels(pipeline, work(tmp_path, KeptInFolder(tmp_path / "a")))
    kept = KeptInFolder(tmp_path / "b")
    with pytest.raises(Killed):
        pixels(pipeline, work(tmp_path, kept, progress=DyingAt(kept, 3)))
    found = standing(work(tmp_path, kept).bench, "key")
    assert found is not None
    assert found.checkpoint.step >= 1
    again = KeptInFolder(tmp_path / "b")
    assert np.array_equal(pixels(pipeline, work(tmp_path, again)), whole)
    assert again.told[0].step == found.checkpoint.step
    assert [told.step for told in again.told] == list(range(found.checkpoint.step, STEPS + 1))


def test_what_is_kept_of_something_else_is_not_gone_on_with(pipeline: Any, tmp_path: Path) -> None:
    kept = KeptInFolder(tmp_path / "a")
    pixels(pipeline, work(tmp_path, kept))
    other = KeptInFolder(tmp_path / "a")
    pixels(pipeline, work(tmp_path, other)._replace(about="another"))
    assert other.told[0].step == 0


def test_the_pipeline_is_as_it_was(pipeline: Any, tmp_path: Path) -> None:
    own, config = pipeline.scheduler, dict(pipeline.config)
    kept = KeptInFolder(tmp_path / "a")
    with pytest.raises(Killed):
        pixels(pipeline, work(tmp_path, kept, progress=DyingAt(kept, 2)))
    pixels(pipeline, work(tmp_path, kept))
    assert pipeline.scheduler is own
    assert dict(pipeline.config) == config
    assert "prepare_latents" not in vars(pipeline)


def test_a_model_that_begins_anew_keeps_nothing_and_says_its_steps(pipeline: Any, tmp_path: Path) -> None:
    kept = KeptInFolder(tmp_path / "a")
    pixels(pipeline, work(tmp_path, kept)._replace(keeps=False))
    assert kept.puts == 0
    assert [told.step for told in kept.told] == list(range(STEPS + 1))


def test_checkpoints_are_about_a_second_apart(pipeline: Any, tmp_path: Path) -> None:
    kept = KeptInFolder(tmp_path / "a")
    pixels(pipeline, work(tmp_path, kept)._replace(every_s=3600.0))
    assert kept.puts == 0


def test_what_is_carried_comes_back(pipeline: Any, tmp_path: Path) -> None:
    import torch

    kept = KeptInFolder(tmp_path / "a")
    pixels(pipeline, work(tmp_path, kept)._replace(carried={"before": torch.arange(4)}))
    found = standing(work(tmp_path, kept).bench, "key")
    assert found is not None
    assert found.carried["before"].tolist() == [0, 1, 2, 3]
