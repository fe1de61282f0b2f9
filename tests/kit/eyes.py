"""Looks at pictures that were drawn: how much of a colour there is, and where."""

from pathlib import Path

import numpy as np
from PIL import Image

from models.orders.requests import ImageRequest
from providers.base import Bench
from providers.offline.animatic import Animatic

Colour = tuple[int, int, int]


def drawn(request: ImageRequest, folder: Path) -> Image.Image:
    """What the animatic draws of a request, in RGB."""
    folder.mkdir(parents=True, exist_ok=True)
    with Image.open(Animatic().render(request, Bench(folder)).path) as picture:
        opened: Image.Image = picture.convert("RGB")
    return opened


def where_like(picture: Image.Image, colour: Colour, reach: float = 40) -> np.ndarray:
    """Which pixels are within `reach` of a colour."""
    pixels = np.asarray(picture, dtype=float)
    found: np.ndarray = np.linalg.norm(pixels - np.array(colour), axis=2) < reach
    return found


def share_like(picture: Image.Image, colour: Colour, reach: float = 40) -> float:
    """The share of pixels within `reach` of a colour."""
    return float(where_like(picture.resize((320, 180)), colour, reach).mean())


def commonest_like(picture: Image.Image, colour: Colour, reach: float = 60) -> Colour:
    """The colour that most of the pixels have which are within `reach` of another."""
    pixels = np.asarray(picture)[where_like(picture, colour, reach)]
    assert len(pixels) > 30, f"hardly anything is like {colour}"
    colours, counts = np.unique(pixels, axis=0, return_counts=True)
    red, green, blue = (int(channel) for channel in colours[counts.argmax()])
    return red, green, blue


def height_of(picture: Image.Image, colour: Colour, reach: float = 35) -> float:
    """From how high to how low a colour reaches, in pixels; stray ones left out."""
    rows = np.nonzero(where_like(picture, colour, reach))[0]
    assert len(rows) > 30, f"hardly anything is like {colour}"
    return float(np.percentile(rows, 99) - np.percentile(rows, 1))


def patches_of(picture: Image.Image, colour: Colour, reach: float = 60) -> int:
    """How many patches of a colour stand side by side."""
    columns = where_like(picture, colour, reach).sum(axis=0) > picture.height * 0.03
    return int((np.diff(np.concatenate(([0], columns.astype(int)))) == 1).sum())
