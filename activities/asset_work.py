"""What the activities that make an asset share: who works, for whom, and making it with heartbeats."""

from datetime import datetime
from typing import Any

from temporalio import activity

from activities.casting.cards import check_weights
from activities.failures import named
from activities.heartbeat import beating
from activities.kept_work import KeptWork
from infra.telemetry.meters import meters
from library.half_made import HalfMade
from library.work import Work
from library.workshop import Watch, Workshop
from models.metrics import STEPS_LOST
from models.names import WorkflowName
from models.orders.assets import About, Asset, Recipe, Use
from models.orders.requests import ImageRequest, LipsRequest, Order, R, Request, VideoRequest
from models.queues import pool_of
from providers.base import Candid
from providers.kept import Steps
from providers.registry import Registry
from providers.vendors.accounts import vendor_of


def render(registry: Registry, workshop: Workshop, order: Order[R]) -> Asset:
    """The asset of an order by the provider that it casts; one that bills is not cut short once it was asked.

    Raises:
        LongtakeError: whatever the provider or the disk says.

    """
    provider = registry.renderer(order)
    who = order.choice.provider
    with beating() as beats, beats.keeping(who), named(owners_of(order.request)):
        check_weights(order.choice, registry)
        asking = beats.billed if provider.quote(order.request).usd else lambda: None
        work = work_on(order)

        def lost(steps: int) -> None:
            meters().count(
                STEPS_LOST, {"vendor": vendor_of(who), "namespace": activity.info().namespace}, steps
            )

        def keeping(half: HalfMade) -> KeptWork:
            kept = KeptWork(half, beats, work.use.shot_id if work.use else "", _steps_before(), lost)
            if pool_of(order.choice.label) == "gpu":
                workshop.broken_off.first(half, kept.awaits_turn)
                kept.tell(Steps())
            return kept

        watch = Watch(beats, asking, keeping)
        asset = workshop.render(provider, order.request, work, watch, order.choice.weights)
    return telling(asset, order, registry)


def _steps_before() -> int:
    """How many steps an attempt before this one had done when it was heard of last."""
    told = activity.info().heartbeat_details
    step = told[1].get("step") if len(told) > 1 and isinstance(told[1], dict) else 0
    return step if isinstance(step, int) else 0


def telling(asset: Asset, order: Order[Any], registry: Registry) -> Asset:
    """A picture with what its maker left out of it, where that knows; any other asset as it is."""
    maker = registry.maker(order)
    if not isinstance(maker, Candid) or not isinstance(order.request, ImageRequest):
        return asset
    return asset.model_copy(update={"undrawn": maker.undrawn(order.request)})


def owners_of(request: Request) -> dict[str, str]:
    """What the files are that something is made from, by their sha256, in words: said where one of them is lost."""
    owners: dict[str, str] = {}
    if isinstance(request, ImageRequest | VideoRequest):
        owners = {one.picture.sha256: f"the picture of {one.subject}" for one in request.references}
    if isinstance(request, VideoRequest):
        owners[request.still.sha256] = f"the picture of {request.shot.shot_id}"
    if isinstance(request, LipsRequest):
        owners = {request.clip.sha256: f"the clip of {request.shot.shot_id}"}
        owners[request.track.sha256] = f"what is said in {request.shot.shot_id}"
    return owners


def recipe_of(order: Order[Any], registry: Registry) -> Recipe:
    """What determines the asset of an order.

    Raises:
        UnknownName: its provider is not here.

    """
    return registry.maker(order).recipe(order.request).with_weights(order.choice.weights)


def work_on(order: Order[Any]) -> Work:
    """The running activity's work on an order."""
    seen = isinstance(order.request, ImageRequest | VideoRequest | LipsRequest)
    shot = order.request.shot.shot_id if seen else ""
    return work_here(shot, fresh=order.fresh, label=order.choice.label, about=order.request.about)


def work_here(shot_id: str = "", *, fresh: str = "", label: str = "cpu", about: About | None = None) -> Work:
    """The running activity's work, for its film or for a shot of it."""
    info = activity.info()
    return Work(
        use=use_here(shot_id),
        who=f"{info.workflow_run_id}/{info.activity_id}",
        fresh=fresh,
        attempt=info.attempt,
        label=label,
        about=about or About(),
    )


def use_here(shot_id: str = "") -> Use:
    """The use that the running activity makes of an asset: its film, its run, and its shot if there is one."""
    workflow = _workflow()
    run_id = activity.info().workflow_run_id or ""
    return Use(film_id=workflow.film_id, run_id=run_id, shot_id=shot_id or workflow.shot_id)


def scheduled_here() -> datetime:
    """When the running activity was asked for, however often it was begun."""
    return activity.info().scheduled_time


def film_here() -> str:
    """The id of the film that the running activity works for."""
    return _workflow().film_id


def _workflow() -> WorkflowName:
    """Whose workflow asked: the film's, its story's or a shot's."""
    return WorkflowName.read(activity.info().workflow_id or "")
