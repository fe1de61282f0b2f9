"""The film from its parts."""

from typing import Protocol

from pydantic import Field
from temporalio import activity

from models.base import Frozen
from models.cut.cutlist import CutList, CutShot
from models.cut.score import ScorePiece
from models.orders.assets import Blob


class PartsRequest(Frozen):
    """Parts of a film that can be made before it is cut, since two shots in a row are there already.

    `cut` holds no shots; each of `joins` is a shot and the one that follows it: the transition between
    them is made, and captions are burned into the first.
    """

    cut: CutList
    joins: tuple[tuple[CutShot, CutShot], ...]
    fresh: str = ""


class CutRequest(Frozen):
    """Everything the cut needs: the list names clips and voices, the score lies under them; `fresh` as in `Order`.

    A score of several `pieces` has its first one as `score` too.

    `reels` are where the lists of a film's reels are stored, whose shots the film has in that order, `numbers`
    those with which they begin by now. With `reel` one of them is
    cut by itself.
    """

    cut: CutList
    score: Blob | None = None
    pieces: tuple[ScorePiece, ...] = Field(default=(), exclude_if=lambda pieces: not pieces)
    reels: tuple[Blob, ...] = ()
    numbers: tuple[int, ...] = Field(default=(), exclude_if=lambda numbers: not numbers)
    reel: int = 0
    fresh: str = ""


class CutResult(Frozen):
    """The finished film and its subtitles, if it has any; `seconds` and `frames` were measured in the film.

    `documents` are the other papers of the cut by their names in the film's folder; `notes` are for people.
    """

    film: Blob
    subtitles: Blob | None = None
    seconds: float
    frames: int
    documents: dict[str, Blob] = Field(default_factory=dict)
    notes: tuple[str, ...] = ()


class Cutting(Protocol):
    """The film from its parts."""

    @activity.defn(name="cut.prepare")
    def prepare(self, request: PartsRequest) -> None:
        """Make what lies between shots that are there already."""

    @activity.defn(name="cut.assemble")
    def assemble(self, request: CutRequest) -> CutResult:
        """Join clips, mix the sound, write the subtitles."""
