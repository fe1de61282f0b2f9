"""What a shot needs once its picture is approved, and what came of it: its voices, its clip, the clip as the film has it."""

from collections.abc import Container, Sequence
from itertools import zip_longest
from typing import Literal, Self

from pydantic import Field

from models.base import Frozen
from models.cut.delivery import Fit, Picture
from models.cut.lengths import chained_frames, clip_frames, measured_frames
from models.money.dollars import ZERO, Usd
from models.orders.assets import Asset, Blob
from models.orders.cast import Choice
from models.orders.requests import LipsRequest, Order, SpeechRequest, VideoRequest
from models.orders.slowest_voice import longest_spoken
from models.shots.lines import Line, starts_of, together_s
from models.shots.refusals import Refusal
from models.shots.shot_list import Shot

UNSEEN = Blob(sha256="0" * 64, suffix=".png", size=0)
"""A keyframe that is not drawn yet; nothing in the library was made from it."""

_OFF_BY_S = 0.25
"""So much longer or shorter a clip whose lips were moved may come back."""

Part = Literal["voice", "clip", "lips"]
"""What is ordered of a shot once its keyframe is approved."""


class Price(Frozen):
    """The most that a part of a shot may cost (`clip`, `voice-2`), and the name under which a vendor is asked for it.

    `clips` are the most that each of several may cost of which a clip is made.
    """

    usd: Usd = ZERO
    reference: str = ""
    clips: tuple[Usd, ...] = Field(default=(), exclude_if=lambda clips: not clips)

    def of_clip(self, number: int) -> Usd:
        """The most that one of several clips may cost, by its number from 1."""
        return self.clips[number - 1] if number <= len(self.clips) else self.usd


class LostPart(Frozen):
    """A part of a shot of which nobody knows whether its vendor took it; a `job` is resolved by a person.

    `taken` says that its vendor did take it, and it cannot be had. `line` says whose voice it is, of the shot's lines from 1.
    `usd` is the most that there is to pay for it, where that is known to be less than its quote. `by` is the fallback that was asked
    for it, and `reference` the name that it knows, where one was.
    """

    part: Part
    line: int = 1
    reason: str
    job: bool
    taken: bool = Field(default=False, exclude_if=lambda taken: not taken)
    usd: Usd | None = Field(default=None, exclude_if=lambda usd: usd is None)
    by: str = Field(default="", exclude_if=lambda by: not by)
    reference: str = Field(default="", exclude_if=lambda reference: not reference)


class MadeShot(Frozen):
    """What there is of a shot: its voices and clip, the clip with its speaker's `lips` moved, and the clip as the film has it.

    `voices` are those of its lines, in their places: None where there is none. Before anything is known they are empty.
    `missing` says why there is none. Notes are for people. With `lost` the shot is as far as it can be
    until somebody decides; one that was `stopped` from outside may have been billed for what it had begun.
    `gone` is the sha256 of a stored file that it needs and that is lost: it is made again first. `billed` are the dollars
    that parts which failed cost all the same, by part. `refused` says what was, where its clip was refused for its content;
    `failed_by` is the fallback whose clip failed, where one was asked.
    """

    voices: tuple[Asset | None, ...] = ()
    clip: Asset | None = None
    lips: Asset | None = Field(default=None, exclude_if=lambda lips: lips is None)
    conformed: Asset | None = None
    missing: str = ""
    notes: tuple[str, ...] = ()
    lost: LostPart | None = None
    stopped: bool = False
    gone: str = ""
    billed: dict[str, Usd] = Field(default_factory=dict, exclude_if=lambda billed: not billed)
    refused: Refusal | None = Field(default=None, exclude_if=lambda refused: refused is None)
    failed_by: str = Field(default="", exclude_if=lambda by: not by)

    def voice(self, line: int) -> Asset | None:
        """The voice of a line, by its number from 1."""
        return self.voices[line - 1] if line <= len(self.voices) else None

    def part(self, part: str, line: int = 1) -> Asset | None:
        """One of its parts; of a voice that of a line."""
        parts = {"voice": self.voice(line), "clip": self.clip, "lips": self.lips}
        return parts[part]

    def without_lost_lips(self) -> Self:
        """It with its own clip, where nothing but its lips is lost; as it is otherwise."""
        if self.lost is None or self.lost.part != "lips":
            return self
        return self.lips_left_alone(self.lost.reason).model_copy(update={"lost": None})

    def lips_left_alone(self, reason: str) -> Self:
        """It with its own clip, and a note that says why, for which `reason` is a sentence."""
        notes = dict.fromkeys((*self.notes, f"Its lips are left alone: {reason}"))
        return self.model_copy(update={"notes": tuple(notes)})

    def with_voices_of(self, earlier: "MadeShot") -> Self:
        """It with the voices that there were before, where it has none."""
        both = zip_longest(self.voices, earlier.voices)
        return self.model_copy(update={"voices": tuple(now or before for now, before in both)})


