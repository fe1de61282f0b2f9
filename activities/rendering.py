"""What the activities that make an asset share: for whom it is, what it shows, and making it with heartbeats."""

from temporalio import activity

from activities.contracts import ClipOrder, ConformOrder, KeyframeOrder, Order, ScoreOrder, VoiceOrder
from activities.heartbeat import beating
from library.workshop import Workshop
from models.assets import About, Asset, Use
from models.names import WorkflowName
from models.shots import Shot
from providers.base import Request
from providers.registry import Registry


def render(registry: Registry, workshop: Workshop, order: Order, request: Request) -> Asset:
    """The asset of a request by the provider that the order casts.

    Raises:
        LongtakeError: whatever the provider or the disk says.

    """
    provider = registry.find(order.choice.kind, order.choice.provider)
    with beating() as progress:
        return workshop.render(
            provider,
            request,
            progress=progress,
            fresh=order.fresh,
            attempt=activity.info().attempt,
            about=about(order),
            use=use_here(order),
            label=provider.label,
            who=work_here(),
        )


def film_here() -> str:
    """The id of the film that the running activity works for."""
    return _workflow().film_id


def work_here() -> str:
    """The running activity, the same for all its attempts."""
    info = activity.info()
    return f"{info.workflow_run_id}/{info.activity_id}"


def use_here(order: Order | ConformOrder | None = None) -> Use:
    """The use that the running activity makes of an asset: its film, its run, and its shot if there is one."""
    workflow = _workflow()
    shot = workflow.shot_id
    if isinstance(order, KeyframeOrder | ClipOrder):
        shot = order.shot.shot_id
    elif isinstance(order, ConformOrder):
        shot = order.shot_id
    return Use(film_id=workflow.film_id, run_id=activity.info().workflow_run_id or "", shot_id=shot)


def about(order: Order) -> About:
    """What the asset of an order shows, or says."""
    if isinstance(order, KeyframeOrder | ClipOrder):
        return _about_shot(order.shot)
    if isinstance(order, VoiceOrder):
        return About(prompt=order.text)
    return About(prompt=order.mood, mood=order.mood) if isinstance(order, ScoreOrder) else About()


def _about_shot(shot: Shot) -> About:
    return About(
        prompt=shot.enhanced_prompt,
        shot_type=shot.shot_type,
        mood=shot.mood,
        time_of_day=shot.time_of_day,
        characters=shot.characters,
        landscapes=shot.landscapes,
        styles=shot.styles,
    )


def _workflow() -> WorkflowName:
    """Whose workflow asked: the film's, its story's or a shot's."""
    return WorkflowName.read(activity.info().workflow_id or "")
