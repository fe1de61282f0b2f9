"""How alike pictures are: what a film asks of its keyframes, what one is compared with, and what came of it."""

from pydantic import Field

from models.base import Frozen, Number, Whole
from models.orders.assets import Blob
from models.orders.cast import Choice

LEAST = 0.70
"""How like its subjects a picture has to be, as the cosine of two CLIP embeddings, where nobody says."""
REDRAWS = 2
"""How often one that is less alike is drawn anew, where nobody says."""
TWINS = 0.97
"""From here on two neighbours are reported as too alike."""


class LikenessRule(Frozen):
    """What a film asks of its keyframes: below `least` one is drawn anew with another seed, up to `redraws` times; the best is kept."""

    least: Number = Field(default=LEAST, ge=0.0, le=1.0)
    redraws: Whole = Field(default=REDRAWS, ge=0, le=10)


class Compared(Frozen):
    """A picture to be compared by `choice`: with pictures of each of those it shows, with its words, with the shot `before` it."""

    choice: Choice
    shot_id: str
    picture: Blob
    subjects: tuple[tuple[Blob, ...], ...] = ()
    words: str = ""
    before: Blob | None = None


class Likeness(Frozen):
    """Cosines from -1 to 1: how like its subjects a picture is, the least of them; its words; the shot before. None where there are none.

    `redraws` counts how often it was drawn anew for that, and `kept` says which of them this one is, 0 being the first picture; `least` is what the film asks.
    """

    subjects: float | None = None
    words: float | None = None
    before: float | None = None
    redraws: int = 0
    kept: int = 0
    least: float = LEAST

    @property
    def low(self) -> bool:
        """Whether it is less like its subjects than the film asks."""
        return self.subjects is not None and self.subjects < self.least

    def told(self) -> str:
        """`likeness 0.82`, or `likeness 0.55, below 0.70, drawn 3 times`; empty where there is nothing to tell."""
        if self.subjects is None:
            return ""
        low = f", below {self.least:.2f}" if self.low else ""
        again = f", drawn {self.redraws + 1} times" if self.redraws else ""
        return f"likeness {self.subjects:.2f}{low}{again}"
