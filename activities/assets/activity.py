"""What the library has of many orders at once, as an activity: asked before anything is quoted or reserved."""

from collections.abc import Sequence

from temporalio import activity

from activities import contracts
from activities.asset_work import recipe_of, telling, use_here
from activities.assets.found_shots import found_shots
from activities.failures import translated
from activities.heartbeat import beating
from library.assets import Library
from models.orders.assets import Asset
from models.orders.requests import AnyOrder, ImageRequest
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
                shots=tuple(found_shots(request.shots, self._library, self._registry, use_here)),
                scores=tuple(self._find(request.scores)),
                effects=tuple(self._find(request.effects)),
            )

    def _find(self, orders: Sequence[AnyOrder]) -> list[Asset | None]:
        if not orders:
            return []
        asked = [order.request for order in orders]
        shots = [request.shot.shot_id if isinstance(request, ImageRequest) else "" for request in asked]
        recipes = [recipe_of(order, self._registry) for order in orders]
        found = self._library.find_many(recipes, orders[0].fresh, [use_here(shot) for shot in shots])
        return [
            telling(asset, order, self._registry) if asset else None
            for asset, order in zip(found, orders, strict=True)
        ]
