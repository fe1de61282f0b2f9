"""What the activities that render an asset share: find the provider, heartbeat, render or find, report the attempt."""

from temporalio import activity

from activities.assets.making import Workshop
from activities.contracts import Order
from activities.heartbeat import beating
from models.assets import Asset
from providers.base import Request
from providers.registry import Registry


def render(registry: Registry, workshop: Workshop, order: Order, request: Request) -> Asset:
    """The asset of a request by the provider that the order casts.

    Raises:
        LongtakeError: whatever the provider or the disk says.

    """
    provider = registry.find(order.choice.kind, order.choice.provider)
    attempt = activity.info().attempt
    with beating() as progress:
        return workshop.render(provider, request, progress=progress, fresh=order.fresh, attempt=attempt)
