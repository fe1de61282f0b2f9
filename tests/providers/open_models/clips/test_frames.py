"""The size, the length and the rate that a model of clips is asked for."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from models.cut.delivery import Picture
from models.errors import InvalidRequest
from providers.open_models.clips.frames import first_picture, model_frames, model_rate, model_size
from providers.open_models.entry import Frames, OpenModel
from providers.open_models.table import OpenModels

FILM = Picture(width=1280, height=720)


def shipped(name: str) -> OpenModel:
    return OpenModels.load().find(name)


@pytest.mark.parametrize(
    ("name", "size"),
    [("svd", (1024, 576)), ("wan-5b", (1280, 704)), ("wan-14b", (832, 480)), ("ltx-2", (832, 480))],
)
def test_a_wide_film_is_made_in_the_size_that_the_model_was_trained_on(
    name: str, size: tuple[int, int]
) -> None:
    sizes = shipped(name).sizes
    assert sizes is not None
    assert model_size(sizes, FILM) == size


@pytest.mark.parametrize("name", ["svd", "wan-5b", "wan-14b", "ltx-2"])
@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1080, 1920), (1080, 1080), (1440, 1080)])
def test_every_shape_is_within_a_few_percent_of_the_films(name: str, width: int, height: int) -> None:
    sizes = shipped(name).sizes
    assert sizes is not None
    made = model_size(sizes, Picture(width=width, height=height))
    assert all(side % sizes.step == 0 for side in made)
    assert made[0] / made[1] == pytest.approx(width / height, rel=0.08)
    assert made[0] * made[1] == pytest.approx(sizes.pixels, rel=0.2)


@pytest.mark.parametrize(
    ("name", "count", "fps", "made"),
    [
        ("svd", 24, 24, 25),
        ("svd", 85, 24, 25),
        ("wan-5b", 72, 24, 73),
        ("wan-5b", 121, 24, 121),
        ("wan-5b", 126, 25, 121),
        ("wan-14b", 72, 24, 49),
        ("ltx-2", 25, 24, 25),
        ("ltx-2", 26, 24, 33),
        ("ltx-2", 1, 24, 9),
    ],
)
def test_as_few_frames_are_made_as_fill_the_time(name: str, count: int, fps: int, made: int) -> None:
    frames = shipped(name).frames
    assert frames is not None
    assert model_frames(frames, count, fps) == made


def test_the_last_frame_that_is_made_is_seen_at_the_end_of_the_longest_clip() -> None:
    frames = Frames(most=25, fps=7, fixed=True)
    assert model_rate(frames, 25, 85, 24) == Fraction(24 * 24, 84)
    assert model_rate(frames, 25, 48, 24) == 7


def test_nothing_of_a_still_of_the_films_shape_is_lost(tmp_path: Path) -> None:
    pixels = np.zeros((720, 1280, 3), np.uint8)
    pixels[:, :40] = pixels[:, -40:] = 255
    Image.fromarray(pixels).save(tmp_path / "still.png")
    drawn = np.asarray(first_picture(tmp_path / "still.png", FILM, (832, 480)))
    assert drawn.shape == (480, 832, 3)
    assert drawn[:, :20].min() > 240
    assert drawn[:, -20:].min() > 240


def test_a_still_of_another_shape_is_cut_to_the_films(tmp_path: Path) -> None:
    pixels = np.zeros((1000, 1280, 3), np.uint8)
    pixels[:140] = pixels[-140:] = 255
    Image.fromarray(pixels).save(tmp_path / "still.png")
    assert np.asarray(first_picture(tmp_path / "still.png", FILM, (832, 480)))[3:-3].max() < 40


def test_a_still_that_cannot_be_read_is_said_to_be_drawn_again(tmp_path: Path) -> None:
    (tmp_path / "still.png").write_bytes(b"no picture")
    with pytest.raises(InvalidRequest, match=r"still\.png is not a picture that can be read: draw"):
        first_picture(tmp_path / "still.png", FILM, (832, 480))
