"""Cards and open models on this machine: what there is, whose weights are here, whose licence is to be accepted."""

from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec

from infra.settings import Settings
from models.errors import LongtakeError
from providers.installation import install_of
from studio.service.engine.check import Check

CARD_QUEUES = ("gpu", "gpu-large")
CARD_WORKERS = "card workers"


def card_checks(settings: Settings) -> list[Check]:
    """Films are made without any of it: each check is optional."""
    return [_cards(), _models(settings)]


def queues_of_cards(served: list[str]) -> Check:
    """Which queues of cards somebody serves, and what that means for films."""
    profile = "gpu" if "gpu" in served else "local"
    found = f"somebody serves {' and '.join(served)}" if served else "nobody serves gpu"
    return Check(
        name=CARD_WORKERS,
        ok=bool(served),
        found=f"{found}: the profile auto casts {profile}",
        mend="" if served else "longtake worker gpu, on a machine with a card",
        optional=True,
        state="" if served else "none",
    )


def _cards() -> Check:
    """The cards, and whether open models can be run on them."""
    from providers.open_models.bay import NEEDED
    from workers.cards.devices import devices

    there = devices()
    lacking = [name for name in NEEDED if find_spec(name) is None]
    torch = "" if lacking else f"; PyTorch {_version('torch')}"
    found = "; ".join(device.words for device in there) or "no NVIDIA card, or no driver of one, is here"
    if there and lacking:
        return Check(
            name="cards",
            ok=False,
            found=f"{found}; {', '.join(lacking)} not installed",
            mend=install_of("gpu"),
            optional=True,
        )
    return Check(
        name="cards", ok=bool(there), found=found + torch, optional=True, state="" if there else "none"
    )


def _models(settings: Settings) -> Check:
    """The models whose weights are here, what is wrong with some, and which wait for their licence."""
    from studio.service.open_models.inventory import listed_models

    try:
        listed = listed_models(settings)
    except LongtakeError as error:
        return Check(name="open models", ok=False, found=str(error), optional=True)
    here = [one.name for one in listed if one.here]
    broken = [one for one in listed if one.trouble]
    closed = [one.name for one in listed if not one.accepted]
    parts = [f"weights of {', '.join(here)} in {settings.weights_dir}" if here else "no weights are here"]
    parts += [one.trouble for one in broken]
    parts += [f"the licence of {', '.join(closed)} is to be accepted first"] if closed else []
    first = next((one.name for one in broken), "")
    return Check(
        name="open models",
        ok=bool(here) and not broken,
        found="; ".join(parts),
        mend=f"longtake models pull {first}" if first else "" if here else "longtake models pull NAME",
        optional=True,
        state="" if broken or here else "none",
    )


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "of an unknown version"
