"""Finding by meaning: the encoder gives the model's own numbers, and near-synonyms come first."""

import numpy as np
import pytest

from infra.database.database import Database
from infra.storage import LocalStore
from library.meaning import likeness
from library.meaning.sentence_encoder import DIMENSIONS, load_encoder
from library.search import Wanted, find_assets
from tests.kit.shelf import Shelf

pytest.importorskip("tokenizers")
pytest.importorskip("safetensors")

REFERENCE = {
    "a man alone at sea": (0.025229357, 0.059290454, -0.038732443),
    "A solitary sailor adrift on the ocean": (-0.025001112, 0.034644365, -0.030447813),
    "Stock market falls sharply after rate decision": (0.021846319, -0.040273536, 0.048936058),
    "": (-0.118838415, 0.048298810, -0.002548038),
    "word " * 400: (-0.008123664, -0.095585972, -0.038673140),
    "一个人在海上, café": (0.027761139, 0.032830965, 0.042259548),
}
"""The first numbers of what sentence-transformers 6.2 makes of these with torch 2.13."""
SEA, SAILOR, MARKET = list(REFERENCE)[:3]


def test_the_numbers_are_those_of_the_reference() -> None:
    vectors = load_encoder().encode(list(REFERENCE))
    assert vectors.shape == (len(REFERENCE), DIMENSIONS)
    assert np.abs(vectors[:, :3] - np.array(list(REFERENCE.values()))).max() < 2e-6
    assert np.abs(np.linalg.norm(vectors, axis=1) - 1).max() < 1e-5
    assert abs(float(vectors[0] @ vectors[1]) - 0.6234444) < 2e-6


def test_a_text_means_the_same_alone_and_among_longer_ones() -> None:
    encoder = load_encoder()
    assert np.abs(encoder.encode([SEA, "word " * 100])[0] - encoder.encode([SEA])[0]).max() < 1e-5
    assert encoder.encode([]).shape == (0, DIMENSIONS)


@pytest.fixture
def shelf(database: Database, tmp_path) -> Shelf:
    shelf = Shelf(LocalStore(tmp_path / "store"), database)
    shelf.add(MARKET, mood="sad")
    shelf.add(SAILOR, kind="video", mood="sad")
    shelf.add("Two children fly a kite over a wheat field")
    return shelf


def test_near_synonyms_come_first(shelf: Shelf, database: Database) -> None:
    found = find_assets(database, Wanted(like=SEA))
    assert found[0].prompt == SAILOR
    assert found[0].likeness is not None
    assert abs(found[0].likeness - 0.6234) < 0.001
    assert len(find_assets(database, Wanted(like=SEA, limit=2))) == 2


def test_conditions_hold_before_meaning(shelf: Shelf, database: Database) -> None:
    (found,) = find_assets(database, Wanted(like=SEA, kind="image", mood="sad"))
    assert found.prompt == MARKET


def test_a_prompt_is_read_once(shelf: Shelf, database: Database) -> None:
    shelf.add(SAILOR)
    told: list[tuple[int, int]] = []
    find_assets(database, Wanted(like=SEA), lambda done, count: told.append((done, count)))
    assert told == [(0, 3)]
    told.clear()
    found = find_assets(database, Wanted(like=SEA), lambda done, count: told.append((done, count)))
    assert told == []
    assert [asset.prompt for asset in found][:2] == [SAILOR, SAILOR]


def test_many_vectors_are_ranked_a_part_at_a_time(
    shelf: Shelf, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = [asset.key for asset in find_assets(database, Wanted(like=SEA))]
    monkeypatch.setattr(likeness, "_VECTORS_AT_ONCE", 1)
    assert [asset.key for asset in find_assets(database, Wanted(like=SEA))] == whole
