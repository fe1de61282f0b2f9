"""What a provider is asked for: a picture, a clip, a voice, a score, an effect, lips; and an order, which says who is to make it."""

from typing import Generic, Literal, TypeVar

from pydantic import Field

from models.base import Frozen
from models.cut.delivery import Picture
from models.orders.assets import About, Blob
from models.orders.cast import Choice
from models.orders.diffusion import Diffusion
from models.orders.references import Reference
from models.shots.shot_list import Shot
from models.subjects.subject import Subject


class ImageRequest(Frozen):
    """A keyframe, or a `sheet`: the picture of one subject alone, whose `shot` only says how it is to be seen.

    `subjects` are those that are seen, as the bible has them, without their pictures and voices; `references` are the
    pictures that the provider is given, in order. `tints` are the colours of its characters by their names, where words
    say none (`models/subjects/tints.py`). `take` counts redraws of the same shot, from 1; `redraw` those of a take that was
    not like whom it shows, from 0. `diffusion` is for open models, which are handed its LoRAs' files beside the `inputs`; others
    leave it out of their recipes.
    """

    kind: Literal["image"] = "image"
    shot: Shot
    subjects: tuple[Subject, ...] = ()
    references: tuple[Reference, ...] = ()
    tints: dict[str, int] = Field(default_factory=dict)
    sheet: bool = False
    width: int
    height: int
    seed: int = 0
    take: int = 1
    redraw: int = Field(default=0, exclude_if=lambda redraw: not redraw)
    diffusion: Diffusion | None = Field(default=None, exclude_if=lambda asked: asked is None)

    @property
    def drawn_seed(self) -> int:
        """The seed of this very picture: another one for every take and every redraw."""
        return (self.seed + self.take - 1 + 7919 * self.redraw) % 2**31

    @property
    def inputs(self) -> tuple[Blob, ...]:
        """The files that it is made from."""
        return tuple(reference.picture for reference in self.references)

    @property
    def about(self) -> About:
        """What the picture shows, so that it can be found again."""
        return _about(self.shot)


class VideoRequest(Frozen):
    """A clip of a shot, of exactly `frames` frames, from a still picture.

    `edge` and the picture's codec are for providers that encode themselves: the film is cut without
    encoding again where a clip has the film's codec, and keyframes of it `edge` frames from either end. With `sound` it has a
    sound of its own, where its maker gives it one.
    """

    kind: Literal["video"] = "video"
    shot: Shot
    still: Blob
    frames: int = Field(ge=1)
    picture: Picture
    seed: int = 0
    edge: int = 0
    references: tuple[Reference, ...] = ()
    sound: bool = Field(default=False, exclude_if=lambda sound: not sound)

    @property
    def inputs(self) -> tuple[Blob, ...]:
        """The files that it is made from."""
        return (self.still, *(reference.picture for reference in self.references))

    @property
    def about(self) -> About:
        """What the clip shows, so that it can be found again."""
        return _about(self.shot)


class Turn(Frozen):
    """What one says in an exchange, and in which voice; `delivery` as of a line."""

    text: str = Field(min_length=1)
    voice: str = ""
    delivery: str = ""


class SpeechRequest(Frozen):
    """A line to be spoken. `language` is ISO 639-1, or `und` when unknown.

    `voice` is a voice of the provider's, its own choice when empty; `delivery` is how the line is said, in a few words.
    `speaker` is who says it, for people. `before` and `after` are what is said around it in its shot, for a voice that goes
    by that; a maker that is not told them leaves them out of its recipes. A line of an `exchange` is at a `place` in it, from 0:
    who speaks those at once says all of it, and the line is cut out.
    """

    kind: Literal["speech"] = "speech"
    text: str = Field(min_length=1)
    language: str = "en"
    seed: int = 0
    voice: str = ""
    delivery: str = ""
    speaker: str = ""
    before: str = Field(default="", exclude_if=lambda said: not said)
    after: str = Field(default="", exclude_if=lambda said: not said)
    exchange: tuple[Turn, ...] = Field(default=(), exclude_if=lambda turns: not turns)
    place: int = Field(default=0, ge=0, exclude_if=lambda place: not place)

    @property
    def inputs(self) -> tuple[Blob, ...]:
        """The files that it is made from."""
        return ()

    @property
    def about(self) -> About:
        """What is said, so that it can be found again."""
        return About(prompt=self.text, characters=(self.speaker,) if self.speaker else ())


