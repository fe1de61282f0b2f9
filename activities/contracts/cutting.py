"""The film from its parts."""

from typing import Protocol

from temporalio import activity

from models.assets import Blob
from models.base import Frozen
from models.timeline import Timeline


class CutRequest(Frozen):
    """Everything the cut needs: the timeline names clips and voices, the score lies under them; `fresh` as in `Order`."""

    timeline: Timeline
    score: Blob | None = None
    fresh: str = ""


class CutResult(Frozen):
    """The finished film and its subtitles; `seconds` and `frames` were measured in the film."""

    film: Blob
    subtitles: Blob
    seconds: float
    frames: int


class Cutting(Protocol):
    """The film from its parts."""

    @activity.defn(name="cut.assemble")
    def assemble(self, request: CutRequest) -> CutResult:
        """Join clips, mix the sound, write the subtitles."""
