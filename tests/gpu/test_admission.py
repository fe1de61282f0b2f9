"""Models stay loaded as long as there is room for them, by what they were measured to take; those not used for longest leave."""

from pathlib import Path
from typing import Any

import pytest

from models.errors import CardTooSmall, OutOfMemory
from providers.open_models import bay as bays
from providers.open_models.bay import Bay, Card
from providers.open_models.entry import Memory, OpenModel
from providers.open_models.licences import Licences
from providers.open_models.table import OpenModels
from providers.open_models.weights import Weights

pytestmark = pytest.mark.gpu


class PlayedCard:
    """A card of 24 GB, of which another process has `others`, and a host; models are what a test says that they take."""

    def __init__(self, others: float = 0.0, host: float = 64.0) -> None:
        self.others, self.host = others, host
        self.lying: dict[str, float] = {}
        self.peak = 0.0

    def free_gb(self) -> float:
        return 24.0 - self.others - self.used_gb()

    def used_gb(self) -> float:
        return sum(self.lying.values())

    def most_gb(self) -> float:
        return self.peak

    def begin(self) -> None:
        self.peak = self.used_gb()

    def host_gb(self) -> float:
        return self.host


class Lying:
    """A loaded model, which frees what it takes of the card when nobody holds it any more."""

    def __init__(self, card: PlayedCard, name: str, gb: float) -> None:
        self._card, self._name = card, name
        card.lying[name] = gb

    def __del__(self) -> None:
        self._card.lying.pop(self._name, None)


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What is loaded, and in which way, in order; each takes 8 GB, or 3 with its other parts in host memory."""
    loaded: list[tuple[str, str]] = []

    def load(model: OpenModel, weights: Any, device: str, way: Memory) -> Lying:
        loaded.append((model.name, way.offload))
        card: PlayedCard = weights.card
        return Lying(card, model.name, 8.0 if way.offload == "none" else 3.0)

    monkeypatch.setattr(bays, "load", load)
    return loaded


def model(name: str) -> OpenModel:
    ways = (Memory(vram_gb=12), Memory(vram_gb=7, host_gb=10, offload="model"))
    return OpenModels.load().find("sdxl").model_copy(update={"name": name, "memory": ways})


def bay(folder: Path, card: PlayedCard, vram_gb: float = 0.0) -> Bay:
    weights = Weights(folder)
    weights.card = card  # type: ignore[attr-defined]
    given = Card(device="cpu", allow_cpu=True, vram_gb=vram_gb)
    return Bay(weights, Licences(folder / "licences"), given, lambda device: card)


def run(where: Bay, card: PlayedCard, name: str, gb: float) -> None:
    with where.at_work(model(name), lambda: None):
        card.peak = card.used_gb() + gb


def test_those_that_were_not_used_for_longest_leave_once_there_is_no_room(
    tmp_path: Path, loads: list[tuple[str, str]]
) -> None:
    card = PlayedCard()
    where = bay(tmp_path, card)
    for name in ("a", "b", "a", "c", "a", "b"):
        run(where, card, name, 2.0)
    assert [name for name, _ in loads] == ["a", "b", "c", "b"], "b left for c, as a was used since"
    assert set(card.lying) == {"a", "b"}


def test_what_lies_on_the_card_and_the_most_of_a_run_are_told_after_it(
    tmp_path: Path, loads: list[tuple[str, str]]
) -> None:
    card = PlayedCard()
    where = bay(tmp_path, card)
    told: list[tuple[float, float]] = []
    where.told = lambda used_gb, most_gb: told.append((used_gb, most_gb))
    run(where, card, "a", 2.0)
    run(where, card, "a", 3.0)
    assert told == [(8.0, 10.0), (8.0, 11.0)]


def test_what_a_run_was_measured_to_take_counts_and_not_the_table(
    tmp_path: Path, loads: list[tuple[str, str]]
) -> None:
    card = PlayedCard()
    where = bay(tmp_path, card)
    run(where, card, "a", 9.0)
    run(where, card, "b", 1.0)
    assert set(card.lying) == {"a", "b"}
    run(where, card, "a", 9.0)
    assert set(card.lying) == {"a"}, "a takes 17 GB while it runs, so b has no room beside it"


def test_where_others_use_the_card_or_it_may_not_be_used_whole_a_model_lies_partly_in_host_memory(
    tmp_path: Path, loads: list[tuple[str, str]]
) -> None:
    card = PlayedCard(others=14.0)
    run(bay(tmp_path, card), card, "a", 1.0)
    limited = PlayedCard()
    run(bay(tmp_path, limited, vram_gb=8), limited, "b", 1.0)
    assert loads == [("a", "model"), ("b", "model")]


def test_what_fits_in_no_way_is_told_apart_from_a_host_that_is_full(
    tmp_path: Path, loads: list[tuple[str, str]]
) -> None:
    card = PlayedCard(others=20.0)
    with pytest.raises(CardTooSmall, match="needs 7 GB of a card, and 4 GB may be used here"):
        run(bay(tmp_path, card), card, "a", 1.0)
    full = PlayedCard(others=14.0, host=2.0)
    with pytest.raises(OutOfMemory, match="needs 10 GB of memory beside the card, and 2 GB are free"):
        run(bay(tmp_path, full), full, "a", 1.0)
    assert loads == []
