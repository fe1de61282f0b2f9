"""A score in the film: in pieces, where its maker plays no more at once."""

from collections.abc import Sequence

from pydantic import Field

from models.base import Frozen
from models.orders.assets import Blob
from models.places import score_place


class ScorePiece(Frozen):
    """A piece of a score: it begins at `start` seconds of the film, and is heard for `seconds` at most."""

    sound: Blob
    start: float = Field(ge=0)
    seconds: float = Field(gt=0)


def score_files(score: Blob | None, pieces: Sequence[ScorePiece]) -> dict[str, Blob]:
    """The files of a score by their places in the film's folder: those of its pieces, or the one."""
    files = [piece.sound for piece in pieces] or ([score] if score else [])
    return {score_place(file.suffix, number): file for number, file in enumerate(files, start=1)}
