"""One process with one card: `python -m workers.cards ORDERS` where a fleet starts it, or the command's own."""

import asyncio
import logging
import os
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec

from infra.settings import Settings, operators_settings
from models.base import Frozen
from models.errors import BadInput, MissingExtra
from models.queues import pool_of
from providers.installation import install_of
from providers.open_models.bay import NEEDED, Bay, Card
from providers.open_models.entry import OpenModel
from workers.cards.devices import VISIBLE, Device, chosen_devices, devices, is_large
from workers.cards.duty import CardDuty
from workers.cards.lock import only_worker, only_worker_on_cpu
from workers.cards.open_models import bay_of, models_named
from workers.meters.memory import told_memory
from workers.process import checked_labels, serve
from workers.registry import build_registry
from workers.tenants.shared_process import serve_tenants, settings_of

log = logging.getLogger("longtake.worker")

LARGE = "gpu-large"
MOST_GRACE_S = 15.0
"""The longest that work on a card goes on once its worker is told to stop: what it kept is gone on with elsewhere."""


class CardOrders(Frozen):
    """What a worker with cards was asked for: queues, devices (`0,1`; empty for all), models, gigabytes of each card (0: all).

    Where it serves several tenants they are named; they share the card, and what runs on it.
    """

    labels: tuple[str, ...]
    device: str = ""
    models: tuple[str, ...] = ()
    vram_gb: float = 0.0
    allow_cpu: bool = False
    tenants: tuple[str, ...] = ()


def needs_card(labels: tuple[str, ...]) -> bool:
    """Whether some of the labels are of cards."""
    return any(pool_of(label) == "gpu" for label in labels)


def cards_for(orders: CardOrders) -> list[Device]:
    """The cards of the orders; none where the work is done on the CPU.

    Raises:
        BadInput: one is not there, or none is and the CPU is not allowed.
        MissingExtra: what open models need is not installed.

    """
    there = devices()
    if not there and not orders.allow_cpu:
        label = next(label for label in orders.labels if pool_of(label) == "gpu")
        raise BadInput(
            f"There is no CUDA device here for the {label} queue: use --allow-cpu to serve it all the same."
        )
    # A card that is named is one that is meant, the CPU being allowed or not.
    chosen = chosen_devices(orders.device, there) if there or orders.device else []
    lacking = [name for name in NEEDED if find_spec(name) is None]
    if lacking:
        raise MissingExtra(f"{lacking[0]} is not installed, which open models need: run {install_of('gpu')}.")
    return chosen


def serve_card(settings: Settings, orders: CardOrders, device: Device | None) -> None:
    """Serve the queues with one card, or with the CPU, until it is told to stop.

    Raises:
        BadInput: the card cannot be used, another worker has it, or a model cannot be run on it.
        CardLost: it does not answer any more.
        LongtakeError: as `workers.process.serve`.

    """
    tenants = _sharing(orders.tenants)
    settings = operators_settings() if tenants else settings
    chosen = models_named(settings, orders.models)
    with only_worker(device.uuid) if device else only_worker_on_cpu(settings.home):
        _see_alone(device)
        card = Card("cuda" if device else "cpu", orders.vram_gb, allow_cpu=device is None)
        bay = bay_of(settings, card)
        bay.told = partial(told_memory, str(device.number) if device else "cpu")
        log.info("%s", _report(device, orders, bay))
        registry = build_registry(settings, bay=bay)
        labels = checked_labels(_labels(orders, device, chosen), (*registry.labels(), LARGE), allow_cpu=True)
        for model in chosen:
            with bay.at_work(model, lambda: None):
                log.info("%s is loaded.", model.title)
        grace_s, duty = min(settings.grace_s, MOST_GRACE_S), CardDuty(orders.models)
        if tenants:
            each = [tenant.model_copy(update={"grace_s": grace_s}) for tenant in tenants]
            asyncio.run(serve_tenants(each, labels, partial(build_registry, bay=bay), duty))
        else:
            brief = settings.model_copy(update={"grace_s": grace_s})
            asyncio.run(serve(brief, labels, registry, card=duty))


def _sharing(names: tuple[str, ...]) -> list[Settings]:
    """The settings of the tenants that share a card; none where it is one's own.

    Raises:
        BadInput: one of them has weights of its own, which a card that is shared would not find.

    """
    found, common = settings_of(names) if names else [], operators_settings().weights_dir
    for settings in found:
        if settings.weights_dir != common:
            raise BadInput(
                f"The tenant {settings.tenant} has weights of its own, and whoever shares a card has those that all share: "
                f"serve it by a worker of its own, `longtake --tenant {settings.tenant} worker gpu`."
            )
    return found


def _see_alone(device: Device | None) -> None:
    """Let this process see the one card: torch counts from there on, and as the driver does."""
    os.environ["CUDA_DEVICE_ORDER"] = "PCI_BUS_ID"
    os.environ[VISIBLE] = device.uuid if device else ""


def _report(device: Device | None, orders: CardOrders, bay: Bay) -> str:
    """What this process works with, once torch sees it; raises as `Bay.device`."""
    bay.device  # noqa: B018 - it looks
    used = f", of which {orders.vram_gb:g} GB are used" if orders.vram_gb else ""
    where = f"{device.words}{used}" if device else "on the CPU, slowly, as --allow-cpu says"
    return f"{where[0].upper()}{where[1:]}; PyTorch {torch_version()}."


def torch_version() -> str:
    """Which build of PyTorch is installed; empty where none is. It is not imported for that."""
    try:
        return version("torch")
    except PackageNotFoundError:
        return ""


def _labels(orders: CardOrders, device: Device | None, chosen: tuple[OpenModel, ...]) -> tuple[str, ...]:
    """The queues of the orders; that of large cards too where the card is one, or a model wants it."""
    memory = min(device.memory_gb, orders.vram_gb or device.memory_gb) if device else 0.0
    large = is_large(memory) or any(model.label == LARGE for model in chosen)
    more = (LARGE,) if large and "gpu" in orders.labels and LARGE not in orders.labels else ()
    return (*orders.labels, *more)
