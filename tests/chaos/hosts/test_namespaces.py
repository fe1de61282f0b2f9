"""The hosts themselves: what is cut does not arrive, the machine's own network is not touched, and nothing is left behind."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests.kit.deploys import until_true
from tests.kit.hosts.clocks import AN_HOUR_BEHIND, LIBRARIES, by_clock
from tests.kit.hosts.namespaces import Host, hosts_named

pytestmark = pytest.mark.ops

HELD = """
import os, time
from pathlib import Path
from tests.kit.hosts.namespaces import hosts_named
with hosts_named("a", "b") as switch:
    begun = switch.hosts["a"].start(["sleep", "600"], os.environ, Path("log"))
    print(begun.pid, flush=True)
    time.sleep(600)
"""


def reaches(near: Host, far: Host, port: int) -> bool:
    def asked() -> bool:
        try:
            socket.create_connection((far.address, port), timeout=4).close()
        except OSError:
            return False
        return True

    return near.run(asked)


def interfaces() -> list[str]:
    return sorted(psutil.net_if_addrs())


def test_a_cable_and_one_way_alone_are_cut_and_healed_and_the_machine_has_the_network_that_it_had() -> None:
    before = interfaces()
    with hosts_named("a", "b", "c") as switch:
        a, b, c = switch.hosts.values()
        with c.run(lambda: socket.create_server((c.address, 5000))):
            assert reaches(a, c, 5000)
            switch.cut("c")
            assert not reaches(a, c, 5000)
            assert reaches(c, c, 5000), "it reaches itself"
            switch.heal("c")
            assert reaches(a, c, 5000)
            c.hears_nothing_of(a)
            assert (reaches(a, c, 5000), reaches(b, c, 5000)) == (False, True)
            c.answers(a)
            assert reaches(a, c, 5000)
        assert interfaces() == before


async def test_hosts_of_tests_that_are_killed_are_gone_with_all_that_ran_there(tmp_path: Path) -> None:
    with hosts_named("a"):
        before = interfaces()
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    command = [sys.executable, "-c", HELD]
    tests = subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE)
    assert tests.stdout
    pid = int(tests.stdout.readline())
    assert psutil.pid_exists(pid)
    tests.kill()
    tests.wait()

    async def gone() -> bool:
        return not psutil.pid_exists(pid)

    await until_true(gone, "what ran on a host lives on")
    assert interfaces() == before


@pytest.mark.skipif(not LIBRARIES, reason="Debian's faketime is not installed, so no clock can be set.")
def test_a_process_has_the_clock_that_it_is_told_and_waits_as_long_as_any_other() -> None:
    asks = (
        "import time; from tests.kit.hosts.clocks import mend_sleep; mend_sleep();"
        "began = time.monotonic(); time.sleep(0.2); print(time.time(), time.monotonic() - began, time.monotonic())"
    )
    environment = {"PYTHONPATH": str(Path(__file__).parents[3]), **by_clock(AN_HOUR_BEHIND)}
    command = [sys.executable, "-c", asks]
    ours = subprocess.run(
        [sys.executable, "-c", "import time; print(time.time(), time.monotonic())"],
        capture_output=True,
        text=True,
        check=True,
    )
    theirs = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    wall, monotonic = map(float, ours.stdout.split())
    told, waited, ticks = map(float, theirs.stdout.split())
    assert wall - told == pytest.approx(3600, abs=60)
    assert waited >= 0.2
    assert ticks == pytest.approx(monotonic, abs=60)
