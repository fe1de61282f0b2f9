"""Takes of a shot, and what is changed in a film that is finished."""

from pydantic import Field

from models.base import Frozen
from models.orders.assets import Asset, Blob
from models.shots.noted import FieldChange
from models.shots.shot_list import Shot
from models.subjects.seen import Seen

MOST_TAKES = 100
"""How often a shot may be asked for: every take of it is kept, and shown."""


class Take(Frozen):
    """One take of a shot: the shot as it was asked for, and what was made of it.

    `changed` are the fields that the words of its revision changed, `seen` and `stale` as in `ShotView`.
    """

    take: int
    shot: Shot
    keyframe: Asset | None = None
    voice: Asset | None = None
    clip: Asset | None = None
    conformed: Asset | None = None
    missing: str = ""
    changed: tuple[FieldChange, ...] = ()
    seen: tuple[Seen, ...] = ()
    stale: tuple[str, ...] = ()

    def files(self) -> dict[str, Blob]:
        """The take's files by name: `clip` is as the film has it, `source` as it came where that differs."""
        clip = self.conformed or self.clip
        source = self.clip if self.conformed and self.clip and self.conformed.blob != self.clip.blob else None
        found = {"frame": self.keyframe, "voice": self.voice, "clip": clip, "source": source}
        return {f"{name}{asset.blob.suffix}": asset.blob for name, asset in found.items() if asset}


class Change(Frozen):
    """What is changed in a finished film: a shot is `retaken`, or goes back to an earlier take.

    A retake draws the shot's picture anew, with `prompt` or `note`, and other words where `dialogue` says so.
    With `use` the shot has that take again.
    """

    shot_id: str
    use: int | None = None
    prompt: str = Field(default="", max_length=8000)
    note: str = Field(default="", max_length=4000)
    dialogue: str | None = Field(default=None, max_length=4000)
    by: str = Field(default="", max_length=200)
