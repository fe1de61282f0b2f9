"""Vendors whose clips have lengths of their own, for films whose shots are cut off or made of several; and short reels."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from infra.engine.server import TemporalServer
from tests.kit.hosted import stepped_registry
from tests.kit.short_reels import short_reels
from tests.kit.studio import StudioKit, studio_at
from tests.kit.vendor_process import Vendor, vendor_at


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
def in_short_reels() -> Iterator[None]:
    """Films are divided into reels a fifth as long as they are."""
    with short_reels():
        yield
