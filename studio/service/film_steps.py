"""The steps of a film after its story: what each may cost and takes, and what the library has of it already."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, NamedTuple

from activities.assets.found_shots import found_shots
from activities.casting.casting import quote_film
from activities.cut.recipe import cut_recipe
from activities.rendering import recipe_of
from library.assets import Library
from models.assets import Asset, Blob, Recipe
from models.base import Frozen
from models.cast import Cast, Choice
from models.cutlist import CutList, CutShot, cut_list, handles
from models.film import FilmRequest
from models.money import ZERO, Usd
from models.orders import UNSEEN, FilmOrders, MadeShot, ShotOrder, everybody
from models.requests import AnyOrder, Order
from models.shots import Shot
from models.timeline import clip_frames
from providers.llm.chat import ChatDesk
from providers.registry import Registry
from studio.service.script import Recall, Script, nothing_recalled

StepName = Literal["story", "safety", "keyframes", "voices", "clips", "score", "cut"]

_CUT_S, _CUT_A_SECOND = 1.0, 0.12
"""Cutting a film on two cores: measured at 4 to 5 s for 30 s of film."""


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
        self._film = FilmOrders(
            brief=request.brief,
            language=script.language,
            mood=script.mood,
            characters=everybody(script.shots),
        )
        quotes = quote_film(self._film, cast, script.shots, means.registry)
        self._quotes = {quote.shot_id: quote for quote in quotes.shots}
        self._score_usd = quotes.score
        self._handles = handles(script.shots, request.brief.delivery)
        self._orders: dict[str, ShotOrder] = {}
        self._score: Blob | None = None

    def keyframes(self) -> Estimated:
        """A picture for every shot."""
        shots = self._script.shots
        orders = [self._film.keyframe(shot, self._cast) for shot in shots]
        found = self._found([recipe_of(order, self._means.registry) for order in orders])
        stills = {shot.shot_id: asset.blob for shot, asset in zip(shots, found, strict=True) if asset}
        self._orders = self._looked_up(stills)
        prices = [quote.keyframe for quote in self._quotes.values()]
        return self._estimated("keyframes", self._cast.image, self._items(orders, prices, found))

    def voices(self) -> Estimated:
        """A voice for every shot that has words."""
        spoken = [(name, order.voice, order.made.voice) for name, order in self._orders.items()]
        items = [self._item(voice, self._quotes[name].voice, asset) for name, voice, asset in spoken if voice]
        return self._estimated("voices", self._cast.speech, items)

    def clips(self) -> Estimated:
        """A clip for every shot; one can only be there when its picture and its voice are."""
        items = [
            self._item(order.clip, self._quotes[name].clip, order.made.clip)
            for name, order in self._orders.items()
        ]
        return self._estimated("clips", self._cast.video, items)

    def score(self) -> Estimated:
        """The music, whose length is only known when every clip's is; a file that was given is there already."""
        if self._brief.music:
            self._score = self._brief.music if self._whole() else None
            return Estimated(step="score", by="the file given", count=1, found=1)
        order = self._film.score(self._cast, self.cut_list().seconds)
        asset = self._found([recipe_of(order, self._means.registry)])[0] if self._whole() else None
        self._score = asset.blob if asset else None
        return self._estimated("score", self._cast.music, [self._item(order, self._score_usd, asset)])

    def cut(self) -> Estimated:
        """The film from its parts; it costs nothing."""
        found = None
        if self._score and not self._fresh:
            found = self._means.library.find(cut_recipe(self.cut_list(), self._score))
        seconds = _CUT_S + _CUT_A_SECOND * self.cut_list().seconds
        return _sum("cut", "cut", [_Item(ZERO, seconds, found)], self._means.slots.get("cpu", 1))

    def cut_list(self) -> CutList:
        """The film in order: clips that are there at their lengths, the others as planned."""
        shots = self._script.shots
        entries = [self._entry(shot) for shot in shots]
        return cut_list(self._brief, "", self._script.title, self._script.language, shots, entries)

    def _entry(self, shot: Shot) -> CutShot:
        order, fps = self._orders.get(shot.shot_id), self._brief.picture.fps
        made = order.made if order else MadeShot()
        clip, voice = made.conformed, made.voice
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

    def _looked_up(self, stills: Mapping[str, Blob]) -> dict[str, ShotOrder]:
        """What each shot needs from its keyframe on, with what the library has of it."""
        orders = [
            self._film.shot(shot, self._cast, stills.get(shot.shot_id, UNSEEN), self._handles[shot.shot_id])
            for shot in self._script.shots
        ]
        if not self._fresh:
            found = found_shots(orders, self._means.library, self._means.registry)
            orders = [order.having(made) for order, made in zip(orders, found, strict=True)]
        return {order.shot.shot_id: order for order in orders}

    def _whole(self) -> bool:
        return bool(self._orders) and all(order.made.conformed for order in self._orders.values())

    def _found(self, recipes: Sequence[Recipe]) -> list[Asset | None]:
        """What the library has; nothing when all is made afresh."""
        return [None] * len(recipes) if self._fresh else self._means.library.find_many(recipes)

    def _items(
        self, orders: Sequence[AnyOrder], prices: Sequence[Decimal], found: Sequence[Asset | None]
    ) -> list[_Item]:
        return [self._item(*each) for each in zip(orders, prices, found, strict=True)]

    def _item(self, order: AnyOrder, usd: Decimal, found: Asset | None) -> _Item:
        """What an order costs and takes, and what the library has of it."""
        wanted: Order[Any] = order
        maker = self._means.registry.maker(wanted)
        return _Item(usd, maker.quote(order.request).seconds, found)

    def _estimated(self, step: StepName, by: Choice, items: Sequence[_Item]) -> Estimated:
        return _sum(step, by.provider, items, self._means.slots.get(by.label, 1))


def _sum(step: StepName, by: str, items: Sequence[_Item], at_once: int) -> Estimated:
    left = [item for item in items if item.asset is None]
    longest = max((item.seconds for item in left), default=0.0)
    return Estimated(
        step=step,
        by=by,
        count=len(items),
        found=len(items) - len(left),
        usd=sum((item.usd for item in left), ZERO),
        saved=sum((item.usd for item in items if item.asset), ZERO),
        seconds=round(max(longest, sum(item.seconds for item in left) / max(1, at_once)), 1),
    )
