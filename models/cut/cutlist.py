"""The cut list: the shots that a film is cut from, at measured lengths, as a workflow knows them."""

from collections.abc import Sequence
from itertools import pairwise

from pydantic import Field

from models.base import Frozen
from models.brief import Brief
from models.cut.cutline import CutLine
from models.cut.delivery import Delivery, Picture
from models.cut.effects import CutEffect, GivenEffect
from models.cut.lengths import FPS, card_seconds, frames_of
from models.cut.transitions import TransitionKind
from models.names import ShotId, voice_name
from models.orders.assets import Blob
from models.shots.shot_list import Shot


class CutShot(Frozen):
    """One shot of the cut.

    `frames` were counted in the conformed `clip`; without a clip a slate stands in, and `missing` says
    why in one sentence. `conformed` is a clip that is encoded as the film is,
    `source` the one it was made from; where that one's lips were moved, `filmed` is the clip before, whose sound is its own. `transition` is how the shot follows the one before; both then overlap for
    `Delivery.transition_s`. `scene` is the place and time that shots of one scene share. `lines` are what is heard;
    `voice`, of `voice_s` seconds, its `words` and `subtitle` are the short form for one line of the narrator's. `effect` is
    the sound of its scene, where one was made.
    """

    shot_id: ShotId
    shot_number: int
    frames: int = Field(ge=1)
    clip: Blob | None = None
    voice: Blob | None = None
    voice_s: float = 0.0
    words: Blob | None = None
    subtitle: str = ""
    lines: tuple[CutLine, ...] = Field(default=(), exclude_if=lambda lines: not lines)
    missing: str = ""
    conformed: bool = False
    source: Blob | None = None
    filmed: Blob | None = Field(default=None, exclude_if=lambda clip: clip is None)
    transition: TransitionKind = "cut"
    scene: str = ""
    effect: CutEffect | None = Field(default=None, exclude_if=lambda effect: effect is None)

    @property
    def said(self) -> tuple[CutLine, ...]:
        """What is heard and read in it, line by line."""
        if self.lines or not (self.voice or self.subtitle.strip()):
            return self.lines
        return (CutLine(text=self.subtitle, voice=self.voice, voice_s=self.voice_s, words=self.words),)


class CutList(Frozen):
    """Title card, shots in order, end card. Card lengths are in frames; `ending` leads to the end card.

    `width`, `height` and `fps` are the film's; `delivery` says how it is encoded, joined and heard. `given` are the effects
    that a person gave.
    """

    film_id: str
    title: str
    width: int
    height: int
    title_frames: int
    end_frames: int
    shots: tuple[CutShot, ...]
    language: str = "en"
    fps: int = FPS
    ending: TransitionKind = "cut"
    delivery: Delivery = Delivery()
    given: tuple[GivenEffect, ...] = Field(default=(), exclude_if=lambda given: not given)

    @property
    def picture(self) -> Picture:
        """How every clip of the film is encoded."""
        return Picture(width=self.width, height=self.height, fps=self.fps, codec=self.delivery.codec)

    @property
    def seconds(self) -> float:
        """How long the film is, in seconds, if every shot is long enough for its transitions."""
        blended = [shot.transition for shot in self.shots] + [self.ending]
        overlaps = sum(self.overlap for kind in blended if kind != "cut")
        frames = self.title_frames + sum(shot.frames for shot in self.shots) + self.end_frames
        return (frames - overlaps) / self.fps

    @property
    def overlap(self) -> int:
        """The frames for which two shots overlap in a transition."""
        return self.delivery.overlap


def lines_by_name(shot: CutShot) -> dict[str, CutLine]:
    """The lines of a shot by what their voices are called in the timeline."""
    said = shot.said
    return {voice_name(shot.shot_id, number, len(said)): line for number, line in enumerate(said, start=1)}


def cut_list(
    brief: Brief, film_id: str, title: str, language: str, shots: Sequence[Shot], cut: Sequence[CutShot]
) -> CutList:
    """The film in order: `cut` has for each of `shots` what was measured of it."""
    picture, kinds = brief.picture, transitions(shots, brief.delivery)
    title_s, end_s = card_seconds(brief.seconds)
    return CutList(
        film_id=film_id,
        title=title,
        width=picture.width,
        height=picture.height,
        fps=picture.fps,
        title_frames=frames_of(title_s, picture.fps),
        end_frames=frames_of(end_s, picture.fps),
        language=language,
        shots=tuple(
            entry.model_copy(update={"transition": kind, "scene": scene_of(shot)})
            for shot, entry, kind in zip(shots, cut, kinds, strict=False)
        ),
        ending=kinds[-1],
        delivery=brief.delivery,
        given=brief.effects.files,
    )


def transitions(shots: Sequence[Shot], delivery: Delivery) -> tuple[TransitionKind, ...]:
    """How each shot follows the one before it, and at last how the end card follows them all.

    The first shot is cut to: the title card fades by itself.
    """
    kinds: list[TransitionKind] = ["cut"] * min(1, len(shots))
    for before, shot in pairwise(shots):
        if shot.transition:
            kinds.append(shot.transition)
        elif delivery.transition != "auto":
            kinds.append(delivery.transition)
        else:
            kinds.append("cut" if scene_of(before) == scene_of(shot) else "crossfade")
    return (*kinds, "fade-black" if delivery.transition == "auto" else "cut")


def handles(
    shots: Sequence[Shot], delivery: Delivery, closes: TransitionKind | None = None
) -> dict[str, int]:
    """How many frames more than it shows alone each shot needs at its end, for the transition that follows.

    `closes` is how another shot follows them; without it the film ends with them.
    """
    after = transitions(shots, delivery)[1:]
    after = after if closes is None else (*after[:-1], closes)
    return {
        shot.shot_id: 0 if kind == "cut" else delivery.overlap
        for shot, kind in zip(shots, after, strict=True)
    }


def scene_of(shot: Shot) -> str:
    """The place and time of a shot in words; shots in a row that share it are a scene."""
    return ", ".join([*shot.landscapes, shot.time_of_day] if shot.landscapes else [])
