"""What goes wrong at Replicate: each fault is one named error in one sentence, and books what it may have cost."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.errors import RateLimited
from providers.vendors.endpoints import downloads
from providers.vendors.endpoints.table import Endpoints
from providers.vendors.replicate.adapter import ReplicateImages
from tests.kit.vendors.contract import Pictures, client_of, image_request
from tests.kit.vendors.faults import Case, behaving, observed
from tests.kit.vendors.manners import KEY, Behaviour, Fault
from tests.kit.vendors.replicate import Replicate
from tests.providers.vendors.replicate.cases import CASES


@pytest.fixture(scope="module")
def replicate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replicate]:
    with Replicate(tmp_path_factory.mktemp("replicate")) as double:
        yield double


def schnell(replicate: Replicate) -> ReplicateImages:
    endpoint = Endpoints.load().find("image", "replicate/black-forest-labs/flux-schnell")
    assert endpoint is not None
    return ReplicateImages(client_of("replicate", replicate.api), endpoint)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.said)
def test_what_goes_wrong_is_one_named_error(
    replicate: Replicate, tmp_path: Path, case: Case, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(downloads, "MOST_BYTES", 64 * 2**20)
    behaving(replicate, case.fault, says=f"for Bearer {KEY}")
    pictures = Pictures(tmp_path)
    before = replicate.books.did["take"]
    request = image_request(pictures, width=640, height=360)
    outcome, said = observed(schnell(replicate), request, pictures, tmp_path / "made")
    assert outcome == case.outcome, said
    assert KEY not in said
    assert "\n" not in said
    assert replicate.books.did["take"] - before <= 1, "nothing is asked for twice"
    left = [path for path in (tmp_path / "made").iterdir() if outcome.kind != "BrokenMedia"]
    assert left == []


def test_the_wait_that_replicate_asks_for_in_words_is_kept(replicate: Replicate, tmp_path: Path):
    replicate.behave(Behaviour(faults=(Fault(where="submit", how="429", amount=30),)))
    pictures = Pictures(tmp_path)
    with pytest.raises(RateLimited, match="resets in ~30s") as limited:
        schnell(replicate).submit(image_request(pictures), pictures.file, "film/shot_001/1")
    assert limited.value.retry_after_s == 30.0


def test_a_picture_that_was_deleted_says_so(replicate: Replicate, tmp_path: Path):
    behaving(replicate, Fault(where="result", how="gone"))
    pictures = Pictures(tmp_path)
    _, said = observed(schnell(replicate), image_request(pictures), pictures, tmp_path / "made")
    assert "it deletes each an hour after it was made" in said
