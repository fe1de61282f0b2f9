"""How large a picture a model makes where another size is asked for."""

import math

from providers.open_models.entry import Sizes

_OVER = 1.02
"""So much larger than what it was trained on a picture may be, so that its sides are in steps."""
_SHAPE = 4.0
"""A picture of the wrong shape is so many times as bad as one that is smaller by the same share."""
_NARROWER = 4
"""So many steps less than the ideal a side may have, for the sake of the shape."""


def drawn_size(sizes: Sizes, width: int, height: int) -> tuple[int, int]:
    """The size nearest to the shape asked for, at about the pixels of the model, in its steps.

    It is never larger than asked, but where a single step is.
    """
    step, most = sizes.step, sizes.pixels * _OVER
    scale = min(1.0, math.sqrt(sizes.pixels / (width * height)))
    across = _steps(width, scale, step)
    down = _steps(height, scale, step)
    found = [(w, h) for w in across for h in down if w * h <= most] or [(min(across), min(down))]

    def worse(size: tuple[int, int]) -> float:
        shape = abs(math.log(size[0] / size[1] * height / width))
        return _SHAPE * shape + abs(1 - size[0] * size[1] / (width * height * scale * scale))

    return min(found, key=worse)


def _steps(side: int, scale: float, step: int) -> list[int]:
    """The lengths in steps about a side that is scaled, none longer than the side but the shortest there is."""
    ideal = int(side * scale / step)
    longest = max(1, side // step)
    return [count * step for count in range(max(1, ideal - _NARROWER), min(longest, ideal + 1) + 1)]
