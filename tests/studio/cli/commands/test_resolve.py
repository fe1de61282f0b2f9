"""`longtake resolve` without a shot: one word about every job of a film of which nobody knows whether it was taken."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from infra.engine.server import TemporalServer
from models.brief import Brief
from tests.kit.hosted import PRICE, QUOTE, by_vendor, hosted_registry
from tests.kit.studio import StudioKit, short_shots, studio_at
from tests.kit.typed import Typed, typist
from tests.kit.vendor import Fault
from tests.kit.vendor_process import Vendor, vendor_at


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str) -> Path:
    monkeypatch.setenv("LONGTAKE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TEMPORAL_ADDRESS", address)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home"


@pytest.fixture
def vendor(tmp_path: Path) -> Iterator[Vendor]:
    """A vendor that lists no jobs, and loses its answers about two pictures of three."""
    with vendor_at(tmp_path / "vendor", listing=False) as vendor:
        lost = (Fault(where="submit", how="drop-after", times=1, word=word) for word in ("quay", "boat"))
        vendor.behave(*lost, listing=False)
        yield vendor


@pytest.fixture
async def kit(server: TemporalServer, vendor: Vendor, home: Path) -> AsyncIterator[StudioKit]:
    async with studio_at(server.address, home, hosted_registry(vendor.address, listing=False)) as kit:
        yield kit


@pytest.fixture
def typed(capsys: pytest.CaptureFixture[str]) -> Typed:
    return typist(capsys)


def three() -> Brief:
    brief = short_shots("a quay", "a boat", "a gull")
    silent = tuple(shot.model_copy(update={"dialogue": ""}) for shot in brief.shots)
    return by_vendor(brief.model_copy(update={"shots": silent}), "image")


async def parked(kit: StudioKit, film: str) -> None:
    await kit.begin(three(), film, stop_at="storyboard")
    await kit.until(film, lambda view: len(view.unknown) == 2 and view.shots[2].status == "drawn")


async def test_all_of_them_are_asked_for_again_each_under_its_own_decision(
    kit: StudioKit, vendor: Vendor, film: str, typed: Typed
) -> None:
    await parked(kit, film)
    told = (await typed("resolve", film, "--resubmit", "--by", "ann")).out
    for shot in ("shot_001", "shot_002"):
        assert f"The job of shot {shot} is asked for again. The lost one is booked at the most" in told
    view = await kit.until(film, lambda view: view.ended)
    assert [bool(shot.keyframe) for shot in view.shots] == [True] * 3
    assert len(vendor.accepted) == 5
    assert view.spent == 3 * PRICE + 2 * QUOTE
    assert [(one.decision.shot, one.decision.by, one.accepted) for one in view.decisions] == [
        ("shot_001", "ann", True),
        ("shot_002", "ann", True),
    ]
    assert "has ended" in (await typed("resolve", film, "--abandon", code=1)).err


async def test_all_of_them_are_given_up_and_programs_are_told_which(
    kit: StudioKit, vendor: Vendor, film: str, typed: Typed
) -> None:
    await parked(kit, film)
    assert (await typed("resolve", film, "", "--abandon", code=2)).err.startswith("SHOT is empty: name one")
    facts = (await typed("resolve", film, "--abandon", "--json")).json
    assert (facts["accepted"], facts["exit_code"]) == (True, 0)
    assert facts["shots"] == {"shot_001": "", "shot_002": ""}
    view = await kit.until(film, lambda view: view.ended)
    assert [bool(shot.keyframe) for shot in view.shots] == [False, False, True]
    assert len(vendor.accepted) == 3


async def test_where_no_job_waits_that_is_said(
    kit: StudioKit, vendor: Vendor, film: str, typed: Typed
) -> None:
    vendor.behave(listing=False)
    await kit.at_gate(three(), film)
    said = await typed("resolve", film, "--resubmit", code=1)
    assert said.err.strip() == f"No job of the film '{film}' waits to be resolved."
