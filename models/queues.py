"""Queue labels: an open set of lower-case names, and the rule of what the work behind one needs.

`film` is the queue of workflows. A label that begins with `gpu` is for work that needs a device, `cpu` for work
that keeps a core busy, and every other one for work that mostly waits for somebody else.
"""

import re
from typing import Literal

FILM = "film"
LARGE_CARDS = "gpu-large"
"""The queue of work that needs a card with much memory."""
WAIT = "wait"
"""The queue of those who wait for jobs at vendors; whoever serves a queue of work that waits serves it as well."""
LABELS = (FILM, "io", "cpu", "gpu", WAIT)
"""The labels that are always known; providers may declare others."""

_OF_WEIGHTS = "-weights"

Pool = Literal["io", "cpu", "gpu"]
"""What slots a label's work takes: `io` where it waits, `cpu` a core, `gpu` a device."""


def weights_queue(label: str) -> str:
    """The queue at which the workers of a class of cards say which weights they have: asked while the cards are at work.

    Whoever serves `label` serves it, and is seen there all the time.
    """
    return f"{label}{_OF_WEIGHTS}"


def label_of(queue: str) -> str:
    """Whose workers serve a queue: those of a class of cards serve two."""
    return queue.removesuffix(_OF_WEIGHTS)


def worker_of(label: str) -> str:
    """The label that one names to have a queue served: whoever serves `io` serves the queues of vendors and of waiting too."""
    return label if label == FILM or pool_of(label) == "gpu" else pool_of(label)


def is_label(name: str) -> bool:
    """Whether a provider may call its queue so: up to 20 characters, as the library keeps them."""
    return name not in (FILM, WAIT) and bool(re.fullmatch(r"[a-z][a-z0-9-]{0,19}", name))


def pool_of(label: str) -> Pool:
    """The slots that work of a label takes."""
    if label.startswith("gpu"):
        return "gpu"
    return "cpu" if label == "cpu" else "io"
