"""Films a sixteenth as large as they are delivered, and made in a third of the time.

For tests of what happens to a film: its order, its money, its words. Whoever looks at pictures makes them in full.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from models.cut import frame_size
from models.cut.frame_size import Aspect

SIZES: dict[Aspect, tuple[int, int]] = {"16:9": (320, 180), "9:16": (180, 320), "1:1": (240, 240)}


def draw_small() -> None:
    """From here on this process makes small films."""
    frame_size._SIZES.update(SIZES)


@contextmanager
def small_pictures() -> Iterator[None]:
    """This process makes small films during the block."""
    full = dict(frame_size._SIZES)
    draw_small()
    try:
        yield
    finally:
        frame_size._SIZES.update(full)
