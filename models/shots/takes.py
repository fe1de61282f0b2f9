"""Takes of a shot, and what is changed in a film that is finished."""

from collections.abc import Sequence

from pydantic import Field

from models.base import Frozen
from models.names import voice_part
from models.orders.assets import Asset, Blob
from models.orders.likeness import Likeness
from models.shots.heard import Heard
from models.shots.noted import FieldChange
from models.shots.shot_list import Shot
from models.subjects.seen import Seen

MOST_TAKES = 100
"""How often a shot may be asked for: every take of it is kept, and shown."""


class Opening(Frozen):
    """With what a shot opens in place of its own picture: the `frame` with which the `clip` of the shot before it ends.

    `clip` is the sha256 of that clip as the film has it; once the shot before has another, this one opens otherwise.
    """

    shot_id: str
    clip: str
    frame: Asset


class Take(Frozen):
    """One take of a shot: the shot as it was asked for, and what was made of it.

    `voices` are those of its lines, in their places; None where a line was not spoken.
    `changed` are the fields that the words of its revision changed, `seen`, `stale`, `opening` and `likeness` as in `ShotView`.
    """

    take: int
    shot: Shot
    keyframe: Asset | None = None
    voices: tuple[Asset | None, ...] = ()
    clip: Asset | None = None
    lips: Asset | None = Field(default=None, exclude_if=lambda lips: lips is None)
    conformed: Asset | None = None
    missing: str = ""
    changed: tuple[FieldChange, ...] = ()
    seen: tuple[Seen, ...] = ()
    stale: tuple[str, ...] = ()
    opening: Opening | None = None
    likeness: Likeness | None = None

    def files(self) -> dict[str, Blob]:
        """The take's files by name: `clip` is as the film has it, `source` as it came where that differs, `filmed` before its lips were moved."""
        came = self.lips or self.clip
        clip = self.conformed or came
        source = came if self.conformed and came and self.conformed.blob != came.blob else None
        opening = self.opening.frame if self.opening else None
        found = {
            "frame": self.keyframe,
            "opening": opening,
            **voices_by_part(self.voices),
            "clip": clip,
            "source": source,
            "filmed": self.clip if self.lips else None,
        }
        return {f"{name}{asset.blob.suffix}": asset.blob for name, asset in found.items() if asset}


def heard_otherwise(take: Take, takes: Sequence[Take]) -> str:
    """What is heard in a take, as what follows what is seen, where it is not the same in every take of its shot."""
    if any(one.shot.said != take.shot.said for one in takes):
        lines = [line.told for line in take.shot.said]
        return f" · heard: {'; '.join(lines) or 'nothing'}"
    if any(
        spoken_otherwise(one, take) for one in takes if one.take < take.take and one.voices and take.voices
    ):
        return " · spoken anew"
    return ""


def spoken_otherwise(take: Take, other: Take) -> bool:
    """Whether the voices of two takes are not the same sounds."""
    return [voice and voice.blob for voice in take.voices] != [voice and voice.blob for voice in other.voices]


def as_cast(shot: Shot, takes: Sequence[Take]) -> Shot:
    """The shot by whom the film itself casts for it: as its first take was asked for, whoever else has tried it since."""
    maker = next((take.shot.video_provider for take in takes), shot.video_provider)
    return shot.model_copy(update={"video_provider": maker})


def voices_by_part(voices: Sequence[Asset | None]) -> dict[str, Asset]:
    """The voices of a shot's lines that are there, by what each is called."""
    return {
        voice_part(line, len(voices)): voice
        for line, voice in enumerate(voices, start=1)
        if voice is not None
    }


class Change(Heard):
    """What is changed in a finished film: a shot is `retaken`, or goes back to an earlier take.

    A retake draws the shot's picture anew, with `prompt` or `note`; where other words alone are asked for, or a line once
    more, the picture stays. With `use` the shot has that take again. Where its clip `alone` is made anew the picture stays too,
    and nothing is made where whoever is cast by now made the clip that it has. By a `maker` the shot is tried: another clip of
    the picture that it has, as a take beside the one in the film. What is its film's `own` is made by whom that itself casts,
    whoever made the take that is in it.
    """

    shot_id: str
    use: int | None = None
    alone: bool = False
    maker: str = Field(default="", max_length=200)
    own: bool = Field(default=False, exclude_if=lambda own: not own)
    prompt: str = Field(default="", max_length=8000)
    note: str = Field(default="", max_length=4000)
    by: str = Field(default="", max_length=200)
