"""What a film orders: every request of it is made here, for the film itself, for its quotes and for its estimate."""

from collections.abc import Iterable, Mapping, Sequence
from math import ceil, floor, inf
from typing import NamedTuple, Self

from models.base import Frozen
from models.brief import Brief
from models.cut.lengths import card_seconds, spoken_s
from models.money.steps import Spending
from models.names import subject_id
from models.orders.assets import Asset, Blob
from models.orders.cast import Cast, Choice
from models.orders.requests import (
    AnyOrder,
    EffectRequest,
    ImageRequest,
    MusicRequest,
    Order,
    SpeechRequest,
    Turn,
    VideoRequest,
)
from models.orders.scene_effects import LONGEST_S, effect_s, scenes_of
from models.orders.scores import Mood, score_pieces
from models.orders.shot_orders import UNSEEN, MadeShot, ShotOrder, longest_lines
from models.shots.lines import around
from models.shots.shot_list import Shot
from models.subjects.bible import Bible, SubjectView
from models.subjects.lips import left_alone, lips_wanted
from models.subjects.seen import Seen, seen
from models.subjects.sheets import bare, sheet_shot, sheet_size
from models.subjects.subject import Subject

MOST_VOICES = 10
"""Voices of one exchange."""
THE_SCORE = ""
"""Stands for a shot where the score is meant."""


