"""`longtake webhooks`, a process of its own: films whose lost jobs are found again because their vendor calls back."""

import asyncio
import http.client
import json
import logging
import socket
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from activities.jobs import submission
from activities.jobs.records import JobRecords
from infra.database.database import open_database
from infra.engine.server import TemporalServer
from infra.settings import Settings
from models.brief import Brief
from models.film.view import FilmView
from models.money.dollars import ZERO
from studio.cli.app import run
from tests.kit.ears import Ears, ears_at
from tests.kit.hosted import PRICE, QUOTE, by_vendor, told_registry
from tests.kit.studio import StudioKit, short_shots, studio_at
from tests.kit.vendor import Fault, How, signed
from tests.kit.vendor_process import Vendor, vendor_at
from workers.webhook_server import REQUEST_WITHIN_S


@pytest.fixture
def vendor(tmp_path: Path) -> Iterator[Vendor]:
    """A vendor that lists no jobs, in a process of its own."""
    with vendor_at(tmp_path / "vendor") as vendor:
        yield vendor


@pytest.fixture
def ears(tmp_path: Path, vendor: Vendor) -> Iterator[Ears]:
    """The receiver, in a process of its own."""
    home = tmp_path / "home"
    home.mkdir()
    with ears_at(Settings(home=home), vendor.address) as ears:
        yield ears


@pytest.fixture
async def told(
    server: TemporalServer, vendor: Vendor, ears: Ears, tmp_path: Path
) -> AsyncIterator[StudioKit]:
    """A studio whose vendor cannot be asked what became of a job, and tells it by itself."""
    async with studio_at(server.address, tmp_path / "home", told_registry(vendor.address)) as kit:
        yield kit


def brief() -> Brief:
    words = short_shots("a quay", "a boat")
    shots = tuple(shot.model_copy(update={"dialogue": ""}) for shot in words.shots)
    return by_vendor(words.model_copy(update={"shots": shots}), "image")


def lost(how: How = "drop-after") -> Fault:
    return Fault(where="submit", how=how, word="quay")


def post(ears: Ears, body: bytes, signature: str) -> int:
    connection = http.client.HTTPConnection(ears.address.removeprefix("http://"), timeout=10)
    connection.request("POST", "/jobs/vendor", body, {"X-Vendor-Signature": signature})
    return connection.getresponse().status


async def heard_out(vendor: Vendor, jobs: int) -> None:
    """Until every job was told of twice."""
    async with asyncio.timeout(30):
        while len(vendor.told) < 2 * jobs:
            await asyncio.sleep(0.05)


def is_whole(view: FilmView, vendor: Vendor) -> None:
    """Every picture is there, was bought once, and is booked at what the vendor bills."""
    assert (view.verdict, view.unknown, view.reserved) == ("stopped", (), ZERO)
    assert vendor.crimes == []
    assert len(vendor.accepted) == 2
    assert view.spent == vendor.billed == 2 * PRICE


@pytest.mark.parametrize("how", ["drop-after", "drop-midway", "500-after", "hang"])
async def test_a_lost_job_is_found_again_by_its_vendors_notice_and_bought_once(
    told: StudioKit, vendor: Vendor, ears: Ears, film: str, how: How, caplog: pytest.LogCaptureFixture
) -> None:
    vendor.behave(lost(how), listing=False, notices=ears.address)
    with caplog.at_level(logging.WARNING):
        is_whole(await told.make(brief(), film, stop_at="storyboard"), vendor)
        await heard_out(vendor, 2)
    assert "given up" not in caplog.text
    assert signed(b"") not in ears.said


async def test_a_receiver_that_is_killed_loses_nothing_since_vendors_tell_again(
    told: StudioKit, vendor: Vendor, ears: Ears, film: str
) -> None:
    ears.kill()
    vendor.behave(lost(), listing=False, notices=ears.address)
    await told.begin(brief(), film, stop_at="storyboard")
    async with asyncio.timeout(30):
        while len(vendor.accepted) < 2:
            await asyncio.sleep(0.05)
    assert vendor.told == []
    for _ in range(2):
        ears.start()
        ears.kill()
    ears.start()
    view = await told.until(film, lambda view: view.ended)
    ears.kill()
    is_whole(view, vendor)
    ears.start()
    await heard_out(vendor, 2)
    assert ears.stop() == 0


async def test_forged_notices_change_nothing_and_the_vendors_own_comes_too_late_for_no_one(
    told: StudioKit, vendor: Vendor, ears: Ears, film: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(submission, "NOTICE_WITHIN_S", 1.0)
    vendor.behave(lost(), listing=False)
    await told.begin(brief(), film, stop_at="storyboard")
    view = await told.until(film, lambda view: bool(view.unknown) and view.shots[1].status == "drawn")
    reference = next(
        line["asked"]["reference"] for line in vendor.accepted if "quay" in line["asked"]["prompt"]
    )
    assert reference.startswith(view.unknown[0].reference)
    forged = json.dumps({"reference": reference, "id": "mine"}).encode()
    for signature in ("", signed(forged, "a guess"), signed(b"{}")):
        assert await asyncio.to_thread(post, ears, forged, signature) == 401
    records = JobRecords(open_database(told.settings.database_url))
    record = records.find(reference)
    assert record is not None
    assert (record.state, record.job_id) == ("unknown", "")
    assert (await told.view(film)).unknown == view.unknown

    vendor.behave(listing=False, notices=ears.address)
    await heard_out(vendor, 2)
    handle = told.client.get_workflow_handle(film)
    await handle.signal("resolve_job", {"shot": "1", "action": "resubmit"})
    view = await told.until(film, lambda view: view.ended)
    assert view.verdict == "stopped"
    assert len(vendor.accepted) == 2, "what the vendor has told of is not bought again"
    assert view.spent == PRICE + QUOTE >= vendor.billed


def test_ctrl_c_and_a_service_managers_stop_end_it_at_once_though_somebody_is_slow(ears: Ears) -> None:
    host, _, port = ears.address.removeprefix("http://").partition(":")
    for end in (ears.stop, ears.interrupt):
        with socket.create_connection((host, int(port))) as slow:
            slow.sendall(b"POST /jobs/vendor HTTP/1.1\r\nX-Field: 1\r\n")
            assert post(ears, b"{}", "a guess") == 401
            began = time.monotonic()
            assert end() == 0
            assert time.monotonic() - began < REQUEST_WITHIN_S - 1, "it waited for the slow one"
        ears.start()
    assert "Traceback" not in ears.said
    assert "a guess" not in ears.said


def test_where_no_vendor_sends_notices_the_command_says_so_and_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LONGTAKE_HOME", str(tmp_path / "home"))
    assert run(["webhooks", "--port", "0"]) == 2
    assert "None of the providers here has a vendor that sends notices" in capsys.readouterr().err
    assert run(["webhooks", "--port", "70000"]) == 2
