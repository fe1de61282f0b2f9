"""Which page of the runbook has which fault: all that the kits let loose, and every error that is not a person's own mistake."""

from typing import get_args

from models import errors
from tests.kit.chaos.programs import How as Blow
from tests.kit.hosts.clocks import FAULTS as CLOCKS
from tests.kit.hosts.trials import CUTS, KILLS, LOSS
from tests.kit.vendor import How as Manner

STRUCK = ("worker", "server", "vendor")
"""Who is struck in a storm of `tests.kit.chaos.blows`; the workers there have names of their own."""

VENDOR_DOWN, MONEY_UNKNOWN, MONEY = "vendor-down.md", "money-unknown.md", "films-wait-for-money.md"
VENDORS = "../vendor-faults.md"

PAGES: dict[str, tuple[str, ...]] = {
    "faults/worker-died.md": ("kill worker", "stop worker", "killed: worker", "WorkerStopping", "NoWorker"),
    "faults/host-cut-off.md": (
        "cut: worker",
        "cut: worker-from-data",
        "cut: worker-from-temporal",
        "loss",
    ),
    "faults/temporal-away.md": (
        "kill server",
        "stop server",
        "cut: temporal",
        "killed: temporal",
        "EngineUnavailable",
    ),
    "faults/data-away.md": ("cut: data", "killed: data", "Unavailable", "StorageError"),
    "faults/disk-full.md": ("DiskFull",),
    "faults/file-lost.md": ("CorruptAsset", "MediaError", "BrokenMedia"),
    "faults/clocks-differ.md": ("clock ahead", "clock behind", "clock fast"),
    "faults/out-of-memory.md": ("OutOfMemory", "CardTooSmall"),
    "faults/card-lost.md": ("CardLost",),
    "faults/keys.md": (
        "Unauthorised",
        "MissingKeys",
        "PaymentRequired",
        "KeysMissing",
        "KeysAway",
        "401",
        "402",
    ),
    "faults/power-loss.md": ("killed: data",),
    "../deploys.md": ("TooNew", "BuildRefused"),
    VENDOR_DOWN: (
        "kill vendor",
        "stop vendor",
        "cut: world",
        "VendorDown",
        "Transient",
        "RateLimited",
        "429",
        "503",
    ),
    MONEY_UNKNOWN: (
        "UnknownOutcome",
        "drop-before",
        "drop-after",
        "drop-midway",
        "accept-late",
        "hang",
        "500-after",
    ),
    MONEY: ("overcharge",),
    VENDORS: (
        "InvalidRequest",
        "Moderated",
        "ProviderError",
        *("422", "polls", "fail", "fail-billed", "fail-perhaps", "refuse", "404", "cut", "wrong", "empty"),
    ),
}

OWN = ("BadInput", "NotAllowed", "MissingExtra", "GaveWay")
"""What whoever asked mends by asking otherwise, with what is derived from it; and what is no fault at all."""


def let_loose() -> set[str]:
    """Every fault that a kit knows."""
    return {
        *(f"{how} {whom}" for how in get_args(Blow) for whom in STRUCK),
        *(f"cut: {name}" for name in CUTS),
        *(f"killed: {name}" for name in KILLS),
        *({"loss"} if LOSS else ()),
        *CLOCKS,
        *get_args(Manner),
    }


def raised() -> set[str]:
    """Every error of our tree that is not a person's own."""
    own = tuple(getattr(errors, name) for name in OWN)
    found = [each for each in vars(errors).values() if isinstance(each, type)]
    return {
        each.__name__
        for each in found
        if issubclass(each, errors.LongtakeError)
        and each is not errors.LongtakeError
        and not issubclass(each, own)
    }
