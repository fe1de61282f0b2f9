"""What the models of a process take of its card, told to the meters."""

from infra.telemetry.meters import meters
from models.metrics import VRAM_PEAK, VRAM_USED
from providers.open_models.gauge import GIB


def told_memory(card: str, used_gb: float, most_gb: float) -> None:
    """What lies on a card after a run, and the most that did meanwhile, in gigabytes."""
    meters().show(VRAM_USED, used_gb * GIB, {"card": card})
    meters().show(VRAM_PEAK, most_gb * GIB, {"card": card})
