"""The finished film's order in time. Every length here was measured from media, none is planned."""

from pydantic import Field

from models.assets import Blob
from models.base import Frozen

FPS = 24
"""Frames a second of every clip, card and film."""

VOICE_LEAD_S = 0.25
"""Seconds of picture before a shot's voice begins."""
VOICE_TAIL_S = 0.35
"""Seconds of picture after a shot's voice has ended."""


def frames_of(seconds: float) -> int:
    """The whole frames nearest to `seconds`; at least one."""
    return max(1, round(seconds * FPS))


def clip_frames(planned_s: float, voice_s: float) -> int:
    """How many frames a shot needs: as planned, or longer when its voice needs longer."""
    needed = VOICE_LEAD_S + voice_s + VOICE_TAIL_S if voice_s else 0.0
    return frames_of(max(planned_s, needed))


class TimelineShot(Frozen):
    """One shot in the cut. `frames` were counted in the clip; without a clip a slate stands in."""

    shot_id: str
    shot_number: int
    frames: int = Field(ge=1)
    clip: Blob | None = None
    voice: Blob | None = None
    voice_s: float = 0.0
    subtitle: str = ""
    missing: str = ""
    """Why there is no clip, in one sentence; drawn on the slate."""


class Timeline(Frozen):
    """Title card, shots in order, end card. Card lengths are in frames."""

    film_id: str
    title: str
    width: int
    height: int
    title_frames: int
    end_frames: int
    shots: tuple[TimelineShot, ...]
    language: str = "en"

    @property
    def frames(self) -> int:
        """Frames of the whole film."""
        return self.title_frames + sum(shot.frames for shot in self.shots) + self.end_frames

    @property
    def seconds(self) -> float:
        """Length of the whole film in seconds."""
        return self.frames / FPS

    def starts(self) -> dict[str, int]:
        """The first frame of each shot, by its id."""
        starts, at = {}, self.title_frames
        for shot in self.shots:
            starts[shot.shot_id] = at
            at += shot.frames
        return starts


def card_seconds(film_s: float) -> tuple[float, float]:
    """Lengths in seconds of the title and end card of a film of `film_s` seconds."""
    return min(3.0, max(1.5, film_s * 0.08)), min(2.5, max(1.5, film_s * 0.06))
