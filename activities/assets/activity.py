"""What the library has of many orders at once, as an activity: asked before anything is quoted or reserved."""

from collections.abc import Mapping

from temporalio import activity

from activities import contracts
from activities.failures import translated
from activities.heartbeat import beating
from activities.rendering import use_here
from activities.requests import AnyOrder, meaning_of
from activities.shots.recipe import conform_recipe
from library.assets import Library
from models.assets import Asset
from models.timeline import clip_frames
from providers.registry import Registry


class Assets:
    """Implements `contracts.Assets`."""

    def __init__(self, registry: Registry, library: Library) -> None:
        self._registry = registry
        self._library = library

    @activity.defn(name="assets.look_up", no_thread_cancel_exception=True)
    @translated
    def look_up(self, request: contracts.LookUp) -> contracts.Found:
        """What the library has of these orders."""
        with beating():
            return contracts.Found(
                keyframes=tuple(self._find(request.keyframes)),
                shots=self._shots(request.shots),
                scores=tuple(self._find(request.scores)),
            )

    def _find(self, orders: tuple[AnyOrder, ...]) -> list[Asset | None]:
        if not orders:
            return []
        recipes = [meaning_of(order, self._registry).recipe for order in orders]
        return self._library.find_many(recipes, orders[0].fresh, [use_here(order) for order in orders])

    def _shots(self, shots: tuple[contracts.ShotOrders, ...]) -> tuple[contracts.FoundShot, ...]:
        """Voices first: how long a clip is depends on the voice that was measured."""
        spoken = [shot for shot in shots if shot.voice]
        heard = self._find(tuple(shot.voice for shot in spoken if shot.voice))
        voices = {id(shot): voice for shot, voice in zip(spoken, heard, strict=True)}
        ready = [shot for shot in shots if shot.voice is None or voices[id(shot)]]
        moving = self._find(tuple(_of_length(shot, voices.get(id(shot))) for shot in ready))
        clips = {id(shot): clip for shot, clip in zip(ready, moving, strict=True)}
        conformed = self._conformed(ready, voices, clips)
        return tuple(
            contracts.FoundShot(
                voice=voices.get(id(shot)), clip=clips.get(id(shot)), conformed=conformed.get(id(shot))
            )
            for shot in shots
        )

    def _conformed(
        self,
        shots: list[contracts.ShotOrders],
        voices: Mapping[int, Asset | None],
        clips: Mapping[int, Asset | None],
    ) -> dict[int, Asset | None]:
        """The clips that are there as the film has them, which depends on their measured lengths."""
        orders = {
            id(shot): contracts.conform_order(shot.clip, clip, voices.get(id(shot)), shot.handle, shot.fit)
            for shot in shots
            if (clip := clips.get(id(shot)))
        }
        if not orders:
            return {}
        recipes = [conform_recipe(order) for order in orders.values()]
        uses = [use_here(shot.clip) for shot in shots if id(shot) in orders]
        fresh = next(iter(orders.values())).fresh
        return dict(zip(orders, self._library.find_many(recipes, fresh, uses), strict=True))


def _of_length(shot: contracts.ShotOrders, voice: Asset | None) -> contracts.ClipOrder:
    spoken = voice.seconds if voice else 0.0
    frames = clip_frames(shot.clip.shot.duration, spoken, shot.clip.fps, shot.handle)
    return shot.clip.model_copy(update={"frames": frames})
