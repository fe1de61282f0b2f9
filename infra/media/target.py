"""What a clip that is made for a film has to be, whatever it is made from."""

from pathlib import Path
from typing import NamedTuple

from models.cut.delivery import Picture


class Target(NamedTuple):
    """A clip of `frames` frames of `picture`.

    It can be cut `edge` frames from either end: there are keyframes there. `captions` is an ASS file
    that is drawn over it, its times from the clip's first frame.
    """

    picture: Picture
    frames: int
    edge: int = 0
    captions: Path | None = None
