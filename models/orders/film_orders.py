"""What a film orders: every request of it is made here, for the film itself, for its quotes and for its estimate."""

from collections.abc import Collection, Mapping, Sequence
from itertools import zip_longest
from typing import Literal, NamedTuple, Self

from pydantic import Field

from models.base import Frozen
from models.brief import Brief
from models.cut.delivery import Fit
from models.cut.lengths import card_seconds, clip_frames, measured_frames, spoken_s
from models.money.dollars import ZERO, Usd
from models.money.steps import Spending
from models.names import subject_id
from models.orders.assets import Asset, Blob
from models.orders.cast import Cast
from models.orders.requests import AnyOrder, ImageRequest, MusicRequest, Order, SpeechRequest, VideoRequest
from models.orders.slowest_voice import longest_spoken
from models.shots.lines import together_s
from models.shots.shot_list import Shot
from models.subjects.bible import Bible, SubjectView
from models.subjects.seen import Seen, seen
from models.subjects.sheets import bare, sheet_shot, sheet_size
from models.subjects.subject import Subject

UNSEEN = Blob(sha256="0" * 64, suffix=".png", size=0)
"""A keyframe that is not drawn yet; nothing in the library was made from it."""

Part = Literal["voice", "clip"]
"""What is ordered of a shot once its keyframe is approved."""


class Price(Frozen):
    """The most that a part of a shot may cost (`clip`, `voice-2`), and the name under which a vendor is asked for it."""

    usd: Usd = ZERO
    reference: str = ""


class LostPart(Frozen):
    """A part of a shot of which nobody knows whether its vendor took it; a `job` is resolved by a person.

    `line` says whose voice it is, of the shot's lines from 1.
    """

    part: Part
    line: int = 1
    reason: str
    job: bool


class MadeShot(Frozen):
    """What there is of a shot: its voices and clip, and the clip as the film has it.

    `voices` are those of its lines, in their places: None where there is none. Before anything is known they are empty.
    `missing` says why there is none. Notes are for people. With `lost` the shot is as far as it can be
    until somebody decides; one that was `stopped` from outside may have been billed for what it had begun.
    `gone` is the sha256 of a stored file that it needs and that is lost: it is made again first.
    """

    voices: tuple[Asset | None, ...] = ()
    clip: Asset | None = None
    conformed: Asset | None = None
    missing: str = ""
    notes: tuple[str, ...] = ()
    lost: LostPart | None = None
    stopped: bool = False
    gone: str = ""

    def voice(self, line: int) -> Asset | None:
        """The voice of a line, by its number from 1."""
        return self.voices[line - 1] if line <= len(self.voices) else None

    def with_voices_of(self, earlier: "MadeShot") -> Self:
        """It with the voices that there were before, where it has none."""
        both = zip_longest(self.voices, earlier.voices)
        return self.model_copy(update={"voices": tuple(now or before for now, before in both)})


class ShotOrder(Frozen):
    """A shot to be made from its approved keyframe: its lines spoken, its picture moved, its clip one of the film's.

    `voices` has for each line of the shot who is to speak it; None for one that nobody can. The clip is as long as the
    shot needs with the voices that are `made`, and `handle` frames longer for the transition that follows; `fit` says how
    one of another shape becomes one of the film's. What is `made` already is not made again. `prices` are by part.
    """

    clip: Order[VideoRequest]
    voices: tuple[Order[SpeechRequest] | None, ...] = ()
    handle: int = 0
    fit: Fit = "fit"
    made: MadeShot = MadeShot()
    prices: dict[str, Price] = Field(default_factory=dict)

    @property
    def shot(self) -> Shot:
        """The shot."""
        return self.clip.request.shot

    @property
    def frames(self) -> int:
        """How many frames the shot has in the film: those of its clip, or more when its measured voice needs more."""
        assert self.made.clip is not None, "only a clip that is there is measured"
        fps = self.clip.request.picture.fps
        return measured_frames(self.made.clip.seconds, self._heard_s(self.made), fps, self.handle)

    @property
    def unspoken(self) -> tuple[tuple[int, Order[SpeechRequest]], ...]:
        """The lines whose voices are still to be had, by their numbers from 1."""
        return tuple(
            (line, order)
            for line, order in enumerate(self.voices, start=1)
            if order is not None and self.made.voice(line) is None
        )

    def silenced(self, lines: Collection[int]) -> Self:
        """The order without the voices of these lines."""
        kept = (None if line in lines else order for line, order in enumerate(self.voices, start=1))
        return self.model_copy(update={"voices": tuple(kept)})

    def having(self, made: MadeShot) -> Self:
        """The order with what there is by now; the clip is ordered as long as the measured voices need."""
        return self._lasting(self._heard_s(made)).model_copy(update={"made": made})

    def at_longest(self) -> Self:
        """The order with the longest clip that its words can make of it: what bounds its price from above."""
        return self._lasting(_longest_lines(self.shot))

    def _heard_s(self, made: MadeShot) -> float:
        """How long its lines are heard, one after another, in seconds."""
        return together_s(self.shot.said, lengths_of(self.shot, made.voices))

    def _lasting(self, voice_s: float) -> Self:
        request = self.clip.request
        frames = clip_frames(self.shot.duration, voice_s, request.picture.fps, self.handle)
        clip = self.clip.model_copy(update={"request": request.model_copy(update={"frames": frames})})
        return self.model_copy(update={"clip": clip})


