"""How long whoever waits for something pauses between looks at it: a look at a film costs as much as some of its work."""

from collections.abc import Iterator

_FIRST_S = 0.05
_LONGEST_S = 0.4
_GROWTH = 1.25


def pauses() -> Iterator[float]:
    """Seconds to pause, without an end: about a quarter of the time that passed so far."""
    pause_s = _FIRST_S
    while True:
        yield pause_s
        pause_s = min(_LONGEST_S, pause_s * _GROWTH)
