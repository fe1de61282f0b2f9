"""Turns a shot's size, angle and movement into a picture's composition."""

import math
import random
from dataclasses import dataclass

from models.shots.shot_list import Shot
from providers.offline.animatic.stands import Stand
from providers.offline.animatic.words.prompts import bearing_of

_TALL: dict[str, float] = {
    "extreme-wide": 0.17, "wide": 0.40, "full": 0.76, "medium": 1.42, "medium-close-up": 2.05, "close-up": 3.1,
    "extreme-close-up": 7.0,
}  # fmt: skip
_ZOOM: dict[str, float] = {
    "extreme-wide": 0.9, "wide": 1.1, "full": 1.3, "medium": 1.6, "medium-close-up": 1.9, "close-up": 2.3, "extreme-close-up": 2.6,
}  # fmt: skip
_BLUR: dict[str, float] = {
    "medium": 0.004,
    "medium-close-up": 0.008,
    "close-up": 0.013,
    "extreme-close-up": 0.018,
}
_FEET: dict[str, float] = {"extreme-wide": 0.80, "wide": 0.86, "full": 0.93}
_LENS: dict[str, float] = {"low": 0.22, "eye-level": 0.72, "high": 1.75, "overhead": 1.75, "dutch": 0.62}
_TILT_ROOM = 0.82
_LOOM: dict[str, float] = {"low": 0.26, "high": -0.20}


@dataclass(frozen=True)
class View:
    """The camera on a frame of `width` × `height` pixels: heights in pixels, `tilt` in degrees, `blur` of
    the background in pixels, `close` whether people are cut by the lower edge.

    `tall` is a person's height where the main figure stands, with the feet at `feet`; `lead` the
    middle of the group from left (0) to right (1).
    """

    width: int
    height: int
    horizon: float
    feet: float
    tall: float
    zoom: float
    blur: float
    close: bool
    tilt: float
    loom: float
    lead: float


def view_of(shot: Shot, width: int, height: int, rng: random.Random) -> View:
    """The camera of a shot in a frame of `width` × `height` pixels."""
    unit = min(height, 0.9 * math.sqrt(width * height))
    size, angle, movement = shot.shot_type, shot.camera_angle, shot.camera_movement
    scale = {"push": 1.06, "pull": 0.90}.get(movement, 1.0) * rng.uniform(0.95, 1.07)
    tall = _TALL[size] * unit * scale
    if size in _FEET:
        shift = {"tilt-up": 0.05, "tilt-down": -0.04}.get(movement, 0.0) + rng.uniform(-0.025, 0.02)
        feet = height * min(0.965, _FEET[size] + shift + (0.05 if angle == "low" else 0.0))
        lens = _LENS[angle] * {"extreme-wide": 1.5, "wide": 1.0, "full": 0.82}[size]
        horizon = feet - tall * lens
    else:
        eyes = height * {"medium": 0.34, "medium-close-up": 0.36, "close-up": 0.41}.get(size, 0.45)
        eyes += (
            height * {"tilt-up": 0.04, "tilt-down": -0.03}.get(movement, 0.0)
            + rng.uniform(-0.02, 0.02) * height
        )
        eyes += height * {"low": -0.02, "high": 0.05}.get(angle, 0.0)
        feet = eyes + tall * 0.92
        horizon = height * {"low": 0.84, "high": 0.10, "overhead": 0.10}.get(angle, rng.uniform(0.46, 0.58))
    if angle == "dutch":
        # A tilted picture is enlarged to fill the frame, so it is composed that much smaller.
        tall *= _TILT_ROOM
        feet, horizon = (height / 2 + (y - height / 2) * _TILT_ROOM for y in (feet, horizon))
    horizon = min(height * 0.90, max(height * 0.06, horizon))
    tilt = rng.choice((-1, 1)) * rng.uniform(5.5, 8.0) if angle == "dutch" else 0.0
    aside = rng.choice((0.36, 0.64, 0.40, 0.60))
    lead = {"pan-right": 0.32, "pan-left": 0.68, "push": 0.5, "pull": 0.5}.get(movement, aside)
    blur = _BLUR.get(size, 0.0) * unit
    return View(
        width,
        height,
        horizon,
        max(feet, horizon + 4),
        tall,
        _ZOOM[size],
        blur,
        is_close(shot),
        tilt,
        _LOOM.get(angle, 0.0),
        lead,
    )


