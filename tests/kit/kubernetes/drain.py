"""How long a worker may take from SIGTERM to its end, of the numbers that the code goes by."""

import inspect
from datetime import timedelta
from pathlib import Path

from temporalio.worker import Worker

from activities.retries import PAID_HEARTBEAT
from infra.settings import Settings
from infra.telemetry.telemetry import ENDS_WITHIN_S
from models.queues import pool_of
from workers.cards.duty import HAND_OVER_S
from workers.cards.process import MOST_GRACE_S
from workers.language_models import catalogue

FLUSH_S = max(10.0, ENDS_WITHIN_S)
"""For what is sent last: traces and logs, and what the container has to say."""


def plugins_s() -> float:
    """How long the SDK waits for plugins when a worker ends."""
    default = inspect.signature(Worker.__init__).parameters["plugin_shutdown_timeout"].default
    assert isinstance(default, timedelta)
    return default.total_seconds()


def slowest_bill_s(nowhere: Path) -> float:
    """How long one call that may be billed is waited for, and then to be told to Temporal; no stop cuts it short."""
    vendors = catalogue(Settings(home=nowhere)).all_vendors.values()
    return (
        max(vendor.read_timeout_s for vendor in vendors if not vendor.free) + PAID_HEARTBEAT.total_seconds()
    )


def drain_s(label: str, grace_s: float, nowhere: Path) -> float:
    """The longest that a worker of a label takes to end; `nowhere` is a home without settings."""
    pool = pool_of(label)
    if pool == "gpu":
        return max(min(grace_s, MOST_GRACE_S), HAND_OVER_S) + plugins_s() + FLUSH_S
    billed = slowest_bill_s(nowhere) if label == "io" else 0.0
    return max(grace_s, billed) + plugins_s() + FLUSH_S