class ToQuote(NamedTuple):
    """A step that is quoted: the order as it is planned, and the dearest that it can become; a voice's `line` from 1.

    A clip that is dearest as a chain of several has `parts`.
    """

    step: Spending
    planned: AnyOrder
    dearest: AnyOrder
    line: int = 1
    parts: tuple[AnyOrder, ...] = ()


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

    def keyframe(self, shot: Shot, cast: Cast, take: int = 1, redraw: int = 0) -> Order[ImageRequest]:
        """The picture of a shot; `redraw` as in `ImageRequest`."""
        cast = cast.of_shot(shot)
        width, height = self.brief.drawn_size
        views = self.bible.seen_in(shot)
        request = ImageRequest(
            shot=shot,
            subjects=tuple(bare(view.subject) for view in views),
            tints=_tints(views),
            references=self.bible.shown_in(shot, cast.image.references).references,
            width=width,
            height=height,
            seed=self.brief.seed,
            take=take,
            redraw=redraw,
            diffusion=self.brief.diffusion,
        )
        return Order[ImageRequest](choice=cast.image, request=request, fresh=self.fresh)

    def seen(self, shot: Shot, cast: Cast) -> tuple[Seen, ...]:
        """Which subjects the picture of a shot shows, and what is given of each."""
        shown = self.bible.shown_in(shot, cast.of_shot(shot).image.references)
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
        cast = cast.of_shot(shot)
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
        looked_at = cast.takes_references or self.see_bible
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
            tints=_tints(view for view in self.bible.subjects if view.name == subject.name),
            sheet=True,
            width=width,
            height=height,
            take=take,
            diffusion=self.brief.diffusion,
        )
        return Order[ImageRequest](choice=cast.image, request=request, fresh=self.fresh)

    def shot(self, shot: Shot, cast: Cast, keyframe: Blob = UNSEEN, handle: int = 0) -> ShotOrder:
        """What a shot needs from its keyframe on, before anything of it is made."""
        cast = cast.of_shot(shot)
        delivery = self.brief.delivery
        request = VideoRequest(
            shot=shot,
            still=keyframe,
            frames=1,
            picture=self.brief.picture,
            seed=self.brief.seed,
            edge=delivery.overlap,
            references=self.bible.shown_in(shot, cast.video.references).references,
            sound=delivery.clip_sound != "drop",
        )
        order = ShotOrder(
            clip=Order[VideoRequest](choice=cast.video, request=request, fresh=self.fresh),
            voices=self._voices(shot, cast),
            handle=handle,
            fit=delivery.fit,
            lips=None if not lips_wanted(shot, self.brief) or left_alone(shot, self.bible) else cast.lips,
        )
        return order.having(MadeShot())

    def lips_alone(self, shot: Shot) -> str:
        """Why the lips of a shot are left alone though somebody wants them moved, as a clause; of a silent shot where it says so itself."""
        wanted = lips_wanted(shot, self.brief) and (shot.said or shot.lip_sync)
        return left_alone(shot, self.bible) if wanted else ""

    def score(self, cast: Cast, seconds: float) -> Order[MusicRequest]:
        """The music under the whole film."""
        request = MusicRequest(mood=self.mood, seconds=seconds, seed=self.brief.seed)
        return Order[MusicRequest](choice=cast.music, request=request, fresh=self.fresh)

    def scores(self, cast: Cast, moods: Sequence[Mood]) -> tuple[Order[MusicRequest], ...]:
        """The pieces of the score for these stretches of the film: one, unless its maker follows their moods."""
        if not cast.music.sections:
            return (self.score(cast, sum(one.seconds for one in moods)),)
        longest_s = cast.music.longest_s or inf
        pieces = score_pieces(moods, self.mood, self.brief.seed, longest_s)
        return tuple(self.piece(cast, piece) for piece in pieces)

    def piece(self, cast: Cast, request: MusicRequest) -> Order[MusicRequest]:
        """A piece of a score that follows the film's moods."""
        return Order[MusicRequest](choice=cast.music, request=request, fresh=self.fresh)

    def effect(self, words: str, seconds: float, choice: Choice) -> Order[EffectRequest]:
        """The sound of a scene in words, which is heard for so many seconds."""
        length = effect_s(seconds)
        request = EffectRequest(words=words, seconds=length, loop=seconds > length, seed=self.brief.seed)
        return Order[EffectRequest](choice=choice, request=request, fresh=self.fresh)

    def to_quote(self, shots: Sequence[Shot], cast: Cast) -> dict[str, list[ToQuote]]:
        """Every step after the story by its shot; a score that is to be played is under `THE_SCORE`.

        A clip is dearest as long as its words can make it, with a transition after it; a picture with every sheet.
        """
        wanted: dict[str, list[ToQuote]] = {}
        later = self.expecting_sheets(cast)
        for shot in shots:
            keyframe, order = later.keyframe(shot, cast), later.shot(shot, cast)
            longest = later.shot(shot, cast, handle=self.brief.delivery.overlap).at_longest()
            steps = [
                ToQuote("keyframe", keyframe, keyframe),
                ToQuote("clip", order.clip, longest.clip, parts=longest.parts),
            ]
            steps += [
                ToQuote("voice", voice, voice, line)
                for line, voice in enumerate(order.voices, start=1)
                if voice
            ]
            wanted[shot.shot_id] = [*steps, *_lips_to_quote(order, longest)]
        if cast.effect and self.brief.effects.auto:
            for scene in scenes_of(shots):  # as long as any can become
                effect = self.effect(scene.words, LONGEST_S, cast.effect)
                wanted[scene.shots[0]].append(ToQuote("effect", effect, effect))
        if self.brief.music is None:
            seconds = sum(map(longest_s, shots)) + sum(card_seconds(self.brief.seconds))
            scores = self.scores(cast, [Mood(self.mood, seconds)])
            wanted[THE_SCORE] = [ToQuote("score", score, score) for score in scores]
        return wanted

    def sheets_to_quote(self, cast: Cast) -> dict[str, ToQuote]:
        """Every sheet that is to be drawn, by the id of its subject."""
        sheets = {subject_id(view.name): self.sheet(view.subject, cast) for view in self.sheets(cast)}
        return {name: ToQuote("sheet", order, order) for name, order in sheets.items()}

    def _voices(self, shot: Shot, cast: Cast) -> tuple[Order[SpeechRequest], ...]:
        """The lines of a shot, each to be spoken by whoever says it, and by the side of what is said around it."""
        told = around(shot.said) if cast.speech.context else (("", ""),) * len(shot.said)
        exchange = self._exchange(shot, cast)
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
                    before=before,
                    after=after,
                    exchange=exchange,
                    place=place if exchange else 0,
                ),
                fresh=self.fresh,
            )
            for place, (line, (before, after)) in enumerate(zip(shot.said, told, strict=True))
        )

    def _exchange(self, shot: Shot, cast: Cast) -> tuple[Turn, ...]:
        """All lines of a shot as one exchange, where they are to be spoken so and can be; none otherwise."""
        if self.brief.exchanges != "together" or not cast.speech.exchange:
            return ()
        turns = tuple(
            Turn(text=line.text, voice=self.bible.voice_of(line), delivery=line.delivery)
            for line in shot.said
        )
        voices = {turn.voice for turn in turns}
        characters = sum(len(turn.text) + len(turn.delivery) + 3 for turn in turns)
        able = 1 < len(voices) <= MOST_VOICES and "" not in voices and characters <= cast.speech.exchange
        return turns if able else ()


def _lips_to_quote(order: ShotOrder, longest: ShotOrder) -> list[ToQuote]:
    """The lips of a shot: planned as short as it may be and can be made, dearest as long as it may be and can be made."""
    if order.lips is None:
        return []
    most, fps = longest.clip.request.frames, order.clip.request.picture.fps
    least = max(order.clip.request.frames, min(most, ceil((order.lips.shortest_s or 0.0) * fps)))
    if order.lips.longest_s is not None:
        most = max(least, min(most, floor(order.lips.longest_s * fps)))
    planned, dearest = order.lips_of(UNSEEN, UNSEEN, least), order.lips_of(UNSEEN, UNSEEN, most)
    return [ToQuote("lips", planned, dearest)] if planned and dearest else []


def _tints(views: Iterable[SubjectView]) -> dict[str, int]:
    return {view.name: view.tint for view in views if view.tint is not None}


def longest_s(shot: Shot) -> float:
    """The most seconds that a shot can last: as planned, or as very slow voices need for its lines."""
    return max(shot.duration, spoken_s(longest_lines(shot)))
