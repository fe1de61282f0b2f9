"""The size of a picture is the nearest that a model makes, and no larger than the film asks."""

from itertools import product

import pytest

from providers.open_models.entry import Sizes
from providers.open_models.pictures.sizes import drawn_size


@pytest.mark.parametrize(
    ("step", "pixels", "asked", "drawn"),
    [
        (8, 2**20, (1280, 720), (1280, 720)),
        (8, 2**20, (1920, 1080), (1368, 768)),
        (8, 2**20, (1080, 1920), (768, 1368)),
        (16, 2**20, (960, 960), (960, 960)),
        (16, 2**20, (1440, 1440), (1024, 1024)),
        (32, 901_120, (1280, 720), (1248, 704)),
        (64, 589_824, (1280, 720), (1024, 576)),
        (64, 2**20, (40, 30), (64, 64)),
        (16, 2**20, (320, 180), (320, 176)),
    ],
)
def test_the_nearest_size_in_steps(step, pixels, asked, drawn) -> None:
    assert drawn_size(Sizes(step=step, pixels=pixels), *asked) == drawn


@pytest.mark.parametrize("step", [8, 16, 32, 64])
def test_it_is_never_larger_than_asked_and_has_about_its_shape(step: int) -> None:
    for width, height in product(range(200, 2600, 170), range(200, 2600, 230)):
        across, down = drawn_size(Sizes(step=step), width, height)
        assert across <= width
        assert down <= height
        assert across * down <= 2**20 * 1.02
        assert across % step == down % step == 0
        assert abs(across / down / (width / height) - 1) < 0.3 * step / 64 + 0.02
