"""What reuse has saved: exact dollars, and seconds of work on GPUs and elsewhere."""

from decimal import Decimal

import pytest

from infra.database.database import Database
from infra.storage import LocalStore
from library.statistics import library_statistics, most_reused
from tests.kit.shelf import Shelf


@pytest.fixture
def shelf(database: Database, tmp_path) -> Shelf:
    return Shelf(LocalStore(tmp_path / "store"), database)


def test_the_most_reused_come_first_with_what_they_saved(shelf: Shelf, database: Database) -> None:
    shelf.add("a quay", usd="0.10", work_s=4)
    shelf.add("a boat", usd="0.35", work_s=2)
    shelf.add("never again")
    for film in ("film-b", "film-c", "film-d"):
        shelf.reuse("a quay", film)
    shelf.reuse("a boat", "film-b")
    first, second = most_reused(database)
    assert (first.asset.prompt, first.found, first.saved_s) == ("a quay", 3, 12)
    assert (first.saved_usd, second.saved_usd) == (Decimal("0.30"), Decimal("0.35"))
    assert [each.asset.prompt for each in most_reused(database, 1)] == ["a quay"]


def test_dollars_are_added_exactly(shelf: Shelf, database: Database) -> None:
    prices = ["0.1", "0.2", "0.000000001", "12345678901.01"]
    for price in prices:
        shelf.add(f"at {price}", usd=price)
        shelf.reuse(f"at {price}", "film-b")
    assert library_statistics(database).saved_usd == Decimal("12345678901.310000001")


def test_work_is_counted_for_gpus_and_for_the_rest(shelf: Shelf, database: Database) -> None:
    shelf.add("diffused", label="gpu", work_s=30)
    shelf.add("drawn", label="cpu", work_s=2)
    shelf.add("bought", label="io", work_s=5)
    shelf.add("on a large one", label="gpu-large", work_s=10)
    for prompt in ("diffused", "drawn", "bought", "on a large one"):
        shelf.reuse(prompt, "film-b")
    totals = library_statistics(database)
    assert (totals.saved_gpu_s, totals.saved_cpu_s) == (40, 7)
    assert (totals.uses, totals.found, totals.hit_rate) == (8, 4, 0.5)


def test_a_file_that_two_assets_share_counts_once(shelf: Shelf, database: Database) -> None:
    shelf.add("one", data="12345")
    shelf.add("two", data="12345", usd="0.5")
    shelf.add("three", kind="video", data="123")
    image, video = library_statistics(database).kinds
    assert (image.kind, image.assets, image.bytes, image.usd) == ("image", 2, 5, Decimal("0.5"))
    assert (video.kind, video.assets, video.bytes) == ("video", 1, 3)


def test_an_empty_library_has_saved_nothing(database: Database) -> None:
    totals = library_statistics(database)
    assert not totals.kinds
    assert (totals.hit_rate, totals.saved_usd) == (0.0, Decimal(0))
    assert most_reused(database) == []
