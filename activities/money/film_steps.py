"""The steps of a film after its story: what each may cost and takes, and what the library has of it already."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Literal, NamedTuple

from activities.assets.library import Library
from activities.casting.casting import quote_film
from activities.contracts import ClipOrder, KeyframeOrder, ScoreOrder, VoiceOrder
from activities.cut.recipe import cut_recipe
from activities.money.script import Script
from activities.requests import AnyOrder, meaning_of
from models.assets import Asset, Blob
from models.base import Frozen
from models.cast import Cast, FilmQuotes
from models.film import FilmRequest
from models.money import ZERO, Usd
from models.shots import Shot
from models.timeline import Timeline, TimelineShot, card_seconds, clip_frames, frames_of
from providers.llm.chat import ChatDesk
from providers.registry import Registry

StepName = Literal["story", "safety", "keyframes", "voices", "clips", "score", "cut"]

_CUT_S, _CUT_A_SECOND = 1.0, 0.12
"""Cutting a film on two cores: measured at 4 to 5 s for 30 s of film."""

_UNSEEN = Blob(sha256="0" * 64, suffix=".png", size=0)
"""A keyframe that is not drawn yet; nothing in the library was made from it."""


class Estimated(Frozen):
    """One step: `usd` is the most that what is not `found` may cost, `saved` what the rest would have.

    `seconds` is how long it is expected to take, with as many made at once as there are slots.
    """

    step: StepName
    by: str
    count: int
    found: int = 0
    usd: Usd = ZERO
    saved: Usd = ZERO
    seconds: float = 0.0


class Means(NamedTuple):
    """What an estimate is made with: `slots` says for each queue how much of a film is made on it at once."""

    registry: Registry
    desk: ChatDesk
    templates: Path
    library: Library
    slots: Mapping[str, int]


class _Item(NamedTuple):
    """One thing to be made, at most for `usd` dollars, in `seconds`; `asset` is there when it was made before."""

    usd: Decimal
    seconds: float
    asset: Asset | None


class FilmSteps:
    """The steps of one film, each looked up in the library after those that it is made from."""

    def __init__(self, request: FilmRequest, cast: Cast, script: Script, means: Means) -> None:
        self._brief = request.brief
        self._fresh = not request.options.use_cache
        self._cast = cast
        self._script = script
        self._means = means
        quotes: FilmQuotes = quote_film(request.brief, cast, script.shots, means.registry)
        self._quotes = {quote.shot_id: quote for quote in quotes.shots}
        self._score_usd = quotes.score
        self._keyframes: dict[str, Asset] = {}
        self._voices: dict[str, Asset] = {}
        self._clips: dict[str, Asset] = {}
        self._score: Asset | None = None

    def keyframes(self) -> Estimated:
        """A picture for every shot."""
        shots, (width, height) = self._script.shots, self._brief.frame_size
        characters = tuple(dict.fromkeys(name for shot in shots for name in shot.characters))
        orders = [
            KeyframeOrder(
                choice=self._cast.image,
                seed=self._brief.seed,
                shot=shot,
                characters=characters,
                width=width,
                height=height,
            )
            for shot in shots
        ]
        items = self._items(orders, [self._quotes[shot.shot_id].keyframe for shot in shots])
        self._keyframes = _had(shots, items)
        return self._estimated("keyframes", self._cast.image.provider, self._cast.image.label, items)

    def voices(self) -> Estimated:
        """A voice for every shot that has words."""
        spoken = self._spoken()
        orders = [
            VoiceOrder(
                choice=self._cast.speech,
                seed=self._brief.seed,
                text=shot.dialogue,
                language=self._script.language,
            )
            for shot in spoken
        ]
        items = self._items(orders, [self._quotes[shot.shot_id].voice for shot in spoken])
        self._voices = _had(spoken, items)
        return self._estimated("voices", self._cast.speech.provider, self._cast.speech.label, items)

    def clips(self) -> Estimated:
        """A clip for every shot; one can only be there when its picture and its voice are."""
        shots, (width, height) = self._script.shots, self._brief.frame_size
        silent = {shot.shot_id for shot in shots} - {shot.shot_id for shot in self._spoken()}
        orders = []
        for shot in shots:
            keyframe, voice = self._keyframes.get(shot.shot_id), self._voices.get(shot.shot_id)
            there = keyframe and (voice or shot.shot_id in silent)
            order = ClipOrder(
                choice=self._cast.video,
                seed=self._brief.seed,
                shot=shot,
                keyframe=keyframe.blob if keyframe and there else _UNSEEN,
                frames=clip_frames(shot.duration, voice.seconds if voice else 0.0),
                width=width,
                height=height,
            )
            orders.append(order)
        items = self._items(orders, [self._quotes[shot.shot_id].clip for shot in shots])
        self._clips = _had(shots, items)
        return self._estimated("clips", self._cast.video.provider, self._cast.video.label, items)

    def score(self) -> Estimated:
        """The music, whose length is only known when every clip's is."""
        order = ScoreOrder(
            choice=self._cast.music,
            seed=self._brief.seed,
            mood=self._script.mood,
            seconds=self.timeline().seconds,
        )
        item = self._items([order], [self._score_usd])[0]
        self._score = item.asset if self._whole() else None
        item = item._replace(asset=self._score)
        return self._estimated("score", self._cast.music.provider, self._cast.music.label, [item])

    def cut(self) -> Estimated:
        """The film from its parts; it costs nothing."""
        found = None
        if self._score and not self._fresh:
            found = self._means.library.find(cut_recipe(self.timeline(), self._score.blob))
        seconds = _CUT_S + _CUT_A_SECOND * self.timeline().seconds
        return self._estimated("cut", "cut", "cpu", [_Item(ZERO, seconds, found)])

    def timeline(self) -> Timeline:
        """The film in order: clips that are there at their lengths, the others as planned."""
        width, height = self._brief.frame_size
        title_s, end_s = card_seconds(self._brief.seconds)
        return Timeline(
            film_id="",
            title=self._script.title,
            width=width,
            height=height,
            title_frames=frames_of(title_s),
            end_frames=frames_of(end_s),
            language=self._script.language,
            shots=tuple(self._entry(shot) for shot in self._script.shots),
        )

    def _entry(self, shot: Shot) -> TimelineShot:
        clip, voice = self._clips.get(shot.shot_id), self._voices.get(shot.shot_id)
        return TimelineShot(
            shot_id=shot.shot_id,
            shot_number=shot.shot_number,
            frames=clip.frames if clip else frames_of(shot.duration),
            clip=clip.blob if clip else None,
            voice=voice.blob if voice else None,
            voice_s=voice.seconds if voice else 0.0,
            subtitle=shot.dialogue,
        )

    def _spoken(self) -> tuple[Shot, ...]:
        return tuple(shot for shot in self._script.shots if shot.dialogue.strip())

    def _whole(self) -> bool:
        return len(self._clips) == len(self._script.shots)

    def _items(self, orders: Sequence[AnyOrder], prices: Sequence[Decimal]) -> list[_Item]:
        """What each order costs and takes, and what the library has of it; nothing when all is made afresh."""
        meanings = [meaning_of(order, self._means.registry) for order in orders]
        found: list[Asset | None] = [None] * len(orders)
        if not self._fresh:
            found = self._means.library.find_many([meaning.recipe for meaning in meanings])
        return [
            _Item(price, meaning.provider.quote(meaning.request).seconds, asset)
            for price, meaning, asset in zip(prices, meanings, found, strict=True)
        ]

    def _estimated(self, step: StepName, by: str, label: str, items: Sequence[_Item]) -> Estimated:
        left = [item for item in items if item.asset is None]
        at_once = max(1, self._means.slots.get(label, 1))
        longest = max((item.seconds for item in left), default=0.0)
        return Estimated(
            step=step,
            by=by,
            count=len(items),
            found=len(items) - len(left),
            usd=sum((item.usd for item in left), ZERO),
            saved=sum((item.usd for item in items if item.asset), ZERO),
            seconds=round(max(longest, sum(item.seconds for item in left) / at_once), 1),
        )


def _had(shots: Sequence[Shot], items: Sequence[_Item]) -> dict[str, Asset]:
    return {
        shot.shot_id: item.asset for shot, item in zip(shots, items, strict=True) if item.asset is not None
    }
