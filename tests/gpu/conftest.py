"""Fixtures: nothing is fetched, and each tiny pipeline is built once a session."""

import os

import pytest

from tests.gpu.kit.tiny_parts import TinyShelf

# On CPUs the last bits of MKL's sums depend on where in memory the numbers happen to lie, unless it is told otherwise before it is loaded
# (oneMKL's developer guide, "Obtaining numerically reproducible results").
os.environ.setdefault("MKL_CBWR", "COMPATIBLE")


@pytest.fixture(autouse=True)
def _offline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")


@pytest.fixture(scope="session", autouse=True)
def _one_thread() -> None:
    """Tiny models gain nothing by threads, which only wait for each other."""
    import torch

    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> TinyShelf:
    return TinyShelf(tmp_path_factory.mktemp("tiny"))


@pytest.fixture
def every_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """A checkpoint after every step, or as soon as the one before is written."""
    monkeypatch.setattr("providers.open_models.keeper.EVERY_S", 0.0)
