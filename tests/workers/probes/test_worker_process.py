"""Probes of real worker processes at a real server: ready, hanging, told to stop."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from infra.settings import Settings
from infra.storage import open_store
from infra.temporal import connect, local_config
from tests.kit.deploys import until_true
from tests.kit.probes import answered, probed_worker, status
from tests.kit.providers import Journal, renders
from tests.kit.studio import StudioKit, end_all, short_shots

pytestmark = pytest.mark.ops

LONGTAKE = str(Path(sys.executable).parent / "longtake")


@pytest.mark.parametrize(
    "command",
    [
        [LONGTAKE, "worker", "film", "--probes", "0"],
        [LONGTAKE, "worker", "io", "--probes", "127.0.0.1:0"],
        [LONGTAKE, "worker", "cpu", "--probes", "0"],
    ],
    ids=["film", "io", "cpu"],
)
async def test_a_worker_of_each_kind_is_ready_and_ends_when_told(
    command: list[str], address: str, tmp_path: Path
) -> None:
    async with probed_worker(command, Settings(home=tmp_path / "home"), address) as worker:
        port = await worker.port()
        await worker.until(port, 200)
        assert await status(port, "/live") == 200
        worker.tell(signal.SIGTERM)
        assert await worker.ended() == 0, worker.log


async def test_a_worker_of_cards_is_ready_too(address: str, tmp_path: Path) -> None:
    # As `longtake worker gpu` ends up: this needs neither a card nor PyTorch.
    command = [sys.executable, "-P", "-m", "workers", "gpu"]
    settings = Settings(home=tmp_path / "home")
    async with probed_worker(command, settings, address, LONGTAKE_PROBES="0") as worker:
        await worker.until(await worker.port(), 200)


async def test_a_worker_that_stands_still_answers_nobody(address: str, tmp_path: Path) -> None:
    command = [LONGTAKE, "worker", "film", "--probes", "0"]
    async with probed_worker(command, Settings(home=tmp_path / "home"), address) as worker:
        port = await worker.port()
        await worker.until(port, 200)
        await worker.stand_still()
        asked = asyncio.create_task(answered(port, "/live"))
        done, _ = await asyncio.wait([asked], timeout=0.5)
        assert not done
        worker.tell(signal.SIGCONT)
        assert (await asked).startswith("HTTP/1.1 200 ")


async def test_a_worker_that_is_told_to_stop_is_not_ready_while_it_lets_work_end(
    address: str, tmp_path: Path, film: str
) -> None:
    settings = Settings(home=tmp_path / "home", grace_s=60)
    journal = settings.home / "journal"
    command = [sys.executable, "-P", "-m", "tests.kit.worker_process", str(journal), "film", "io", "cpu"]
    async with probed_worker(command, settings, address, LONGTAKE_PROBES="0") as worker:
        port = await worker.port()
        await worker.until(port, 200)
        client = await connect(open_store(settings), local_config(address))
        held = Journal(journal).hold("image")
        held.touch()
        try:
            await StudioKit(client, settings).begin(short_shots("a quay"), film, approve="auto")

            async def begun() -> bool:
                return bool(renders(journal, "image", what="begin"))

            await until_true(begun, "no picture was begun", within_s=120)
            worker.tell(signal.SIGTERM)
            await worker.until(port, 503)
            assert await status(port, "/live") == 200
            assert worker.process.poll() is None, "the picture is under way"
            held.unlink()
            assert await worker.ended() == 0, worker.log
            assert renders(journal, "image", what="end"), "what was under way was let end"
        finally:
            await end_all(client)


async def test_a_port_in_use_ends_a_worker_with_one_sentence_and_exit_code_2(
    address: str, tmp_path: Path
) -> None:
    taken = await asyncio.start_server(lambda _r, writer: writer.close(), "127.0.0.1", 0)
    port = taken.sockets[0].getsockname()[1]
    async with probed_worker(
        [LONGTAKE, "worker", "cpu", "--probes", str(port)], Settings(home=tmp_path / "home"), address
    ) as worker:
        assert await worker.ended() == 2
    taken.close()
    assert worker.log.splitlines()[-1] == (
        f"Nobody can listen for probes at 127.0.0.1, port {port} (Address already in use): give --probes or "
        "LONGTAKE_PROBES another one."
    )
    assert "Traceback" not in worker.log


async def test_an_embedded_engine_with_several_workers_gives_them_no_probes(tmp_path: Path) -> None:
    home = tmp_path / "home"
    command = [LONGTAKE, "up", "--detach"]
    environment = {"LONGTAKE_HOME": str(home), "LONGTAKE_PROBES": "8086", "LONGTAKE_IDLE_S": "600"}
    said = await asyncio.to_thread(_run, command, environment)
    try:
        assert said.returncode == 0, said.stderr
        logs = "".join(path.read_text() for path in (home / "logs").glob("*.log"))
        assert "probes at" not in logs
        assert "Nobody can listen" not in logs
    finally:
        await asyncio.to_thread(_run, [LONGTAKE, "down"], environment)


def _run(command: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("TEMPORAL_")}
    return subprocess.run(
        command,
        env=clean | environment,
        capture_output=True,
        text=True,
        timeout=180,
        cwd=environment["LONGTAKE_HOME"].rpartition("/")[0],
    )
