"""A vendor of pictures, for films whose making is looked at in numbers."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kit.vendors.fal import Fal
from tests.kit.vendors.manners import KEY


@pytest.fixture
def fal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Fal]:
    """The vendor, whom whatever process this one starts asks."""
    with Fal(tmp_path / "fal") as double:
        monkeypatch.setenv("FAL_KEY", KEY)
        monkeypatch.setenv("FAL_BASE_URL", double.address)
        yield double
