"""What goes wrong at Runway: each fault is one named error in one sentence, and books what it may have cost."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.errors import RateLimited
from providers.vendors.endpoints import downloads
from providers.vendors.endpoints.table import Endpoints
from providers.vendors.runway.adapter import RunwayVideos
from tests.kit.vendors.contract import Pictures, client_of, video_request
from tests.kit.vendors.faults import Case, behaving, observed
from tests.kit.vendors.manners import KEY, Behaviour, Fault, billed
from tests.kit.vendors.runway import Runway
from tests.providers.vendors.runway.cases import CASES

BETWEEN_S = 0.02


@pytest.fixture(scope="module")
def runway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runway]:
    with Runway(tmp_path_factory.mktemp("runway"), BETWEEN_S) as double:
        yield double


def turbo(runway: Runway) -> RunwayVideos:
    endpoint = Endpoints.load().find("video", "runway")
    assert endpoint is not None
    maker = RunwayVideos(client_of("runway", runway.api), endpoint)
    maker.poll_every_s = BETWEEN_S
    return maker


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.said)
def test_what_goes_wrong_is_one_named_error(
    runway: Runway, tmp_path: Path, case: Case, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(downloads, "MOST_BYTES", 64 * 2**20)
    behaving(runway, case.fault, says=f"for Bearer {KEY}")
    pictures = Pictures(tmp_path)
    before = runway.books.did["take"]
    request = video_request(pictures, 2.0)
    outcome, said = observed(turbo(runway), request, pictures, tmp_path / "made")
    assert outcome == case.outcome, said
    assert KEY not in said
    assert "\n" not in said
    assert runway.books.did["take"] - before <= 1, "nothing is asked for twice"
    left = list((tmp_path / "made").iterdir())
    assert left == [] or outcome.kind in ("BrokenMedia", "done")
    assert runway.books.crimes == []


@pytest.mark.parametrize(("code", "quoted"), [("SAFETY.INPUT.TEXT", True), ("INTERNAL", False)])
def test_of_a_failure_whose_cost_nobody_says_the_code_decides(
    runway: Runway, tmp_path: Path, code: str, quoted: bool, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(runway, "cost_told", False)
    behaving(runway, Fault(where="job", how="fail", code=code))
    pictures, maker, before = Pictures(tmp_path), turbo(runway), billed(runway.folder)
    request = video_request(pictures, 2.0)
    state = maker.poll(maker.submit(request, pictures.file, "film/shot_001/1"))
    assert (state.cost is None) is quoted
    paid = billed(runway.folder) - before
    assert paid == (maker.quote(request).usd if quoted else state.cost)


def test_the_wait_that_runway_asks_for_is_kept(runway: Runway, tmp_path: Path):
    runway.behave(Behaviour(faults=(Fault(where="submit", how="429", amount=30),)))
    pictures = Pictures(tmp_path)
    with pytest.raises(RateLimited) as limited:
        turbo(runway).submit(video_request(pictures), pictures.file, "film/shot_001/1")
    assert limited.value.retry_after_s == 30.0
