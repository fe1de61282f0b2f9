"""The finished film in time: tracks of picture, voice, music and effects, captions and markers.

Every length here was measured from media, none is planned. Frames count from the film's first.
"""

from typing import Literal

from pydantic import Field

from models.base import Frozen
from models.cut.delivery import Picture
from models.cut.transitions import TransitionKind
from models.orders.assets import Blob


class Transition(Frozen):
    """How a clip follows the one before: for `frames` frames (none for a cut) both are seen."""

    kind: TransitionKind = "cut"
    frames: int = Field(default=0, ge=0)


ClipKind = Literal["title", "shot", "slate", "end"]


class TimelineClip(Frozen):
    """A stretch of picture: `frames` frames of `media` from its frame `first` on; a card has no media.

    `text` is what a card says: the title, or why a shot is missing. `transition` leads from the clip
    before into this one. `scene` is the place and time of a shot.
    """

    name: str
    kind: ClipKind = "shot"
    shot_number: int = 0
    media: Blob | None = None
    first: int = Field(default=0, ge=0)
    frames: int = Field(ge=1)
    transition: Transition = Transition()
    text: str = ""
    scene: str = ""


class TimelineSound(Frozen):
    """A stretch of sound: it begins at `start` seconds of the film and lasts `seconds`.

    `media` is none for what the mix makes itself: `text` then says what it is (`room tone`, `wind` …).
    `gain_db` is relative to the track's own level. It comes up for `rise` seconds and goes down for `fall` where the
    track's own fades are not meant. One that is `looped` is repeated where its file is shorter.
    """

    name: str
    media: Blob | None = None
    start: float = Field(default=0.0, ge=0)
    seconds: float = Field(gt=0)
    text: str = ""
    gain_db: float = 0.0
    rise: float | None = Field(default=None, ge=0, exclude_if=lambda seconds: seconds is None)
    fall: float | None = Field(default=None, ge=0, exclude_if=lambda seconds: seconds is None)
    looped: bool = Field(default=False, exclude_if=lambda looped: not looped)


class Caption(Frozen):
    """A subtitle: one or two lines, from `start` to `end` in seconds; `shot` is whose words they are.

    `speaker` is who says them, the narrator when empty; a `thought` is set in italics.
    """

    start: float = Field(ge=0)
    end: float = Field(gt=0)
    lines: tuple[str, ...]
    shot: str = ""
    speaker: str = Field(default="", exclude_if=lambda speaker: not speaker)
    thought: bool = Field(default=False, exclude_if=lambda thought: not thought)

    @property
    def text(self) -> str:
        """The lines, one below the other."""
        return "\n".join(self.lines)


class Marker(Frozen):
    """A named place in the film, at the frame where a shot or a scene begins."""

    name: str
    frame: int = Field(ge=0)
    kind: Literal["shot", "scene"] = "shot"


class Timeline(Frozen):
    """A film in time. `picture` is in order; sounds may overlap. `clips` are the sounds that its clips have of their own.

    Those are `kept` where they are as loud as voices, and lie beneath everything else where they are not.
    """

    film_id: str
    title: str
    format: Picture
    language: str = "en"
    picture: tuple[TimelineClip, ...]
    voice: tuple[TimelineSound, ...] = ()
    music: tuple[TimelineSound, ...] = ()
    effects: tuple[TimelineSound, ...] = ()
    clips: tuple[TimelineSound, ...] = Field(default=(), exclude_if=lambda sounds: not sounds)
    kept: bool = Field(default=False, exclude_if=lambda kept: not kept)
    captions: tuple[Caption, ...] = ()
    markers: tuple[Marker, ...] = ()

    @property
    def fps(self) -> int:
        """Frames a second."""
        return self.format.fps

    @property
    def frames(self) -> int:
        """Frames of the whole film; what overlaps in a transition counts once."""
        return sum(clip.frames - clip.transition.frames for clip in self.picture)

    @property
    def seconds(self) -> float:
        """Length of the whole film in seconds."""
        return self.frames / self.fps

    def starts(self) -> tuple[int, ...]:
        """The film's frame in which each clip begins to be seen, in the order of `picture`."""
        starts, end = [], 0
        for clip in self.picture:
            starts.append(end - clip.transition.frames)
            end += clip.frames - clip.transition.frames
        return tuple(starts)
