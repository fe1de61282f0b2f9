"""A score in the film: in pieces, where its maker plays no more at once."""

from pydantic import Field

from models.base import Frozen
from models.orders.assets import Blob


class ScorePiece(Frozen):
    """A piece of a score: it begins at `start` seconds of the film, and is heard for `seconds` at most."""

    sound: Blob
    start: float = Field(ge=0)
    seconds: float = Field(gt=0)
