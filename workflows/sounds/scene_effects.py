"""The sounds of a film's scenes: looked up, else bought, one for shots in a row that share a scene."""

import asyncio
from collections.abc import Container, Mapping, Sequence
from decimal import Decimal

from temporalio import workflow
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from models.cut.cutlist import CutList, CutShot
    from models.cut.effects import CutEffect
    from models.money.steps import Step
    from models.orders.assets import Asset
    from models.orders.requests import EffectRequest, Order
    from models.orders.scene_effects import Scene, scenes_of
    from models.shots.shot_list import Shot
    from workflows.failures import let_cancelled, why
    from workflows.film_state import FilmState
    from workflows.library import look_up_effects
    from workflows.money.purchases import Unwanted, bought
    from workflows.orders import Lost

EFFECTS = "effects"
"""Stands among shots for the sounds of a film's scenes."""
_AT_ONCE = 2
"""How many are asked for at the same time."""


class SceneEffects:
    """What is heard of each scene, by its shots; nothing where nobody is cast for that.

    `lost` counts at `EFFECTS` how often a file of them was gone from the store.
    """

    def __init__(self, state: FilmState, lost: Mapping[str, int]) -> None:
        self._state = state
        self._made: dict[str, CutEffect] = {}
        self._lost = lost

    def forget(self) -> None:
        """What there was is looked for anew: shots, and so their scenes, may be others by now."""
        self._made = {}

    async def make(self, shots: Sequence[Shot], cut: CutList) -> None:
        """Have those that there are not yet; a note says which scene has the ambience that is made here, and why."""
        choice = self._state.cast.effect
        if choice is None or not self._state.brief.effects.auto:
            return
        lengths = {shot.shot_id: shot.frames / cut.fps for shot in cut.shots}
        scenes = scenes_of(shots)
        orders = tuple(
            self._state.orders.effect(scene.words, sum(lengths[name] for name in scene.shots), choice)
            for scene in scenes
        )
        found = await look_up_effects(orders)
        places = asyncio.Semaphore(_AT_ONCE)
        await asyncio.gather(
            *(
                self._have(scene, order, asset, places)
                for scene, order, asset in zip(scenes, orders, found, strict=True)
            )
        )

    def laid(self, cut: CutList) -> CutList:
        """The list with what there is for its shots."""
        if not self._made:
            return cut
        return cut.model_copy(update={"shots": tuple(self._with_effect(shot) for shot in cut.shots)})

    def misses(self, lost: Container[str]) -> bool:
        """Whether one of them is among lost files, which are named by their sha256."""
        return any(effect.sound.sha256 in lost for effect in self._made.values())

    def _with_effect(self, shot: CutShot) -> CutShot:
        effect = self._made.get(shot.shot_id)
        return shot.model_copy(update={"effect": effect}) if effect else shot

    async def _have(
        self, scene: Scene, order: Order[EffectRequest], found: Asset | None, places: asyncio.Semaphore
    ) -> None:
        asset = found
        if asset is None:
            async with places:
                asset = await self._bought(scene, order)
        if asset is not None and asset.seconds > 0:
            effect = CutEffect(sound=asset.blob, seconds=asset.seconds)
            self._made |= dict.fromkeys(scene.shots, effect)

    async def _bought(self, scene: Scene, order: Order[EffectRequest]) -> Asset | None:
        state, first = self._state, scene.shots[0]

        def plan() -> tuple[Step, Decimal, Order[EffectRequest]]:
            step = Step(stage="effect", shot_id=first, provider=order.choice.provider)
            return step, state.quotes.effect, order

        try:
            return await bought(state, plan, f"The sound of {first}", attempt=1 + self._lost[EFFECTS])
        except Unwanted:
            return None
        except Lost as lost:
            reason = lost.reason
        except ActivityError as error:
            let_cancelled(error)
            reason = why(error)
        state.note(f"The scene of {first} has no effect of its own, but ambience: {reason}")
        return None
