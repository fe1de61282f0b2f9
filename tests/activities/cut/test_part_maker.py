"""The parts of a cut are made side by side, and none waits for what nobody will make."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

import pytest

from activities.cut.part_maker import THREADS, Part, PartMaker
from infra.database.database import open_database
from infra.storage import LocalStore
from library.assets import Library
from library.work import Work
from library.workshop import Workshop
from models.errors import LongtakeError
from models.orders.assets import Asset, Recipe
from providers.base import Progress


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    store, database = LocalStore(tmp_path / "store"), open_database(f"sqlite:///{tmp_path / 'parts.db'}")
    return Workshop(Library(store, database), tmp_path / "scratch")


class Bench:
    """Parts that say when they are made, and parts that hold a thread until they may go."""

    def __init__(self) -> None:
        self.made: list[str] = []
        self._all_held = threading.Barrier(THREADS + 1)

    def part(self, name: str) -> Part:
        def make(path: Path, _progress: Progress) -> None:
            self.made.append(name)
            path.write_text("[]")

        return part_of(name, make)

    def hold(self, maker: PartMaker) -> tuple[list[Future[Asset]], list[threading.Event]]:
        """All threads of the maker, from now on until an event is set or the cut fails."""
        events = [threading.Event() for _ in range(THREADS)]

        def holding(number: int) -> Part:
            def make(path: Path, progress: Progress) -> None:
                self._all_held.wait(30)
                while not events[number].wait(0.01):
                    progress(0.0)
                path.write_text("[]")

            return part_of(f"hold {number}", make)

        futures = maker.want([holding(number) for number in range(THREADS)])
        self._all_held.wait(30)
        return futures, events


def part_of(name: str, make: Callable[[Path, Progress], object]) -> Part:
    recipe = Recipe(kind="part", provider="cut", revision="1", parameters={"name": name})
    return Part(recipe, "part.json", make)


def test_what_more_is_made_of_comes_before_what_only_waits_to_be_joined(workshop: Workshop) -> None:
    bench = Bench()
    with PartMaker(workshop, Work(), lambda _: None) as maker:
        held, go = bench.hold(maker)
        later = maker.want([bench.part("later"), bench.part("later still")])
        soon = maker.want([bench.part("soon")], soon=True)
        go[0].set()
        maker.wait([*later, *soon])
        go[1].set()
        maker.wait(held)
    assert bench.made == ["soon", "later", "later still"]


def test_when_a_cut_fails_nobody_waits_for_parts_that_were_not_begun(workshop: Workshop) -> None:
    bench, wanted = Bench(), threading.Event()

    def whole(_path: Path, _progress: Progress) -> None:
        futures = maker.want([bench.part("never begun")])
        wanted.set()
        maker.wait(futures)

    with (
        pytest.raises(LongtakeError, match="the cut fails"),
        PartMaker(workshop, Work(), lambda _: None) as maker,
    ):
        held, _ = bench.hold(maker)
        waiting = maker.beside(part_of("whole", whole))
        assert wanted.wait(30)
        raise LongtakeError("the cut fails")
    assert waiting.exception() is not None
    assert all(isinstance(one.exception(), LongtakeError) for one in held)
    assert bench.made == []
