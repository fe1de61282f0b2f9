"""Whether it is alive, and what is served: open to everybody, so it says nothing of films, places or people."""

from importlib.metadata import PackageNotFoundError, version
from typing import Literal

from models.base import Frozen
from studio.web.doors import OfDoors
from studio.web.resources import resource

router = resource("health")


class Health(Frozen):
    """That it is alive; the engine is `none` where a Temporal cluster of one's own is used."""

    status: Literal["ok"] = "ok"
    service: Literal["longtake"] = "longtake"
    version: str
    engine: Literal["running", "stopped", "none"]


@router.get("/health", summary="Whether it is alive")
async def check_health(doors: OfDoors) -> Health:
    """Whether the server answers, and whether its engine runs; a stopped one is started by the next request for films."""
    return Health(version=_version(), engine=await doors.engine())


def _version() -> str:
    try:
        return version("longtake")
    except PackageNotFoundError:
        return "unknown"
