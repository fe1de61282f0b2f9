"""Stands: where and how people and animals are in a frame."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Stand:
    """Where and how somebody stands.

    (x, y) are the feet and `tall` a grown person's height there, in pixels; `turn` runs from left
    (−1) to right (1). `loom` widens the body towards the feet (seen from below) or the head
    (negative, from above). `back` is seen from behind, `held` a thing in the hand.
    """

    x: float
    y: float
    tall: float
    turn: float = 0.0
    bearing: str = "stand"
    loom: float = 0.0
    back: bool = False
    held: str = ""

    @property
    def way(self) -> int:
        """Which way somebody faces: left (−1) or right (1)."""
        return 1 if self.turn >= 0 else -1
