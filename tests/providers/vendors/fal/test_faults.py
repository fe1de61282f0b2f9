"""What goes wrong at fal: each fault is one named error in one sentence, and books what it may have cost."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from providers.vendors.endpoints import downloads
from providers.vendors.endpoints.table import Endpoints
from providers.vendors.fal.adapter import FalImages
from tests.kit.vendors.contract import Pictures, client_of, image_request
from tests.kit.vendors.fal import Fal
from tests.kit.vendors.faults import Case, behaving, observed
from tests.kit.vendors.manners import KEY
from tests.providers.vendors.fal.cases import CASES


@pytest.fixture(scope="module")
def fal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fal]:
    with Fal(tmp_path_factory.mktemp("fal")) as double:
        yield double


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.said)
def test_what_goes_wrong_is_one_named_error(
    fal: Fal, tmp_path: Path, case: Case, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(downloads, "MOST_BYTES", 64 * 2**20)
    endpoint = Endpoints.load().find("image", "flux")
    assert endpoint is not None
    behaving(fal, case.fault, says=f"for Key {KEY}")
    pictures = Pictures(tmp_path)
    before = fal.books.did["take"]
    maker = FalImages(client_of("fal", fal.address), endpoint)
    outcome, said = observed(
        maker, image_request(pictures, width=640, height=360), pictures, tmp_path / "made"
    )
    assert outcome == case.outcome, said
    assert KEY not in said
    assert "\n" not in said
    assert fal.books.did["take"] - before <= 1, "nothing is asked for twice"
    left = [path for path in (tmp_path / "made").iterdir() if outcome.kind != "BrokenMedia"]
    assert left == []
