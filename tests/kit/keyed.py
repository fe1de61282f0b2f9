"""Settings of somebody whose films are encrypted."""

from pathlib import Path

import pytest

from infra.payloads.key_file import create
from infra.settings import Settings


def keyed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings with a home and a new file of keys in a folder, which commands have too."""
    create(folder / "keys", "first")
    settings = Settings(home=folder / "home", encryption_keys=folder / "keys")
    monkeypatch.setenv("LONGTAKE_HOME", str(settings.home))
    return settings