def is_close(shot: Shot) -> bool:
    """Whether a shot is so near that the frame's lower edge cuts people off."""
    return shot.shot_type not in _FEET


def stands_of(shot: Shot, view: View, count: int, held: str, rng: random.Random) -> list[Stand]:
    """Where `count` people stand, the first of them most prominent; sorted from back to front by the caller."""
    if not count:
        return []
    bearing = bearing_of(shot)
    bearing = bearing if not view.close or bearing == "reach" else "stand"
    if count == 1:
        turn = 0.55 if view.lead < 0.5 else -0.55
        if view.lead == 0.5:
            turn = rng.choice((-0.3, 0.0, 0.3))
        turn += rng.uniform(-0.15, 0.15)
        back = shot.shot_type in ("extreme-wide", "wide") and rng.random() < 0.4
        x = view.lead if view.tall < view.width * 2.2 else 0.5 + (view.lead - 0.5) * 0.45
        return [Stand(x * view.width, view.feet, view.tall, turn, bearing, view.loom, back, held)]
    if shot.shot_type in ("medium-close-up", "close-up", "extreme-close-up") and (
        count == 2 or view.width > view.height
    ):
        return _over_the_shoulder(view, count, held, rng)
    return _group(view, count, bearing, held, rng)


def _over_the_shoulder(view: View, count: int, held: str, rng: random.Random) -> list[Stand]:
    """One face large, the next one's back at the frame's edge, the others small behind."""
    width, side = view.width, 1 if view.lead < 0.5 else -1
    first = Stand(
        (0.5 - side * 0.10) * width, view.feet, view.tall, side * 0.5, "stand", view.loom, held=held
    )
    near = view.tall * 1.22
    edge = (0.5 + side * 0.46) * width
    other = Stand(edge, view.feet + near * 0.24, near, -side * 0.6, "stand", view.loom, back=True)
    small = view.tall * 0.55
    rest = [
        Stand(
            (0.5 - side * (0.36 + 0.16 * k) + rng.uniform(-0.02, 0.02)) * width,
            view.feet - view.tall * 0.92 + small * 0.98,
            small,
            side * 0.4,
        )
        for k in range(min(count, 4) - 2)
    ]
    return [first, other, *rest]


def _group(view: View, count: int, bearing: str, held: str, rng: random.Random) -> list[Stand]:
    """People in a loose arc, facing its middle; those behind are smaller and higher."""
    width, shown = view.width, min(count, 7)
    room = view.tall * 0.42
    spread = min(width * 0.80, room * (shown - 1) * rng.uniform(0.95, 1.15))
    spread = max(spread, width * 0.24)
    centre = (0.5 + (view.lead - 0.5) * (0.5 if shown < 4 else 0.2)) * width
    shrink = min(1.0, width * 0.86 / (room * shown))
    places = []
    for k in range(shown):
        share = k / (shown - 1) - 0.5
        behind = 0.0 if shown == 2 else (0.12 if k % 2 else 0.0)
        if shown == 2 and k == 1 and rng.random() < 0.5:
            behind = 0.08
        depth = 1 - behind
        tall = view.tall * max(shrink, 0.78 if view.close else 0.55) * depth
        feet = (
            view.horizon + (view.feet - view.horizon) * depth
            if not view.close
            else view.feet - view.tall * 0.92 + tall * 0.92
        )
        turn = (-1 if share > 0 else 1) * (0.6 if abs(share) > 0.1 else 0.2) + rng.uniform(-0.1, 0.1)
        places.append(
            Stand(
                centre + share * spread,
                feet,
                tall,
                turn,
                bearing if k == 0 else "stand",
                view.loom,
                held=held if k == 0 else "",
            )
        )
    if rng.random() < 0.5 and shown == 2:
        one, two = places
        places = [
            Stand(two.x, two.y, two.tall, two.turn, one.bearing, one.loom, held=held),
            Stand(one.x, one.y, one.tall, one.turn, "stand", one.loom),
        ]
    return places
