"""What a worker with cards is asked for, as it is typed."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from models.errors import BadInput
from studio.cli.flags.command_flags import DEVICE, MODELS, VRAM

if TYPE_CHECKING:
    from workers.cards.process import CardOrders


def card_orders(
    queues: Sequence[str], device: str, models: str, vram: str, *, allow_cpu: bool
) -> "CardOrders | None":
    """The orders of a worker with cards; None for one that serves no queue of theirs.

    Raises:
        BadInput: a value cannot be used, or is about cards where no queue is.

    """
    from workers.cards.process import CardOrders, needs_card

    if not needs_card(tuple(queues)):
        for flag, value in ((DEVICE, device), (MODELS, models), (VRAM, vram)):
            if value:
                raise BadInput(
                    f"{flag} is for a worker that serves gpu: `longtake worker gpu {flag} {value}`."
                )
        return None
    return CardOrders(
        labels=tuple(queues),
        device=device.strip(),
        models=tuple(name.strip() for name in models.split(",") if name.strip()),
        vram_gb=gigabytes(vram) if vram else 0.0,
        allow_cpu=allow_cpu,
    )


def gigabytes(text: str) -> float:
    """`22GB`, `22`, `22.5 gb` as a number.

    Raises:
        BadInput: it is none, or none that a card has.

    """
    found = re.fullmatch(r"(\d{1,4}(?:\.\d+)?)\s*(?:gb|gib|g)?", text.strip(), re.IGNORECASE)
    if not found or not float(found[1]):
        raise BadInput(f"{VRAM} must be gigabytes such as 22GB, not {text!r}.")
    return float(found[1])
