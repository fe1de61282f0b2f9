"""Briefs that are stored: what one store has, nobody reads who asks another."""

from pathlib import Path

import pytest

from infra.storage import LocalStore
from library.briefs import put_aside, whole
from models.brief import Brief
from models.errors import CorruptAsset


def test_a_stored_brief_is_read_from_the_store_that_has_it_alone(tmp_path: Path) -> None:
    acme, globex = LocalStore(tmp_path / "acme"), LocalStore(tmp_path / "globex")
    told = Brief(story="The quaxmoor affair. " * 20)
    aside = put_aside(told, acme, above=10)
    assert aside.material is not None
    # Once it was read it is remembered, for whoever asks the same store.
    assert whole(aside, acme) == whole(aside, LocalStore(tmp_path / "acme")) == told
    with pytest.raises(CorruptAsset):
        whole(aside, globex)
