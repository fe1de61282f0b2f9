"""Frames of the animatic, as somebody who looks at a storyboard judges them."""

import itertools
import os
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from models.orders.requests import ImageRequest
from models.shots.shot_list import Shot
from providers.base import Bench
from providers.offline.animatic import Animatic
from providers.offline.animatic.frame import paint_frame
from providers.offline.animatic.palette import character_colour
from providers.offline.animatic.words.prompts import place_of, things_in

CAST = ("Mara", "Tobias", "Old Ines")


def request(
    number: int = 1,
    prompt: str = "The keeper by the sea",
    *,
    width=640,
    height=360,
    seed=0,
    take=1,
    **shot,
):
    return ImageRequest(
        shot=Shot(shot_id=f"shot_{number:03d}", shot_number=number, enhanced_prompt=prompt, **shot),
        width=width,
        height=height,
        seed=seed,
        take=take,
    )


def frame(request: ImageRequest, folder: Path) -> Image.Image:
    folder.mkdir(parents=True, exist_ok=True)
    rendered = Animatic().render(request, Bench(folder))
    with Image.open(rendered.path) as picture:
        opened: Image.Image = picture.convert("RGB")
    return opened


def small(picture: Image.Image) -> np.ndarray:
    return np.asarray(picture.resize((64, 36), Image.Resampling.BOX), dtype=float)


def unlike(one: Image.Image, other: Image.Image) -> float:
    """Mean difference of two pictures' small copies, in levels of 255."""
    return float(np.abs(small(one) - small(other)).mean())


def share_like(picture: Image.Image, colour: tuple[int, int, int], reach: float = 40) -> float:
    """The share of pixels within `reach` of a colour."""
    pixels = np.asarray(picture.resize((320, 180)), dtype=float)
    return float((np.linalg.norm(pixels - np.array(colour), axis=2) < reach).mean())


@pytest.mark.parametrize("size", [(1280, 720), (720, 1280), (960, 960), (350, 200)])
def test_a_frame_has_the_size_that_was_asked_for(size, tmp_path):
    assert frame(request(width=size[0], height=size[1], characters=("Mara",)), tmp_path).size == size


def test_the_same_request_gives_the_same_bytes_in_another_process(tmp_path):
    wanted = request(
        4, "Mara opens a red door", characters=("Mara",), landscapes=("attic",), time_of_day="night"
    )
    frame(wanted, tmp_path / "here")
    script = (
        "import sys, pathlib\n"
        "from models.orders.requests import ImageRequest\n"
        "from providers.base import Bench\n"
        "from providers.offline.animatic import Animatic\n"
        "Animatic().render(ImageRequest.model_validate_json(sys.argv[1]), Bench(pathlib.Path(sys.argv[2])))\n"
    )
    (tmp_path / "there").mkdir()
    subprocess.run(
        [sys.executable, "-c", script, wanted.model_dump_json(), str(tmp_path / "there")],
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "77", "PYTHONPATH": str(Path(__file__).parents[3])},
    )
    assert (tmp_path / "here/frame.png").read_bytes() == (tmp_path / "there/frame.png").read_bytes()


def test_nothing_is_written_into_a_frame():
    first = request(1, "Mara walks by the sea", characters=("Mara",), camera_movement="push")
    other = first.shot.model_copy(update={"shot_id": "the-pier", "shot_number": 88})
    shown = [
        paint_frame(asked, random.Random(1)) for asked in (first, first.model_copy(update={"shot": other}))
    ]
    assert shown[0].tobytes() == shown[1].tobytes()


def test_no_two_shots_of_a_film_look_alike(tmp_path):
    same: dict[str, Any] = {
        "prompt": "Mara walks by the sea",
        "landscapes": ("coast",),
        "characters": ("Mara",),
        "shot_type": "wide",
    }
    frames = [frame(request(number, **same), tmp_path / str(number)) for number in range(1, 7)]
    assert min(unlike(a, b) for a, b in itertools.combinations(frames, 2)) > 3


def test_a_redraw_of_a_shot_visibly_differs(tmp_path):
    shot: dict[str, Any] = {
        "prompt": "Mara reads a letter",
        "landscapes": ("kitchen",),
        "characters": ("Mara",),
    }
    first, second = (frame(request(3, take=take, **shot), tmp_path / str(take)) for take in (1, 2))
    assert unlike(first, second) > 3


def test_a_character_keeps_the_colour_in_every_shot(tmp_path):
    mara, tobias = character_colour("Mara"), character_colour("Tobias")
    for number, size in enumerate(("full", "medium", "close-up"), 1):
        for place in ("forest", "office"):
            shown = frame(
                request(number, "Somebody waits", shot_type=size, characters=("Mara",), landscapes=(place,)),
                tmp_path / size / place,
            )
            assert share_like(shown, mara) > 0.01, (size, place)
            assert share_like(shown, mara) > 4 * share_like(shown, tobias), (size, place)


