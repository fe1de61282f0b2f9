"""Vendors whose clips have lengths of their own, for films whose shots are cut off or made of several; fal; and short reels."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from infra.engine.server import TemporalServer
from providers.base import Provider
from providers.offline.animatic import Animatic
from providers.offline.camera import CameraMove
from providers.offline.outline import OutlineWriter
from providers.offline.score import Bed
from providers.offline.voice.piper import PiperVoice
from providers.registry import Registry
from providers.vendors.endpoints.table import Endpoints
from providers.vendors.fal.adapter import FalImages, FalVideos
from tests.kit.hosted import stepped_registry
from tests.kit.short_reels import short_reels
from tests.kit.studio import StudioKit, studio_at
from tests.kit.vendor_process import Vendor, vendor_at
from tests.kit.vendors.contract import client_of
from tests.kit.vendors.fal import Fal
from tests.kit.vendors.manners import KEY, Behaviour


@pytest.fixture
def vendor(tmp_path: Path) -> Iterator[Vendor]:
    with vendor_at(tmp_path / "vendor") as vendor:
        yield vendor


@pytest.fixture
async def stepped(server: TemporalServer, vendor: Vendor, tmp_path: Path) -> AsyncIterator[StudioKit]:
    """A studio where clips come from a vendor that makes whole seconds, and no more than two."""
    async with studio_at(server.address, tmp_path / "home", stepped_registry(vendor.address)) as kit:
        yield kit


@pytest.fixture
def fal(tmp_path: Path) -> Iterator[Fal]:
    """A double of fal that is soon done with a job."""
    with Fal(tmp_path / "fal") as double:
        double.behave(Behaviour(polls=1))
        yield double


@pytest.fixture
async def at_fal(
    server: TemporalServer, fal: Fal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[StudioKit]:
    """A studio where fal's endpoints may be cast, also by whoever changes a film that is finished."""
    monkeypatch.setenv("FAL_KEY", KEY)
    for adapter in (FalImages, FalVideos):
        monkeypatch.setattr(adapter, "poll_every_s", 0.1)
    makers: list[Provider] = [OutlineWriter(), Animatic(), CameraMove(), PiperVoice(), Bed()]
    registry = Registry(makers, lambda _: client_of("fal", fal.address), Endpoints.load)
    async with studio_at(server.address, tmp_path / "home", registry) as kit:
        yield kit


@pytest.fixture
def in_short_reels() -> Iterator[None]:
    """Films are divided into reels a fifth as long as they are."""
    with short_reels():
        yield
