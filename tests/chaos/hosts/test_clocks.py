"""Workers whose clocks are set apart: leases hold, nothing is paid twice, and what was broken off is gone on with."""

import re
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from infra.database.database import open_database
from infra.storage import LocalStore
from library.half_made import BrokenOff, HalfMade
from models.errors import GaveWay
from tests.kit.databases import PostgresServer
from tests.kit.hosts.clocks import AN_HOUR_BEHIND, FIVE_MINUTES_AHEAD, LIBRARIES, TWICE_AS_FAST, by_clock
from tests.kit.hosts.site import WORKERS, Clocks, Site, Works
from tests.kit.hosts.trials import NOTHING, closed, overlaps, trial, wrongs_of

pytestmark = pytest.mark.skipif(
    not LIBRARIES, reason="Debian's faketime is not installed, so no clock can be set."
)


AHEAD_S = {FIVE_MINUTES_AHEAD: 300.0, "-10m": -600.0, AN_HOUR_BEHIND: -3600.0}


def goes_ahead_s(works: Works, host: str) -> float:
    """How far a worker's clock is ahead of the kernel's, by what it wrote last in its log, and when that was written."""
    [log, *_] = sorted(works.home(host).glob("worker-*.log"))
    said = re.findall(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", log.read_text(), re.MULTILINE)
    return time.mktime(time.strptime(said[-1], "%Y-%m-%d %H:%M:%S")) - log.stat().st_mtime


@pytest.mark.parametrize(
    ("clocks", "shared_folder"),
    [
        pytest.param(Clocks(FIVE_MINUTES_AHEAD, "-10m"), False, marks=pytest.mark.chaos),
        pytest.param(Clocks(FIVE_MINUTES_AHEAD, AN_HOUR_BEHIND), True, marks=pytest.mark.ops),
        pytest.param(Clocks(TWICE_AS_FAST, ""), False, marks=pytest.mark.chaos),
    ],
    ids=["minutes", "an hour", "fast"],
)
async def test_no_lease_is_taken_from_the_living_and_nothing_paid_twice_by_clocks_that_differ(
    site: Site, clocks: Clocks, shared_folder: bool, undisturbed: str, seed: int
) -> None:
    works = await site.fresh(shared_folder=shared_folder)
    works.clocks = clocks
    for host in WORKERS:
        works.start(host)
    try:
        came = await trial(works, NOTHING, seed)
        assert await wrongs_of(works, came) == []
        assert came.bytes == undisturbed
        assert list(overlaps(came.lines)) == []
        for host in WORKERS:
            if (ahead := AHEAD_S.get(getattr(clocks, host))) is not None:
                assert goes_ahead_s(works, host) == pytest.approx(ahead, abs=60), "it goes by that clock"
        begun = Counter(line.key for line in came.lines if line.did == "begin" and line.kind != "llm")
        assert set(begun.values()) == {1}, "something was begun twice"
        assert {line.host for line in came.lines} == set(WORKERS), "both of them work"
        assert not any("gone silent" in works.logs(host) for host in WORKERS)
    finally:
        await closed(works)


@pytest.mark.ops
async def test_a_worker_an_hour_behind_is_told_that_the_store_refuses_its_clock(site: Site) -> None:
    works = await site.fresh()
    environment = works.environment("b") | by_clock(AN_HOUR_BEHIND)
    command = [sys.executable, "-m", "tests.kit.hosts.command", "worker", "cpu"]
    log = site.folder / "behind.log"
    process = site.host("b").start(command, environment, log)
    assert process.wait(120) == 1
    assert "Traceback" not in log.read_text()
    assert "The clocks of this machine and of the store s3://" in log.read_text()


KEEPS = """
import sys
from pathlib import Path
from infra.database.database import open_database
from infra.storage import LocalStore
from library.half_made import HalfMade
url, folder = sys.argv[1], Path(sys.argv[2])
(folder / "step.kept").write_bytes(b"step")
HalfMade(open_database(url), LocalStore(folder / "assets"), "broken", "gpu").put(folder / "step.kept")
"""


@pytest.mark.ops
@pytest.mark.parametrize("clock", [FIVE_MINUTES_AHEAD, AN_HOUR_BEHIND])
def test_what_a_worker_by_another_clock_left_half_made_is_gone_on_with_first(
    postgres: PostgresServer, postgres_template: str, tmp_path: Path, clock: str
) -> None:
    url = postgres.url(name := postgres.create(postgres_template))
    environment = {"PYTHONPATH": str(Path(__file__).parents[3]), **by_clock(clock)}
    command = [sys.executable, "-c", KEEPS, url, str(tmp_path)]
    subprocess.run(command, env=environment, check=True, timeout=120)
    database = open_database(url)
    try:
        new = HalfMade(database, LocalStore(tmp_path / "assets"), "new", "gpu")
        with pytest.raises(GaveWay):
            BrokenOff(database).first(new, lambda: None)
    finally:
        database.close()
        postgres.drop(name)