class ShotOrder(Frozen):
    """A shot to be made from its approved keyframe: its lines spoken, its picture moved, its clip one of the film's.

    `voices` has for each line of the shot who is to speak it; None for one that nobody can. The clip is as long as the
    shot needs with the voices that are `made`, and `handle` frames longer for the transition that follows; `fit` says how
    one of another shape becomes one of the film's. `lips` moves its speaker's, where that is wanted. What is `made` already is not made again. `prices` are by part.
    """

    clip: Order[VideoRequest]
    voices: tuple[Order[SpeechRequest] | None, ...] = ()
    handle: int = 0
    fit: Fit = "fit"
    lips: Choice | None = Field(default=None, exclude_if=lambda lips: lips is None)
    made: MadeShot = MadeShot()
    prices: dict[str, Price] = Field(default_factory=dict)

    @property
    def shot(self) -> Shot:
        """The shot."""
        return self.clip.request.shot

    @property
    def frames(self) -> int:
        """How many frames the shot has in the film: those of its clip, or more when its measured voice needs more.

        A clip of a maker that has lengths of its own is cut off where the shot ends.
        """
        assert self.made.clip is not None, "only a clip that is there is measured"
        request = self.clip.request
        measured = measured_frames(
            self.made.clip.seconds, self._heard_s(self.made), request.picture.fps, self.handle
        )
        return measured if self.clip.choice.longest_s is None else min(measured, request.frames)

    @property
    def source(self) -> Asset:
        """What is made one of the film's: its clip, or the one whose lips move."""
        source = self.made.lips or self.made.clip
        assert source is not None, "only a clip that is there is conformed"
        return source

    @property
    def spoken(self) -> tuple[tuple[float, Asset], ...]:
        """The voices that move lips, each with the second of the shot in which it begins."""
        said, voices = self.shot.said, self.made.voices
        starts = starts_of(said, lengths_of(self.shot, voices))
        lines = zip_longest(said, starts, voices[: len(said)])
        return tuple((start, voice) for line, start, voice in lines if voice and line.moves_lips)

    @property
    def lips_objection(self) -> str:
        """Why lips that are wanted cannot be moved in the clip that is there, as a clause; empty where they can."""
        if self.lips is None:
            return ""
        if not self.spoken:
            return "what is said is not heard"
        return self.lips.length_objection(self.frames / self.clip.request.picture.fps)

    def lips_off(self, lips: Asset) -> str:
        """Why a clip whose lips were moved does not go with what is heard, as a sentence; empty where it does."""
        seconds = self.frames / self.clip.request.picture.fps
        if abs(lips.seconds - seconds) <= _OFF_BY_S:
            return ""
        return f"they came back with {lips.seconds:.1f} s, and the shot has {seconds:.1f} s."

    def lips_of(self, clip: Blob, track: Blob, frames: int = 0) -> Order[LipsRequest] | None:
        """The order of a clip, made one of the film's, whose lips are to move to a track; None where nobody wants that.

        It has as many frames as the clip that is there, unless another number is given.
        """
        if self.lips is None:
            return None
        request = LipsRequest(
            shot=self.shot,
            clip=clip,
            track=track,
            frames=frames or self.frames,
            picture=self.plain_picture,
            seed=self.clip.request.seed,
        )
        return Order[LipsRequest](choice=self.lips, request=request, fresh=self.clip.fresh)

    @property
    def plain_picture(self) -> Picture:
        """How a clip is encoded that is handed on: as the film's, and in a codec that everybody reads."""
        return self.clip.request.picture.model_copy(update={"codec": "h264"})

    def in_plain_codec(self) -> Self:
        """The order of the same in a codec that everybody reads."""
        request = self.clip.request.model_copy(update={"picture": self.plain_picture})
        return self.model_copy(update={"clip": self.clip.model_copy(update={"request": request})})

    @property
    def parts(self) -> tuple[Order[VideoRequest], ...]:
        """The orders of the clips that its clip is made of, one after another; all but the first from a still that is not there yet."""
        request, choice = self.clip.request, self.clip.choice
        lengths = chained_frames(request.frames, request.picture.fps, choice.longest_s)
        stills = (request.still, *(UNSEEN for _ in lengths[1:]))
        return tuple(
            self.clip.model_copy(
                update={"request": request.model_copy(update={"frames": frames, "still": still})}
            )
            for frames, still in zip(lengths, stills, strict=True)
        )

    @property
    def unspoken(self) -> tuple[tuple[int, Order[SpeechRequest]], ...]:
        """The lines whose voices are still to be had, by their numbers from 1."""
        return tuple(
            (line, order)
            for line, order in enumerate(self.voices, start=1)
            if order is not None and self.made.voice(line) is None
        )

    def silenced(self, lines: Container[int]) -> Self:
        """The order without the voices of these lines."""
        kept = (None if line in lines else order for line, order in enumerate(self.voices, start=1))
        return self.model_copy(update={"voices": tuple(kept)})

    @property
    def exchange(self) -> tuple[Order[SpeechRequest], ...]:
        """Its lines, where all of them are one exchange that is still to be spoken; none otherwise."""
        lines = tuple(order for _, order in self.unspoken)
        turns = lines[0].request.exchange if lines else ()
        whole = bool(turns) and len(lines) == len(turns) and all(o.request.exchange == turns for o in lines)
        return lines if whole else ()

    def said_as_in(self, earlier: Sequence["ShotOrder"]) -> Self:
        """The order as its lines are after the `earlier` takes, in which some were spoken.

        A line that stays keeps what was said around it in the first of those takes that has it, and so is the same to the
        library whatever becomes of its neighbours; one that is new is spoken by itself.
        """
        if not earlier:
            return self
        told = {line: said for one in reversed(earlier) for line, said in _said(one)}
        voices = (
            order
            and order.model_copy(update={"request": order.request.model_copy(update=told.get(line, _ALONE))})
            for line, order in zip(self.shot.said, self.voices, strict=True)
        )
        return self.model_copy(update={"voices": tuple(voices)})

    def having(self, made: MadeShot) -> Self:
        """The order with what there is by now; the clip is ordered as long as the measured voices need."""
        return self._lasting(self._heard_s(made)).model_copy(update={"made": made})

    def at_longest(self) -> Self:
        """The order with the longest clip that its words can make of it: what bounds its price from above."""
        return self._lasting(longest_lines(self.shot))

    def _heard_s(self, made: MadeShot) -> float:
        """How long its lines are heard, one after another, in seconds."""
        return together_s(self.shot.said, lengths_of(self.shot, made.voices))

    def _lasting(self, voice_s: float) -> Self:
        request = self.clip.request
        frames = clip_frames(self.shot.duration, voice_s, request.picture.fps, self.handle)
        clip = self.clip.model_copy(update={"request": request.model_copy(update={"frames": frames})})
        return self.model_copy(update={"clip": clip})


_AROUND = ("before", "after", "exchange", "place")
_ALONE: dict[str, object] = {"exchange": (), "place": 0}


def _said(order: ShotOrder) -> list[tuple[Line, dict[str, object]]]:
    """Each line of a shot with what is said around it, the first of the same lines last."""
    pairs = zip(order.shot.said, order.voices, strict=True)
    return [
        (line, {name: getattr(voice.request, name) for name in _AROUND}) for line, voice in pairs if voice
    ][::-1]


def lengths_of(shot: Shot, voices: Sequence[Asset | None]) -> tuple[float, ...]:
    """The measured seconds of each line of a shot; none for one that is not heard."""
    both = zip_longest(shot.said, voices[: len(shot.said)])
    return tuple(voice.seconds if voice else 0.0 for _, voice in both)


def longest_lines(shot: Shot) -> float:
    """The most seconds that any voices take over a shot's lines, with the silence between them."""
    return together_s(shot.said, [longest_spoken(line.text) for line in shot.said])
