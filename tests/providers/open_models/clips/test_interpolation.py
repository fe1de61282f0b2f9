"""A model's pictures at the film's rate: what moves is where it should be at each frame."""

from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from infra.media.conform import is_conformed
from infra.media.probe import probe
from infra.media.target import Target
from models.cut.delivery import Picture
from models.errors import WorkerStopping
from providers.open_models.clips.interpolation import save_clip

WIDTH, HEIGHT, SIDE, STEP = 256, 144, 48, 12
FILM = Picture(width=WIDTH, height=HEIGHT, fps=24)


def moving_square(count: int) -> list[Image.Image]:
    """A patterned square over a patterned ground, further to the right in each picture."""
    rng = np.random.default_rng(0)
    ground = rng.integers(40, 90, (HEIGHT // 8, WIDTH // 8, 3)).astype(np.uint8).repeat(8, 0).repeat(8, 1)
    square = rng.integers(170, 255, (SIDE // 8, SIDE // 8, 3)).astype(np.uint8).repeat(8, 0).repeat(8, 1)
    pictures = []
    for place in range(count):
        pixels = ground.copy()
        pixels[48 : 48 + SIDE, 16 + place * STEP : 16 + place * STEP + SIDE] = square
        pictures.append(Image.fromarray(pixels))
    return pictures


def seen(clip: Path) -> np.ndarray:
    with av.open(clip) as container:
        return np.array([frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)], float)


def places(clip: Path) -> list[float]:
    """The middle of the square in each frame."""
    bright = (seen(clip)[:, 48 : 48 + SIDE].max(axis=3) > 130).mean(axis=1)
    return [float(np.average(np.arange(WIDTH), weights=columns > 0.5)) for columns in bright]


def made(tmp_path: Path, rate: Fraction, frames: int, film: Picture = FILM, edge: int = 0) -> Path:
    clip = tmp_path / "clip.mp4"
    save_clip(moving_square(8), rate, Target(film, frames, edge), clip, lambda _share: None)
    return clip


def test_what_moves_is_drawn_between_where_it_was_and_where_it_will_be(tmp_path: Path) -> None:
    where = places(made(tmp_path, Fraction(8), 22))
    at_start = 16 + SIDE / 2 - 0.5
    for frame, place in enumerate(where):
        assert place == pytest.approx(at_start + frame * STEP / 3, abs=2.0)
    assert all(before < after for before, after in pairwise(where))


def test_a_frame_in_the_middle_is_no_blend_of_its_neighbours(tmp_path: Path) -> None:
    frames = seen(made(tmp_path, Fraction(12), 9))[:, 52:92, :, :].mean(axis=3)
    own = [np.asarray(one, float)[52:92].mean(axis=2) for one in moving_square(3)]
    moved = np.roll(own[1], -STEP // 2, axis=1)[:, 20:80]
    blended = (own[0] + own[1])[:, 20:80] / 2
    middle = frames[1][:, 20:80]
    assert np.abs(middle - moved).mean() < np.abs(middle - blended).mean() / 1.5


def test_at_the_films_own_rate_each_picture_is_a_frame(tmp_path: Path) -> None:
    clip = made(tmp_path, Fraction(24), 8)
    for frame, own in zip(seen(clip), moving_square(8), strict=True):
        assert np.abs(frame - np.asarray(own, float)).mean() < 6


def test_the_clip_is_cut_into_the_film_as_it_is(tmp_path: Path) -> None:
    film = Picture(width=320, height=180, fps=30)
    clip = made(tmp_path, Fraction(7), 26, film, edge=6)
    facts = probe(clip)
    assert (facts.frames, facts.width, facts.height) == (26, 320, 180)
    assert is_conformed(clip, Target(film, 26, 6))
    assert [one.name for one in tmp_path.iterdir()] == ["clip.mp4"]


def test_pictures_that_are_too_few_hold_the_last(tmp_path: Path) -> None:
    where = places(made(tmp_path, Fraction(8), 24))
    assert len(where) == 24
    assert where[-1] == pytest.approx(16 + 7 * STEP + SIDE / 2 - 0.5, abs=2.0)


def test_colours_stay(tmp_path: Path) -> None:
    clip, colour = tmp_path / "clip.mp4", (200, 60, 90)
    flat = [Image.new("RGB", (128, 96), colour)] * 3
    save_clip(flat, Fraction(8), Target(FILM, 7), clip, lambda _share: None)
    assert np.abs(seen(clip).mean(axis=(0, 1, 2)) - colour).max() < 4


def test_work_that_should_stop_stops_and_leaves_nothing(tmp_path: Path) -> None:
    def stopping(_share: float) -> None:
        raise WorkerStopping("The worker stops.")

    with pytest.raises(WorkerStopping):
        save_clip(moving_square(4), Fraction(8), Target(FILM, 9), tmp_path / "clip.mp4", stopping)
    assert not list(tmp_path.iterdir())