def test_the_closer_the_shot_the_more_of_the_frame_the_character_fills(tmp_path):
    mara = character_colour("Mara")
    sizes = ("extreme-wide", "wide", "full", "medium")
    shares = [
        share_like(
            frame(
                request(1, "Mara waits", shot_type=size, characters=("Mara",), landscapes=("snow",)),
                tmp_path / size,
            ),
            mara,
            70,
        )
        for size in sizes
    ]
    assert shares == sorted(shares)
    assert shares[-1] > 20 * shares[0]


def test_night_is_darker_than_dusk_and_dusk_than_day(tmp_path):
    light = {}
    for hour in ("day", "dusk", "night"):
        pictures = [
            frame(request(k, "Hills", landscapes=(place,), time_of_day=hour), tmp_path / f"{hour}{k}")
            for k, place in enumerate(("sea", "forest"), 1)
        ]
        light[hour] = np.mean([np.asarray(picture.convert("L")).mean() for picture in pictures])
    assert light["night"] + 10 < light["dusk"] < light["day"] - 10


def test_a_mood_changes_the_light(tmp_path):
    joyful, sad = (
        frame(
            request(1, "Hills", mood=mood, landscapes=("field",), time_of_day="day"), tmp_path / mood
        ).convert("HSV")
        for mood in ("joyful", "sad")
    )
    assert np.asarray(joyful)[..., 1].mean() > 1.4 * np.asarray(sad)[..., 1].mean()


def test_a_red_door_in_the_sea_is_a_red_door_with_the_sea_around_it(tmp_path):
    pixels = np.asarray(
        frame(request(1, "A red door stands in the sea", shot_type="wide"), tmp_path), dtype=int
    )
    red, green, blue = pixels[..., 0], pixels[..., 1], pixels[..., 2]
    door = (red > green + 70) & (red > blue + 70)
    rows, columns = np.nonzero(door)
    assert door.mean() > 0.015
    tall, wide = (
        np.percentile(rows, 95) - np.percentile(rows, 5),
        np.percentile(columns, 95) - np.percentile(columns, 5),
    )
    assert tall > 1.4 * wide
    beside = pixels[int(np.percentile(rows, 90)), [20, -20]]
    assert (beside[:, 2] > beside[:, 0]).all()


@pytest.mark.parametrize(
    ("landscapes", "prompt", "place"),
    [
        (("the old harbour",), "Mara waits", "harbour"),
        (("the pier",), "Mara waits by the sea", "pier"),
        (("the beach",), "Mara waits", "coast"),
        ((), "She opens the window of her attic above the sea", "attic"),
        ((), "A fox crosses a snowy field", "snow"),
        (("Cafe Luna",), "steam rises", "kitchen"),
        ((), "门立在海中", "sea"),
        ((), "تمشي في الغابة", "forest"),
        ((), "Something nobody has a word for", "hills"),
    ],
)
def test_the_place_is_read_from_the_landscapes_and_then_from_the_prompt(landscapes, prompt, place):
    assert (
        place_of(Shot(shot_id="shot_001", shot_number=1, enhanced_prompt=prompt, landscapes=landscapes))
        == place
    )


def test_the_things_of_a_prompt_are_found_in_the_order_they_are_named():
    shot = Shot(
        shot_id="shot_001",
        shot_number=1,
        enhanced_prompt="A brass key beside a mug; gulls over the lighthouse",
    )
    assert things_in(shot) == ("key", "mug", "bird", "lighthouse")


@pytest.mark.parametrize("angle", ["eye-level", "low", "high", "overhead", "dutch"])
@pytest.mark.parametrize("size", ["extreme-wide", "full", "close-up", "extreme-close-up"])
def test_every_size_and_angle_is_a_picture_and_not_a_flat_surface(size, angle, tmp_path):
    shown = frame(
        request(
            1,
            "Mara and Tobias with a lamp and a dog",
            width=480,
            height=270,
            shot_type=size,
            camera_angle=angle,
            characters=CAST[:2],
            landscapes=("city",),
        ),
        tmp_path,
    )
    assert np.asarray(shown.convert("L")).std() > 8
    assert len(shown.getcolors(maxcolors=1 << 20) or ()) > 200


def test_a_usual_frame_takes_less_than_half_a_second_of_cpu(tmp_path):
    wanted = request(
        2, "Mara and Tobias with a lantern", characters=CAST[:2], landscapes=("attic",), shot_type="medium"
    )
    frame(wanted, tmp_path / "warm")
    start = time.process_time()
    frame(wanted, tmp_path / "timed")
    assert time.process_time() - start < 0.5


def test_a_frame_costs_nothing():
    assert Animatic().quote(request()).usd == 0