class MusicSection(Frozen):
    """A stretch of a score of `seconds` seconds, in a mood of its own."""

    mood: str = ""
    seconds: float = Field(gt=0)


class MusicRequest(Frozen):
    """A score of `seconds` seconds in a mood given in words.

    It has `sections` one after another, of together as many seconds, for whoever follows them (`Choice.sections`).
    """

    kind: Literal["music"] = "music"
    mood: str = ""
    seconds: float = Field(gt=0)
    seed: int = 0
    sections: tuple[MusicSection, ...] = Field(default=(), exclude_if=lambda sections: not sections)

    @property
    def inputs(self) -> tuple[Blob, ...]:
        """The files that it is made from."""
        return ()

    @property
    def about(self) -> About:
        """What is played, so that it can be found again."""
        return About(prompt=self.mood, mood=self.mood)


class LipsRequest(Frozen):
    """A clip of a shot whose speaker's lips are to move to what is said in it.

    `clip` has exactly `frames` frames of the size and rate of `picture`; `track` is what is said, as long as the clip and in its
    time.
    """

    kind: Literal["lips"] = "lips"
    shot: Shot
    clip: Blob
    track: Blob
    frames: int = Field(ge=1)
    picture: Picture
    seed: int = 0

    @property
    def seconds(self) -> float:
        """How long the clip is."""
        return self.frames / self.picture.fps

    @property
    def inputs(self) -> tuple[Blob, ...]:
        """The files that it is made from."""
        return (self.clip, self.track)

    @property
    def about(self) -> About:
        """What the clip shows, so that it can be found again."""
        return _about(self.shot)


class EffectRequest(Frozen):
    """The sound of a scene in words, of `seconds` seconds; one that is a `loop` can be repeated without a seam."""

    kind: Literal["effect"] = "effect"
    words: str = Field(min_length=1)
    seconds: float = Field(gt=0)
    loop: bool = False
    seed: int = 0

    @property
    def inputs(self) -> tuple[Blob, ...]:
        """The files that it is made from."""
        return ()

    @property
    def about(self) -> About:
        """What is heard, so that it can be found again."""
        return About(prompt=self.words)


Request = ImageRequest | VideoRequest | SpeechRequest | MusicRequest | EffectRequest | LipsRequest

R = TypeVar("R", bound=Request)


class Order(Frozen, Generic[R]):
    """A request, and who is to make it.

    `fresh` is empty when a stored asset will do; otherwise it names the run that wants everything
    made afresh, and only what that run stored counts as found.
    """

    choice: Choice
    request: R
    fresh: str = ""

    def by(self, choice: Choice) -> "Order[R]":
        """The same asked of somebody else, with as many references as that one takes."""
        most = choice.references.most if choice.references else 0
        pictured = isinstance(self.request, ImageRequest | VideoRequest)
        fewer = {"references": self.request.references[:most]} if pictured else {}  # type: ignore[union-attr]
        return self.model_copy(update={"choice": choice, "request": self.request.model_copy(update=fewer)})


AnyOrder = (
    Order[ImageRequest]
    | Order[VideoRequest]
    | Order[SpeechRequest]
    | Order[MusicRequest]
    | Order[LipsRequest]
    | Order[EffectRequest]
)


def _about(shot: Shot) -> About:
    return About(
        prompt=shot.enhanced_prompt,
        shot_type=shot.shot_type,
        mood=shot.mood,
        time_of_day=shot.time_of_day,
        characters=shot.characters,
        landscapes=shot.landscapes,
        styles=shot.styles,
    )