def lengths_of(shot: Shot, voices: Sequence[Asset | None]) -> tuple[float, ...]:
    """The measured seconds of each line of a shot; none for one that is not heard."""
    both = zip_longest(shot.said, voices[: len(shot.said)])
    return tuple(voice.seconds if voice else 0.0 for _, voice in both)


def _longest_lines(shot: Shot) -> float:
    """The most seconds that any voices take over a shot's lines, with the silence between them."""
    return together_s(shot.said, [longest_spoken(line.text) for line in shot.said])


THE_SCORE = ""
"""Stands for a shot where the score is meant."""


class ToQuote(NamedTuple):
    """A step that is quoted: the order as it is planned, and the dearest that it can become; a voice's `line` from 1."""

    step: Spending
    planned: AnyOrder
    dearest: AnyOrder
    line: int = 1


class FilmOrders(Frozen):
    """What all orders of one film share; gives the orders of each of its shots, and of its score.

    `bible` is who and what recurs; with `see_bible` a person wants to look at it. `fresh` as in `Order`.
    """

    brief: Brief
    language: str = "und"
    mood: str = ""
    bible: Bible = Bible()
    see_bible: bool = False
    fresh: str = ""

    def keyframe(self, shot: Shot, cast: Cast, take: int = 1) -> Order[ImageRequest]:
        """The picture of a shot."""
        width, height = self.brief.drawn_size
        request = ImageRequest(
            shot=shot,
            subjects=tuple(bare(view.subject) for view in self.bible.seen_in(shot)),
            references=self.bible.shown_in(shot, cast.image.references).references,
            width=width,
            height=height,
            seed=self.brief.seed,
            take=take,
        )
        return Order[ImageRequest](choice=cast.image, request=request, fresh=self.fresh)

    def seen(self, shot: Shot, cast: Cast) -> tuple[Seen, ...]:
        """Which subjects the picture of a shot shows, and what is given of each."""
        shown = self.bible.shown_in(shot, cast.image.references)
        views = {view.name: view for view in (*self.bible.seen_in(shot), *self.bible.listed_for(shot))}
        given: dict[str, list[Blob]] = {}
        for reference in shown.references:
            given.setdefault(reference.subject, []).append(reference.picture)
        return tuple(
            seen(bare(view.subject), tuple(given.get(name, ())), left_out=name in shown.left_out)
            for name, view in views.items()
        )

    def cannot_show(self, shot: Shot, cast: Cast) -> str:
        """Why a shot cannot be drawn with the references that a person listed for it; empty when it can."""
        if not shot.references:
            return ""
        nobody = [
            name for name in shot.references if not (view := self.bible.find(name)) or not view.pictures
        ]
        if nobody:
            return f"It lists a reference to {nobody[0]!r}, of whom the film has no picture: give one, or leave it out."
        rule, listed, who = cast.image.references, self.bible.listed_for(shot), cast.image.provider
        if rule is None:
            return (
                f"It lists references, and {who} takes none: leave them out, or cast another image provider."
            )
        if len(listed) > rule.most:
            return f"It lists {len(listed)} references, and {who} takes {rule.most}: leave some out."
        return ""

    def sheets(self, cast: Cast) -> tuple[SubjectView, ...]:
        """The subjects that are to get a sheet: they recur, have no picture, and somebody looks at one."""
        looked_at = cast.image.references is not None or cast.video.references is not None or self.see_bible
        return tuple(view for view in self.bible.subjects if looked_at and view.wants_sheet)

    def expecting_sheets(self, cast: Cast, found: Mapping[str, Asset] | None = None) -> Self:
        """The orders as they will be once every sheet is there, for what bounds a price from above.

        `found` has those that are there already, by the names of their subjects.
        """
        unseen, there = Asset(blob=UNSEEN, recipe_key=""), found or {}
        drawn = (view.changed(sheet=there.get(view.name, unseen)) for view in self.sheets(cast))
        return self.model_copy(update={"bible": self.bible.with_(*drawn)})

    def sheet(self, subject: Subject, cast: Cast, take: int = 1) -> Order[ImageRequest]:
        """The picture of a subject by itself; it is the same in every film of the same style."""
        width, height = sheet_size(subject)
        request = ImageRequest(
            shot=sheet_shot(subject, self.brief.style),
            subjects=(bare(subject),),
            sheet=True,
            width=width,
            height=height,
            take=take,
        )
        return Order[ImageRequest](choice=cast.image, request=request, fresh=self.fresh)

    def shot(self, shot: Shot, cast: Cast, keyframe: Blob = UNSEEN, handle: int = 0) -> ShotOrder:
        """What a shot needs from its keyframe on, before anything of it is made."""
        delivery = self.brief.delivery
        request = VideoRequest(
            shot=shot,
            still=keyframe,
            frames=1,
            picture=self.brief.picture,
            seed=self.brief.seed,
            edge=delivery.overlap,
            references=self.bible.shown_in(shot, cast.video.references).references,
        )
        order = ShotOrder(
            clip=Order[VideoRequest](choice=cast.video, request=request, fresh=self.fresh),
            voices=self._voices(shot, cast),
            handle=handle,
            fit=delivery.fit,
        )
        return order.having(MadeShot())

    def score(self, cast: Cast, seconds: float) -> Order[MusicRequest]:
        """The music under the whole film."""
        request = MusicRequest(mood=self.mood, seconds=seconds, seed=self.brief.seed)
        return Order[MusicRequest](choice=cast.music, request=request, fresh=self.fresh)

    def to_quote(self, shots: Sequence[Shot], cast: Cast) -> dict[str, list[ToQuote]]:
        """Every step after the story by its shot; a score that is to be played is under `THE_SCORE`.

        A clip is dearest as long as its words can make it, with a transition after it; a picture with every sheet.
        """
        wanted: dict[str, list[ToQuote]] = {}
        later = self.expecting_sheets(cast)
        for shot in shots:
            keyframe, order = later.keyframe(shot, cast), later.shot(shot, cast)
            longest = later.shot(shot, cast, handle=self.brief.delivery.overlap).at_longest()
            steps = [ToQuote("keyframe", keyframe, keyframe), ToQuote("clip", order.clip, longest.clip)]
            steps += [
                ToQuote("voice", voice, voice, line)
                for line, voice in enumerate(order.voices, start=1)
                if voice
            ]
            wanted[shot.shot_id] = steps
        if self.brief.music is None:
            seconds = sum(map(longest_s, shots)) + sum(card_seconds(self.brief.seconds))
            score = self.score(cast, seconds)
            wanted[THE_SCORE] = [ToQuote("score", score, score)]
        return wanted

    def sheets_to_quote(self, cast: Cast) -> dict[str, ToQuote]:
        """Every sheet that is to be drawn, by the id of its subject."""
        sheets = {subject_id(view.name): self.sheet(view.subject, cast) for view in self.sheets(cast)}
        return {name: ToQuote("sheet", order, order) for name, order in sheets.items()}

    def _voices(self, shot: Shot, cast: Cast) -> tuple[Order[SpeechRequest], ...]:
        """The lines of a shot, each to be spoken by whoever says it."""
        return tuple(
            Order[SpeechRequest](
                choice=cast.speech,
                request=SpeechRequest(
                    text=line.text,
                    language=self.language,
                    seed=self.brief.seed + line.take - 1,
                    voice=self.bible.voice_of(line),
                    delivery=line.delivery,
                    speaker=line.subject,
                ),
                fresh=self.fresh,
            )
            for line in shot.said
        )


def longest_s(shot: Shot) -> float:
    """The most seconds that a shot can last: as planned, or as very slow voices need for its lines."""
    return max(shot.duration, spoken_s(_longest_lines(shot)))
