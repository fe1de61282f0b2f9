"""Fixtures of the page's tests."""

import pytest

from tests.kit.studio import StudioKit


@pytest.fixture
def own_home(studio: StudioKit, monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment's home is the test's own, as the door of a test has it."""
    monkeypatch.setenv("LONGTAKE_HOME", str(studio.settings.home))
