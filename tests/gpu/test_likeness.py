"""CLIP compares pictures with each other and with words."""

import math
from pathlib import Path

import pytest
from PIL import Image

from models.errors import BadInput
from providers.open_models.pictures.likeness import OpenLikeness
from tests.gpu.kit.at_work import bay_at, tiny_model
from tests.gpu.kit.tiny_clip import clip
from tests.gpu.kit.tiny_parts import TinyShelf

pytestmark = pytest.mark.gpu


def picture(folder: Path, name: str, colour: str) -> Path:
    file = folder / f"{name}.png"
    Image.new("RGB", (64, 48), colour).save(file)
    return file


def untold(share: float) -> None:
    return


def test_the_same_picture_is_as_alike_as_can_be_and_vectors_have_the_length_one(
    tiny: TinyShelf, tmp_path: Path
) -> None:
    comparer = OpenLikeness(tiny_model("clip", tiny.of(clip), steps=0), bay_at(tmp_path))
    pictures = [picture(tmp_path, "a", "red"), picture(tmp_path, "b", "red"), picture(tmp_path, "c", "blue")]
    found = comparer.embed(pictures, "a quay at dawn, " * 60, untold)
    assert found.words is not None
    for vector in (*found.pictures, found.words):
        assert math.hypot(*vector) == pytest.approx(1.0, abs=1e-5)
    same, other = (
        sum(a * b for a, b in zip(found.pictures[0], found.pictures[k], strict=True)) for k in (1, 2)
    )
    assert same == pytest.approx(1.0, abs=1e-5)
    assert other < same
    assert comparer.embed(pictures[:1], "", untold).words is None
    assert len(comparer.weights()) == 16


def test_without_its_weights_the_command_that_fetches_them_is_named(tmp_path: Path) -> None:
    comparer = OpenLikeness(tiny_model("clip", tmp_path / "nowhere", steps=0), bay_at(tmp_path))
    with pytest.raises(BadInput, match="`longtake models pull clip`"):
        comparer.embed([], "", untold)
