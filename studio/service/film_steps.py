"""The steps of a film after its story: what each may cost and takes, and what the library has of it already."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Literal, NamedTuple

from activities.casting.casting import quote_film
from activities.contracts import ClipOrder, KeyframeOrder, ScoreOrder, VoiceOrder, conform_order
from activities.cut.recipe import cut_recipe
from activities.requests import AnyOrder, meaning_of
from activities.shots.recipe import conform_recipe
from library.assets import Library
from models.assets import Asset, Blob
from models.base import Frozen
from models.cast import Cast, FilmQuotes
from models.cutlist import CutList, CutShot, cut_list, handles
from models.film import FilmRequest
from models.money import ZERO, Usd
from models.shots import Shot
from models.timeline import clip_frames
from providers.llm.chat import ChatDesk
from providers.registry import Registry
from studio.service.script import Recall, Script, nothing_recalled

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
    """What an estimate is made with: `slots` says for each queue how much of a film is made on it at once.

    `recall` looks up what models wrote of its story before.
    """

    registry: Registry
    desk: ChatDesk
    templates: Path
    library: Library
    slots: Mapping[str, int]
    recall: Recall = nothing_recalled


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
        self._handles = handles(script.shots, request.brief.delivery)
        self._keyframes: dict[str, Asset] = {}
        self._voices: dict[str, Asset] = {}
        self._clips: dict[str, Asset] = {}
        self._conformed: dict[str, Asset] = {}
        self._score: Blob | None = None

    def keyframes(self) -> Estimated:
        """A picture for every shot."""
        shots, (width, height) = self._script.shots, self._brief.drawn_size
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
        shots, picture, delivery = self._script.shots, self._brief.picture, self._brief.delivery
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
                frames=clip_frames(
                    shot.duration, voice.seconds if voice else 0.0, picture.fps, self._handles[shot.shot_id]
                ),
                width=picture.width,
                height=picture.height,
                fps=picture.fps,
                codec=picture.codec,
                edge=delivery.overlap,
            )
            orders.append(order)
        items = self._items(orders, [self._quotes[shot.shot_id].clip for shot in shots])
        self._clips = _had(shots, items)
        self._conformed = self._conform(shots, orders)
        return self._estimated("clips", self._cast.video.provider, self._cast.video.label, items)

    def score(self) -> Estimated:
        """The music, whose length is only known when every clip's is; a file that was given is there already."""
        if self._brief.music:
            self._score = self._brief.music if self._whole() else None
            return Estimated(step="score", by="the file given", count=1, found=1)
        order = ScoreOrder(
            choice=self._cast.music,
            seed=self._brief.seed,
            mood=self._script.mood,
            seconds=self.cut_list().seconds,
        )
        item = self._items([order], [self._score_usd])[0]
        item = item._replace(asset=item.asset if self._whole() else None)
        self._score = item.asset.blob if item.asset else None
        return self._estimated("score", self._cast.music.provider, self._cast.music.label, [item])

    def cut(self) -> Estimated:
        """The film from its parts; it costs nothing."""
        found = None
        if self._score and not self._fresh:
            found = self._means.library.find(cut_recipe(self.cut_list(), self._score))
        seconds = _CUT_S + _CUT_A_SECOND * self.cut_list().seconds
        return self._estimated("cut", "cut", "cpu", [_Item(ZERO, seconds, found)])

    def cut_list(self) -> CutList:
        """The film in order: clips that are there at their lengths, the others as planned."""
        shots = self._script.shots
        entries = [self._entry(shot) for shot in shots]
        return cut_list(self._brief, "", self._script.title, self._script.language, shots, entries)

    def _entry(self, shot: Shot) -> CutShot:
        clip, voice = self._conformed.get(shot.shot_id), self._voices.get(shot.shot_id)
        fps = self._brief.picture.fps
        return CutShot(
            shot_id=shot.shot_id,
            shot_number=shot.shot_number,
            frames=clip.frames if clip else clip_frames(shot.duration, 0.0, fps, self._handles[shot.shot_id]),
            clip=clip.blob if clip else None,
            conformed=clip is not None,
            voice=voice.blob if voice else None,
            voice_s=voice.seconds if voice else 0.0,
            subtitle=shot.dialogue,
        )

    def _conform(self, shots: Sequence[Shot], orders: Sequence[ClipOrder]) -> dict[str, Asset]:
        """The clips that are there, as the film has them."""
        recipes = {
            shot.shot_id: conform_recipe(
                conform_order(
                    order,
                    self._clips[shot.shot_id],
                    self._voices.get(shot.shot_id),
                    self._handles[shot.shot_id],
                    self._brief.delivery.fit,
                )
            )
            for shot, order in zip(shots, orders, strict=True)
            if shot.shot_id in self._clips
        }
        found = self._means.library.find_many(list(recipes.values())) if recipes else []
        return {name: asset for name, asset in zip(recipes, found, strict=True) if asset}

    def _spoken(self) -> tuple[Shot, ...]:
        return tuple(shot for shot in self._script.shots if shot.dialogue.strip())

    def _whole(self) -> bool:
        return len(self._conformed) == len(self._script.shots)

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
